#include "kb/index/dense.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "kb/index/dense_format.h"

/* The question's components as int16: with 13 bits and a sign, the sum of DENSE_DIMENSIONS products fits. */
#define QUERY_STEPS 8191.0f

struct dense_query {
	int16_t *steps; /* `stride` of them */
	float scale;    /* step × scale = the unit vector's component */
};

typedef int32_t dot_function(const int8_t *row, const int16_t *query, size_t n);

/* n is a multiple of DENSE_ALIGN. */
static int32_t dot_plain(const int8_t *row, const int16_t *query, size_t n)
{
	int32_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += row[i] * query[i];
	return sum;
}

#ifdef __x86_64__
#include <immintrin.h>

__attribute__((target("avx2")))
static int32_t dot_avx2(const int8_t *row, const int16_t *query, size_t n)
{
	__m256i a = _mm256_setzero_si256(), b = a;
	__m128i half;
	size_t i;

	for (i = 0; i < n; i += 32) {
		const void *bytes = row + i, *words = query + i;
		__m256i low = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)bytes));
		__m256i high = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)bytes + 1));

		a = _mm256_add_epi32(a, _mm256_madd_epi16(low, _mm256_loadu_si256((const __m256i *)words)));
		b = _mm256_add_epi32(b, _mm256_madd_epi16(high, _mm256_loadu_si256((const __m256i *)words + 1)));
	}
	a = _mm256_add_epi32(a, b);
	half = _mm_add_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
	half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
	half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
	return _mm_cvtsi128_si32(half);
}

static dot_function *choose(void)
{
	return __builtin_cpu_supports("avx2") ? dot_avx2 : dot_plain;
}
#else
static dot_function *choose(void)
{
	return dot_plain;
}
#endif

static int map_rows(struct dense *d, struct err *err)
{
	struct dense_meta meta;
	const void *p, *rows, *scales;

	if (pack_array(&d->pack, DENSE_META, 1, sizeof meta, &p, err))
		return -1;
	memcpy(&meta, p, sizeof meta);
	if (meta.dimension == 0 || meta.dimension > DENSE_DIMENSIONS)
		return err_set(err, ERR_DAMAGED, "vectors of %u dimensions", meta.dimension);
	d->n = meta.n;
	d->dimension = meta.dimension;
	d->stride = dense_stride(meta.dimension);
	if (pack_array(&d->pack, DENSE_ROWS, meta.n, d->stride, &rows, err) ||
	    pack_array(&d->pack, DENSE_SCALES, meta.n, sizeof *d->scales, &scales, err))
		return -1;
	d->rows = rows;
	d->scales = scales;
	return 0;
}

int dense_open(const char *folder, struct dense *ret, struct err *err)
{
	struct dense d = {.open = true};
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/vectors", folder);
	if (pack_open(path, "vectors", &d.pack, err))
		return -1;
	if (map_rows(&d, err)) {
		pack_close(&d.pack);
		return err_prefix(err, "%s", path);
	}
	*ret = d;
	return 0;
}

void dense_close(struct dense *d)
{
	if (d->open)
		pack_close(&d->pack);
	d->open = false;
}

/* False for a vector of length 0. */
static bool read_query(const struct dense *d, const float *query, struct dense_query *ret)
{
	float most = 0, length = 0;
	uint32_t i;

	for (i = 0; i < d->dimension; i++) {
		length += query[i] * query[i];
		most = fabsf(query[i]) > most ? fabsf(query[i]) : most;
	}
	if (!(length > 0) || !isfinite(length))
		return false;
	for (i = 0; i < d->dimension; i++)
		ret->steps[i] = (int16_t)lrintf(query[i] / most * QUERY_STEPS);
	ret->scale = most / QUERY_STEPS / sqrtf(length);
	return true;
}

static void scan(const struct dense *d, const struct dense_query *q, struct best *best)
{
	dot_function *dot = choose();
	uint32_t i;

	for (i = 0; i < d->n; i++) {
		float cosine = (float)dot(d->rows + i * d->stride, q->steps, d->stride) * d->scales[i] * q->scale;

		best_keep(best, (struct scored){i, cosine});
	}
	best_sort(best);
}

int dense_top(const struct dense *d, const float *query, uint32_t n, struct arena *a, struct scored **ret,
	      uint32_t *ret_n, struct err *err)
{
	struct dense_query q = {.steps = ARENA_ARRAY(a, d->stride, int16_t)};
	struct best best;

	if (n > d->n)
		n = d->n;
	best = (struct best){ARENA_ARRAY(a, (size_t)n + 1, struct scored), 0, n};
	if (q.steps == NULL || best.heap == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching vectors");
	if (n && read_query(d, query, &q))
		scan(d, &q, &best);
	*ret = best.heap;
	*ret_n = best.n;
	return 0;
}

float dense_cosine(const struct dense *d, const float *query, uint32_t row)
{
	float sum = 0, length = 0;
	uint32_t i;

	if (row >= d->n)
		return 0;
	for (i = 0; i < d->dimension; i++) {
		sum += query[i] * d->rows[row * d->stride + i];
		length += query[i] * query[i];
	}
	return length > 0 ? sum * d->scales[row] / sqrtf(length) : 0;
}
