/*
 * dense FOLDER: the exact scan of 100,000 × 1024 int8 vectors against reading
 * those bytes from memory once.  Prints the ratio; the goal is 1.5 at most.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "kb/index/dense.h"

enum { ROWS = 100000, DIMENSION = 1024, BEST = 50, ROUNDS = 15 };

static int64_t now_us(void)
{
	return clock_mono_us();
}

static uint64_t read_once(const struct dense *d)
{
	const uint64_t *p = (const uint64_t *)(const void *)d->rows;
	uint64_t sum[4] = {0};
	size_t i, n = d->n * d->stride / sizeof *p;

	for (i = 0; i + 4 <= n; i += 4) {
		sum[0] += p[i];
		sum[1] += p[i + 1];
		sum[2] += p[i + 2];
		sum[3] += p[i + 3];
	}
	return sum[0] + sum[1] + sum[2] + sum[3];
}

static int make(const char *folder, struct err *err)
{
	struct dense_writer *w;
	int8_t row[DIMENSION];
	uint32_t i, k, x = 1;

	if (dense_create(folder, DIMENSION, &w, err))
		return -1;
	for (i = 0; i < ROWS; i++) {
		for (k = 0; k < DIMENSION; k++) {
			x = x * 1664525 + 1013904223;
			row[k] = (int8_t)(x >> 24);
		}
		if (dense_add(w, row, 1.0f / 2365, err))
			return -1;
	}
	return dense_finish(w, err);
}

int main(int argc, char **argv)
{
	float query[DIMENSION];
	int64_t best_read = INT64_MAX, best_scan = INT64_MAX;
	struct err err = {0};
	struct dense d;
	struct arena a;
	volatile uint64_t sink = 0;
	int i;

	if (argc != 2 || make(argv[1], &err) || dense_open(argv[1], &d, &err)) {
		fprintf(stderr, "dense: %s\n", argc == 2 ? err.msg : "FOLDER?");
		return 1;
	}
	for (i = 0; i < DIMENSION; i++)
		query[i] = (float)((i * 37) % 101) - 50;
	arena_init(&a, 1 << 20);
	for (i = 0; i < ROUNDS; i++) {
		struct scored *best;
		uint32_t n;
		int64_t from = now_us(), between;

		sink += read_once(&d);
		between = now_us();
		if (dense_top(&d, query, BEST, &a, &best, &n, &err) || n != BEST)
			return 1;
		best_scan = now_us() - between < best_scan ? now_us() - between : best_scan;
		best_read = between - from < best_read ? between - from : best_read;
		arena_reset(&a);
	}
	printf("dense: %d x %d, top %d: %.2f ms; reading the bytes: %.2f ms; ratio %.2f (goal 1.5)\n", ROWS, DIMENSION,
	       BEST, (double)best_scan / 1000, (double)best_read / 1000, (double)best_scan / (double)best_read);
	dense_close(&d);
	return 0;
}
