/*
 * The best chunks of an index for a plan: BM25 with dynamic pruning.
 *
 * MaxScore over windows of chunks (Turtle and Flood 1995; windows after
 * Lucene's MaxScoreBulkScorer): alternatives whose greatest possible additions can't
 * lift a chunk over the threshold are only looked up for chunks that others
 * brought in, and windows that can't hold a hit are skipped.  Exact: the same
 * hits as scoring everything.
 * Memory: from the arena, bounded by the plan's limits, not by the index.
 */
#ifndef KB_SCORE_H
#define KB_SCORE_H

#include "kb/index/best.h"
#include "kb/search/plan.h"

/* The n best, best first; equal scores in the order of chunks. */
int score_top(const struct index *x, const struct plan *p, uint32_t n, struct arena *a,
	      struct scored **ret, uint32_t *ret_n, struct err *err);

#endif
