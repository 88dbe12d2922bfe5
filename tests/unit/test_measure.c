#include "unit.h"

#include <math.h>

#include "kb/search/measure.h"

static void rankings_are_measured(void **state)
{
	static const struct str a[] = {{"a", 1}, {"b", 1}}, c[] = {{"c", 1}};
	static const struct measure_group groups[] = {{a, 2}, {c, 1}};
	static const struct str ranked[] = {{"x", 1}, {"b", 1}, {"a", 1}, {"c", 1}};
	struct measure m = {0};

	(void)state;
	measure_add(&m, groups, 2, ranked, 4);
	assert_int_equal(m.n, 1);
	assert_float_equal((float)m.recall_1, 0, 1e-6f);
	assert_float_equal((float)m.recall_5, 1, 1e-6f);
	assert_float_equal((float)m.reciprocal_rank, 0.5, 1e-6f);
	/* gains at 2 and 4 against 1 and 2 */
	assert_float_equal((float)m.ndcg, (float)((1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))), 1e-6f);
}

static void auroc_is_the_chance_of_the_right_order(void **state)
{
	static const double yes[] = {0.9, 0.8, 0.3}, no[] = {0.3, 0.1};

	(void)state;
	assert_float_equal((float)measure_auroc(yes, 3, no, 2), 5.5f / 6, 1e-6);
	assert_true(isnan(measure_auroc(yes, 3, no, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rankings_are_measured),
		cmocka_unit_test(auroc_is_the_chance_of_the_right_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
