#include "unit.h"

#include "kb/search/dict_parse.h"

static void lines_are_read_or_explained(void **state)
{
	static const struct {
		const char *line;
		int result;
	} rows[] = {
		{"ukt\tuang kuliah tunggal", 1}, {"# comment", 0},     {"", 0},   {"  \t ", 0},
		{"no tab here", -1},             {"two\ttabs\there", -1}, {"x\t", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct dict_line line;
		const char *fault = NULL;

		assert_int_equal(dict_parse_line(str_of(rows[i].line), &line, &fault), rows[i].result);
		assert_true((fault != NULL) == (rows[i].result < 0));
	}
}

static void weights_are_checked(void **state)
{
	struct str rest = STR("satu|dua^0.25|tiga^2|empat^x||lima");
	struct dict_alternative a;
	const char *fault;

	(void)state;
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), 1);
	assert_str(a.text, "satu");
	assert_float_equal(a.weight, 0.5, 1e-6);
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), 1);
	assert_float_equal(a.weight, 0.25, 1e-6);
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), -1);
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), -1);
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), -1);
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), 1);
	assert_str(a.text, "lima");
	assert_int_equal(dict_parse_alternative(&rest, 0.5f, &a, &fault), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_or_explained),
		cmocka_unit_test(weights_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
