#include "unit.h"

#include "base/str.h"

static void cut_gives_every_part(void **state)
{
	struct str rest = STR("a,,b,"), part;

	(void)state;
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "a");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "b");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "");
	assert_false(str_cut(&rest, ',', &part));
}

static void numbers_are_whole_or_refused(void **state)
{
	static const char *const bad[] = {"", " 1", "1 ", "1x", "x", "99999999999999999999", "1.0"};
	long n = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(str_to_long(str_of(bad[i]), &n));
	assert_int_equal(n, 7);
	assert_true(str_to_long(STR("-12"), &n));
	assert_int_equal(n, -12);
}

static void find_and_sub_stay_inside(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
	assert_int_equal(str_find(STR("abc"), STR("x")), 3);
	assert_int_equal(str_find(STR(""), STR("x")), 0);
	assert_str(str_sub(STR("abc"), 1, 99), "bc");
	assert_str(str_sub(STR("abc"), 9, 1), "");
	assert_str(str_trim(STR(" \t a b\r\n")), "a b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_gives_every_part),
		cmocka_unit_test(numbers_are_whole_or_refused),
		cmocka_unit_test(find_and_sub_stay_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
