#include "unit.h"

#include <stdlib.h>

#include "kb/search/sums.h"

struct world {
	struct sums sums;
	float part[SUMS_WINDOW];
};

/* `n` places, some of them adjacent, as sparse or as full as windows are. */
static void fill(struct world *w, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		uint32_t at = (uint32_t)(i % 3 ? rand() % SUMS_WINDOW : rand() % SUMS_WORD);

		w->sums.sum[at] += (float)(rand() % 8);
		w->part[at] += 1;
		sums_mark(&w->sums, at);
	}
}

static void found_is_what_is_above(const struct sums *s, float least)
{
	uint32_t at, n = 0;

	for (at = 0; at < SUMS_WINDOW; at++)
		if (s->sum[at] > least) {
			assert_true(n < s->found_n);
			assert_int_equal(s->found[n++], at);
		}
	assert_int_equal(s->found_n, n);
}

static void all_is_zero(const float *sum)
{
	uint32_t at;

	for (at = 0; at < SUMS_WINDOW; at++)
		assert_true(sum[at] == 0);
}

static void test_windows(void **state)
{
	static const uint32_t sizes[] = {0, 1, 50, 700, 20000};
	struct world *w = calloc(1, sizeof *w);
	uint32_t round;

	(void)state;
	assert_non_null(w);
	srand(1);
	for (round = 0; round < 50; round++) {
		fill(w, sizes[round % 5]);
		if (round == 7)
			sums_mark(&w->sums, SUMS_WINDOW - 1); /* the last place of the window and of its word */
		sums_find(&w->sums, 0);
		found_is_what_is_above(&w->sums, 0);
		sums_drop(&w->sums, 3);
		found_is_what_is_above(&w->sums, 3);
		sums_clear_part(&w->sums, w->part);
		sums_clear(&w->sums);
		all_is_zero(w->sums.sum);
		all_is_zero(w->part);
		assert_int_equal(w->sums.found_n, 0);
	}
	free(w);
}

static void test_every_place(void **state)
{
	struct sums *s = calloc(1, sizeof *s);
	uint32_t at;

	(void)state;
	assert_non_null(s);
	for (at = 0; at < SUMS_WINDOW; at++) {
		s->sum[at] = 1;
		sums_mark(s, at);
	}
	sums_find(s, 0);
	found_is_what_is_above(s, 0);
	sums_drop(s, 1);
	assert_int_equal(s->found_n, 0);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
