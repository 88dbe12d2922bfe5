#include "kb/search/calibrate_dense.h"

#include "kb/search/calibrate.h"
#include "kb/search/tuning.h"

#define LEAST_MIDDLE 0.01f /* the smallest middle that a manifest may hold */

/* For a corpus of too few chunks to measure: in the middle of what embedding models need. */
#define DENSE_DEFAULT ((struct calibration){0.5f, 10.0f})

enum { ARENA_BYTES = 8 << 20, MEAN_OF = 200 /* chunks, evenly from all */ };

static bool is_near(const struct dense_question *q, uint32_t chunk)
{
	return chunk >= q->first && chunk <= q->last && chunk + DENSE_NEAR >= q->chunk &&
	       chunk <= q->chunk + DENSE_NEAR;
}

float dense_mean(const struct dense *d, const float *vector)
{
	uint32_t n = d->n < MEAN_OF ? d->n : MEAN_OF, i;
	float sum = 0;

	for (i = 0; i < n; i++)
		sum += dense_cosine(d, vector, (uint32_t)((uint64_t)i * d->n / n));
	return n ? sum / (float)n : 0;
}

struct asking {
	struct spread without, with, mean;
};

static int ask(const struct dense *d, const struct dense_question *q, struct asking *all, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = ARENA_BYTES};
	struct scored *best;
	uint32_t n, i;

	/* the own chunk and its neighbours may answer as well: one more is surely a chunk elsewhere */
	if (dense_top(d, q->vector, 2 * DENSE_NEAR + 2, &a, &best, &n, err))
		return -1;
	for (i = 0; i < n && is_near(q, best[i].chunk); i++)
		;
	if (i == n)
		return 0;
	spread_add(&all->without, best[i].score);
	spread_add(&all->with, dense_cosine(d, q->vector, q->chunk));
	spread_add(&all->mean, dense_mean(d, q->vector));
	return 0;
}

/*
 * As for words, with two corrections.  What documents say twice, in two languages or in two
 * places, hides how far answers lie above the rest, so the distance is taken as a deviation at
 * least.  And a question is worded otherwise than its passage, so the middle lies lower.
 */
static void set_curve(const struct spread *without, const struct spread *with, struct calibration *ret)
{
	float low = spread_deviation(without, LEAST_DENSE_DEVIATION);
	float high = spread_deviation(with, LEAST_DENSE_DEVIATION);
	float gap = spread_mean(with) - spread_mean(without), least = (low + high) / 2;

	ret->middle = spread_mean(without) + gap * low / (low + high) - ASKED_OTHERWISE * low;
	ret->slope = (gap > least ? gap : least) / (2 * low * high);
	if (ret->middle < LEAST_MIDDLE)
		ret->middle = LEAST_MIDDLE;
}

int calibrate_dense(const struct dense *d, const struct dense_question *asked, size_t n,
		    struct generation_manifest *ret, struct err *err)
{
	struct asking all = {0};
	size_t i;

	ret->dense = DENSE_DEFAULT;
	for (i = 0; i < n; i++)
		if (ask(d, &asked[i], &all, err))
			return -1;
	if (all.with.n < 2)
		return 0;
	set_curve(&all.without, &all.with, &ret->dense);
	ret->dense_above = ret->dense.middle - spread_mean(&all.mean);
	return 0;
}
