/*
 * How good a ranking is: recall, reciprocal rank, nDCG, and how well scores
 * tell answerable questions from others.
 *
 * A question's gold is groups of documents; any one of a group satisfies it
 * (the same thing said in two places), and a question of two parts has two
 * groups.  Documents are compared by id.
 */
#ifndef KB_MEASURE_H
#define KB_MEASURE_H

#include <stddef.h>
#include "base/str.h"

enum { MEASURE_DEPTH = 10, MEASURE_GROUPS = 64 };

struct measure_group {
	const struct str *documents;
	size_t n;
};

/* Sums over questions; divide by n. */
struct measure {
	size_t n;
	double recall_1, recall_5, recall_10; /* satisfied groups / groups within so many documents */
	double reciprocal_rank;               /* of the first gold document among ten */
	double ndcg;                          /* gain 1 for each document that satisfies a new group */
};

/* `ranked`: documents, best first; groups_n is 1 to MEASURE_GROUPS (more are ignored). */
void measure_add(struct measure *m, const struct measure_group *groups, size_t groups_n,
		 const struct str *ranked, size_t ranked_n);
void measure_merge(struct measure *into, const struct measure *m);
/* Probability that an answerable question scores above an unanswerable one; NaN without both. */
double measure_auroc(const double *answerable, size_t n, const double *unanswerable, size_t m);

#endif
