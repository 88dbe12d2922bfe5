#include "kb/search/rescore.h"

#include <stdlib.h>

#include "kb/search/match.h"
#include "kb/search/tuning.h"

enum {
	CLOSE_WORDS = 24, /* about a sentence */
	NEAR = 3,         /* greatest distance of neighbours */
};

/* The title's value, times the share of its words that are the question's. */
static float titled(const struct matched *m)
{
	float sum = 0;
	uint32_t g;

	for (g = 0; g < m->groups; g++)
		sum += m->title[g];
	return sum * m->fit;
}

static float greater(float a, float b)
{
	return a > b ? a : b;
}

static float covered(const struct matched *m)
{
	float sum = 0;
	uint32_t g;

	for (g = 0; g < m->groups; g++)
		sum += greater(m->text[g], m->title[g]);
	return sum;
}

/* The greatest value of any CLOSE_WORDS words, to which a share of the title's words is always added. */
static float closeness(const struct matched *m)
{
	float best = 0, base = 0;
	uint32_t from, to, g;

	for (g = 0; g < m->groups; g++)
		base += m->title[g] * TITLE_SHARE;
	best = base;
	for (from = 0; from < m->hits_n; from++) {
		float part[PLAN_GROUPS], sum = base;

		for (g = 0; g < m->groups; g++)
			part[g] = m->title[g] * TITLE_SHARE;
		for (to = from; to < m->hits_n && m->hits[to].at < m->hits[from].at + CLOSE_WORDS; to++) {
			const struct match_hit *h = &m->hits[to];

			if (h->value > part[h->group]) {
				sum += h->value - part[h->group];
				part[h->group] = h->value;
			}
		}
		best = greater(best, sum);
	}
	return best;
}

/* The value of the question's neighbouring words that stand near each other in the chunk. */
static float pairs(const struct matched *m)
{
	float bonus[PLAN_GROUPS] = {0}, sum = 0;
	uint32_t i, k, g;

	for (i = 0; i < m->hits_n; i++) {
		for (k = i + 1; k < m->hits_n && m->hits[k].at <= m->hits[i].at + NEAR; k++) {
			uint32_t a = m->hits[i].group, b = m->hits[k].group;
			uint32_t distance = m->hits[k].at - m->hits[i].at;
			float value = m->hits[i].value < m->hits[k].value ? m->hits[i].value : m->hits[k].value;

			if (distance == 0 || (a + 1 != b && b + 1 != a))
				continue;
			value *= a < b ? 1 : PAIR_BACKWARDS; /* the other way round is weaker evidence */
			value /= (float)distance;
			g = a < b ? a : b;
			bonus[g] = greater(bonus[g], value);
		}
	}
	for (g = 0; g + 1 < m->groups; g++)
		sum += bonus[g];
	return sum;
}

static int better(const void *a, const void *b)
{
	const struct rescored *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->chunk < y->chunk ? -1 : x->chunk > y->chunk;
}

void rescored_sort(struct rescored *list, uint32_t n)
{
	qsort(list, n, sizeof *list, better);
}

int rescore(const struct index *x, const struct plan *p, const struct scored *best, uint32_t n, unsigned off,
	    struct arena *a, struct rescored **ret, struct err *err)
{
	struct match *match = match_new(p, a);
	struct rescored *out = ARENA_ARRAY(a, (size_t)n + 1, struct rescored);
	float all = p->information > 0 ? p->information : 1;
	uint32_t i;

	if (match == NULL || out == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	for (i = 0; i < n; i++) {
		const struct matched *m = match_read(match, x, best[i].chunk);
		float close = closeness(m);

		out[i] = (struct rescored){.chunk = best[i].chunk, .score = best[i].score, .lexical = best[i].score,
					   .coverage = covered(m) / all, .closeness = close / all,
					   .titled = titled(m) / all};
		if (!(off & KB_NO_PHRASES))
			out[i].score += PAIR_WEIGHT * pairs(m) + CLOSE_WEIGHT * close + TITLE_WEIGHT * titled(m);
	}
	rescored_sort(out, n);
	*ret = out;
	return 0;
}
