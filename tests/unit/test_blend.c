#include "unit.h"

#include "kb/search/blend.h"

enum { ROWS = 4 };

/* Vectors on a circle: the question's is the first axis. */
static const int8_t rows[ROWS][32] = {{127, 0}, {110, 63}, {0, 127}, {-127, 0}};
static const float scales[ROWS] = {1 / 127.0f, 1 / 127.0f, 1 / 127.0f, 1 / 127.0f};
static const float vector[32] = {1, 0};

static const struct generation generation = {
	.manifest = {.dense = {.middle = 0.5f, .slope = 10}, .dense_above = 0.2f},
	.dense = {.rows = (const int8_t *)rows, .scales = scales, .n = ROWS, .dimension = 32, .stride = 32,
		  .open = true},
};

static void mix(struct arena *a, const struct kb_hit *words, size_t n, bool foreign, uint32_t k, struct kb_hits *ret)
{
	struct blend b = {&generation, vector, k, foreign, a, NULL};

	arena_init(a, 1 << 20);
	*ret = (struct kb_hits){.n = n, .hits = ARENA_ARRAY(a, n + 1, struct kb_hit)};
	if (n)
		memcpy(ret->hits, words, n * sizeof *words);
	assert_int_equal(blend(&b, ret, NULL), 0);
}

static void words_that_are_found_decide(void **state)
{
	static const struct kb_hit words[] = {{.chunk = 3, .score = 0.8f, .coverage = 1}, {.chunk = 2, .score = 0.5f}};
	ARENA_AUTO struct arena a;
	struct kb_hits hits;

	(void)state;
	mix(&a, words, 2, false, 10, &hits);
	assert_int_equal(hits.n, ROWS);
	assert_int_equal(hits.hits[0].chunk, 3);
	assert_float_equal(hits.hits[0].dense, -1, 0.001);
	assert_int_equal(hits.hits[1].chunk, 2);
	assert_int_equal(hits.hits[2].chunk, 0);
}

static void vectors_decide_where_words_do_not(void **state)
{
	static const struct kb_hit words[] = {
		{.chunk = 3, .score = 0.6f, .coverage = 0.5f}, {.chunk = 1, .score = 0.5f},
	};
	ARENA_AUTO struct arena a, b;
	struct kb_hits hits, foreign;
	size_t i;

	(void)state;
	mix(&a, words, 2, false, 3, &hits);
	assert_int_equal(hits.n, 3);
	assert_int_equal(hits.hits[0].chunk, 1);
	assert_int_equal(hits.hits[1].chunk, 0);
	for (i = 1; i < hits.n; i++)
		assert_true(hits.hits[i].score < hits.hits[i - 1].score);
	mix(&b, words, 2, true, 3, &foreign);
	assert_int_equal(foreign.hits[0].chunk, 1);
	/* cosines with another language are lower, so what only vectors find counts for more */
	assert_int_equal(foreign.hits[1].chunk, 0);
	assert_true(foreign.hits[1].score > hits.hits[1].score);
}

static void vectors_alone_are_evidence(void **state)
{
	ARENA_AUTO struct arena a;
	struct kb_hits hits;

	(void)state;
	mix(&a, NULL, 0, false, 2, &hits);
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.hits[0].chunk, 0);
	assert_true(hits.hits[0].score > 0.45f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_that_are_found_decide),
		cmocka_unit_test(vectors_decide_where_words_do_not),
		cmocka_unit_test(vectors_alone_are_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
