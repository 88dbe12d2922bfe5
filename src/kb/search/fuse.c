#include "kb/search/fuse.h"

#include <stdlib.h>

#include "kb/search/tuning.h"

static int by_chunk(const void *a, const void *b)
{
	const struct fused *x = a, *y = b;

	return x->chunk < y->chunk ? -1 : x->chunk > y->chunk;
}

static int better(const void *a, const void *b)
{
	const struct fused *x = a, *y = b;

	if (x->rank_score != y->rank_score)
		return x->rank_score < y->rank_score ? 1 : -1;
	if (x->hit.score != y->hit.score)
		return x->hit.score < y->hit.score ? 1 : -1;
	return by_chunk(a, b);
}

/* Merges entries of the same chunk, which are neighbours in the sorted array. */
static uint32_t merge(struct fused *all, uint32_t n)
{
	uint32_t kept = 0, i;

	for (i = 0; i < n; i++) {
		if (kept && all[kept - 1].chunk == all[i].chunk) {
			float before = all[kept - 1].hit.evidence, now = all[i].hit.evidence;

			all[kept - 1].rank_score += all[i].rank_score;
			if (all[i].hit.coverage > all[kept - 1].hit.coverage)
				all[kept - 1].hit = all[i].hit;
			all[kept - 1].hit.evidence = now > before ? now : before;
		} else {
			all[kept++] = all[i];
		}
	}
	return kept;
}

int fuse(const struct fuse_list *lists, uint32_t n, struct arena *a, struct fused **ret, uint32_t *ret_n,
	 struct err *err)
{
	struct fused *all;
	uint32_t total = 0, i, k, at = 0;

	for (i = 0; i < n; i++)
		total += lists[i].n;
	all = ARENA_ARRAY(a, (size_t)total + 1, struct fused);
	if (all == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	for (i = 0; i < n; i++)
		for (k = 0; k < lists[i].n; k++)
			all[at++] = (struct fused){lists[i].hits[k].chunk,
						   lists[i].weight / (FUSE_K + (float)k + 1), lists[i].hits[k]};
	qsort(all, total, sizeof *all, by_chunk);
	*ret_n = merge(all, total);
	qsort(all, *ret_n, sizeof *all, better);
	*ret = all;
	return 0;
}
