#include "kb/search/blend.h"

#include <stdlib.h>
#include <string.h>

#include "kb/search/calibrate.h"
#include "kb/search/calibrate_dense.h"
#include "kb/search/tuning.h"

enum { NEAREST = 64 /* vectors */ };

/* Best first; on a tie the one that ranks higher by words. */
static int better(const void *a, const void *b)
{
	const struct kb_hit *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	if (x->coverage != y->coverage)
		return x->coverage < y->coverage ? 1 : -1;
	return x->chunk < y->chunk ? -1 : x->chunk > y->chunk;
}

static float best_coverage(const struct kb_hits *hits)
{
	float best = 0;
	size_t i;

	for (i = 0; i < hits->n; i++)
		best = hits->hits[i].coverage > best ? hits->hits[i].coverage : best;
	return best;
}

static bool has(const struct kb_hits *hits, uint32_t chunk)
{
	size_t i;

	for (i = 0; i < hits->n; i++)
		if (hits->hits[i].chunk == chunk)
			return true;
	return false;
}

/* The vectors' share of the score. */
static float share_of(float coverage)
{
	return coverage >= BLEND_COVERED ? BLEND_SURE : BLEND_UNSURE;
}

/* The hits by words, and the nearest vectors that are none of them. */
static int unite(const struct blend *b, struct kb_hits *hits, struct err *err)
{
	struct kb_hits all = *hits;
	struct scored *near;
	uint32_t n, i;

	if (dense_top(&b->generation->dense, b->vector, NEAREST, b->arena, &near, &n, err))
		return -1;
	all.hits = ARENA_ARRAY(b->arena, hits->n + n + 1, struct kb_hit);
	if (all.hits == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching vectors");
	memcpy(all.hits, hits->hits, hits->n * sizeof *all.hits);
	for (i = 0; i < n; i++)
		if (!has(hits, near[i].chunk))
			all.hits[all.n++] = (struct kb_hit){.chunk = near[i].chunk};
	*hits = all;
	return 0;
}

static struct calibration curve_of(const struct blend *b)
{
	const struct generation *g = b->generation;
	struct calibration c = g->manifest.dense;

	if (b->foreign && g->manifest.dense_above > 0)
		c.middle = dense_mean(&g->dense, b->vector) + g->manifest.dense_above;
	return c;
}

int blend(const struct blend *b, struct kb_hits *hits, struct err *err)
{
	const struct generation *g = b->generation;
	float coverage = best_coverage(hits), share = share_of(coverage);
	struct calibration curve = curve_of(b);
	size_t i;

	if (unite(b, hits, err))
		return -1;
	for (i = 0; i < hits->n; i++) {
		struct kb_hit *hit = &hits->hits[i];

		hit->dense = dense_cosine(&g->dense, b->vector, hit->chunk);
		hit->score = (1 - share) * hit->score + share * calibrate_score(&curve, hit->dense);
	}
	qsort(hits->hits, hits->n, sizeof *hits->hits, better);
	if (hits->n > b->k)
		hits->n = b->k;
	kb_hits_fall(hits);
	if (b->explain)
		buf_printf(b->explain, "vectors: %.1f of the score, since coverage is %.2f%s; 0.5 at cosine %.3f\n",
			   (double)share, (double)coverage, b->foreign ? " in another language" : "",
			   (double)curve.middle);
	return 0;
}
