#include "kb/search/measure.h"

#include <math.h>

static bool holds(const struct measure_group *g, struct str document)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (str_eq(g->documents[i], document))
			return true;
	return false;
}

/* Marks the groups the document satisfies; gives how many are new. */
static size_t satisfy(const struct measure_group *groups, size_t n, struct str document, bool *done, bool *ret_any)
{
	size_t fresh = 0, i;

	*ret_any = false;
	for (i = 0; i < n; i++) {
		if (!holds(&groups[i], document))
			continue;
		*ret_any = true;
		fresh += !done[i];
		done[i] = true;
	}
	return fresh;
}

static double ideal(size_t groups)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < groups && i < MEASURE_DEPTH; i++)
		sum += 1 / log2((double)i + 2);
	return sum;
}

void measure_add(struct measure *m, const struct measure_group *groups, size_t groups_n,
		 const struct str *ranked, size_t ranked_n)
{
	bool done[MEASURE_GROUPS] = {false}, any, seen = false;
	size_t satisfied = 0, i;
	double gain = 0;

	if (groups_n > MEASURE_GROUPS)
		groups_n = MEASURE_GROUPS;
	for (i = 0; i < MEASURE_DEPTH; i++) {
		if (i < ranked_n) {
			size_t fresh = satisfy(groups, groups_n, ranked[i], done, &any);

			satisfied += fresh;
			gain += fresh ? 1 / log2((double)i + 2) : 0;
			m->reciprocal_rank += any && !seen ? 1 / ((double)i + 1) : 0;
			seen = seen || any;
		}
		m->recall_1 += i + 1 == 1 ? (double)satisfied / (double)groups_n : 0;
		m->recall_5 += i + 1 == 5 ? (double)satisfied / (double)groups_n : 0;
	}
	m->recall_10 += (double)satisfied / (double)groups_n;
	m->ndcg += gain / ideal(groups_n);
	m->n++;
}

void measure_merge(struct measure *into, const struct measure *m)
{
	into->n += m->n;
	into->recall_1 += m->recall_1;
	into->recall_5 += m->recall_5;
	into->recall_10 += m->recall_10;
	into->reciprocal_rank += m->reciprocal_rank;
	into->ndcg += m->ndcg;
}

double measure_auroc(const double *answerable, size_t n, const double *unanswerable, size_t m)
{
	double sum = 0;
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < m; k++)
			sum += answerable[i] > unanswerable[k] ? 1 : answerable[i] == unanswerable[k] ? 0.5 : 0;
	return n && m ? sum / ((double)n * (double)m) : NAN;
}
