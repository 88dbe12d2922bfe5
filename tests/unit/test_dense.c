#include "unit.h"

#include <stdlib.h>

#include "base/file.h"
#include "kb/index/dense.h"

enum { ROWS = 300, DIMENSION = 50 };

static int8_t rows[ROWS][DIMENSION];

static void make(const char *folder)
{
	struct dense_writer *w;
	uint32_t x = 7, i, k;

	assert_int_equal(dense_create(folder, DIMENSION, &w, NULL), 0);
	for (i = 0; i < ROWS; i++) {
		for (k = 0; k < DIMENSION; k++) {
			x = x * 1664525 + 1013904223;
			rows[i][k] = (int8_t)((int)(x >> 24) - 128 == -128 ? 0 : (int)(x >> 24) - 128);
		}
		assert_int_equal(dense_add(w, i == 5 ? NULL : rows[i], 0.002f, NULL), 0);
	}
	assert_int_equal(dense_finish(w, NULL), 0);
}

static void the_scan_finds_the_nearest(void **state)
{
	ARENA_AUTO struct arena a;
	char folder[] = "/tmp/test_dense.XXXXXX";
	float query[DIMENSION], best_cosine = -9;
	uint32_t n, i, best = 0;
	struct scored *hits;
	struct dense d;

	(void)state;
	arena_init(&a, 1 << 20);
	assert_non_null(mkdtemp(folder));
	make(folder);
	assert_int_equal(dense_open(folder, &d, NULL), 0);
	for (i = 0; i < DIMENSION; i++)
		query[i] = (float)rows[123][i] + (float)(i % 7);
	for (i = 0; i < ROWS; i++)
		if (dense_cosine(&d, query, i) > best_cosine) {
			best_cosine = dense_cosine(&d, query, i);
			best = i;
		}
	assert_int_equal(dense_top(&d, query, 10, &a, &hits, &n, NULL), 0);
	assert_int_equal(n, 10);
	assert_int_equal(hits[0].chunk, best);
	for (i = 0; i < n; i++) {
		assert_float_equal(hits[i].score, dense_cosine(&d, query, hits[i].chunk), 0.001);
		assert_true(i == 0 || hits[i].score <= hits[i - 1].score);
	}
	assert_int_equal(dense_top(&d, query, 5000, &a, &hits, &n, NULL), 0);
	assert_int_equal(n, ROWS);
	memset(query, 0, sizeof query);
	assert_int_equal(dense_top(&d, query, 10, &a, &hits, &n, NULL), 0);
	assert_int_equal(n, 0);
	dense_close(&d);
	file_remove_tree(folder, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_scan_finds_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
