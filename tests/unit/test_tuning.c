/* Tests of kb/search/tuning: every number says what it means, and the table is printed. */
#include "kb/search/tuning.h"
#include "unit.h"

static void test_every_row_is_told(void **state)
{
	size_t i, k;

	(void)state;
	assert_true(tuning_rows_n >= 50);
	for (i = 0; i < tuning_rows_n; i++) {
		const struct tuning *t = &tuning_rows[i];

		assert_true(*t->meaning && *t->set && *t->down && *t->up);
		for (k = 0; k < i; k++)
			assert_string_not_equal(t->name, tuning_rows[k].name);
	}
}

static void test_the_table_is_printed(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(1 << 16);

	(void)state;
	tuning_print(&out);
	assert_false(out.bad);
	assert_non_null(strstr(out.p, "INDEX_K1                  1.2  kb/index/index_format.h: "));
	assert_non_null(strstr(out.p, "NAME_WEIGHT"));
	assert_null(strstr(out.p, "not measured"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row_is_told),
		cmocka_unit_test(test_the_table_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
