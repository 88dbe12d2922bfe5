#include "kb/search/weigh.h"

#include <math.h>

#include "kb/search/tuning.h"

static float idf(const struct index *x, float df)
{
	float n = (float)x->meta.chunks;

	return logf(1.0f + (n - df + 0.5f) / (df + 0.5f));
}

float weigh_df(const struct index *x, const struct plan_alternative *a)
{
	float n = (float)x->meta.chunks, information = 0, least = n;
	uint32_t i;

	for (i = 0; i < a->n; i++) {
		float df = (float)index_df(x, a->terms[i]);

		least = df < least ? df : least;
		information += logf(n / (df + 1));
	}
	information = a->n > 1 ? n * expf(-information) : least;
	return information < least ? information : least;
}

/* Drops alternatives that are too common beside the best one: searching them costs much and adds next to nothing. */
static void drop_common(struct plan_group *g, float greatest)
{
	uint32_t i, kept = 0;

	for (i = 0; i < g->n; i++)
		if (g->alternatives[i].value >= greatest * LEAST_SHARE)
			g->alternatives[kept++] = g->alternatives[i];
	g->n = kept;
}

/*
 * How uncertain a group is that is known by guesses alone: a word that only looks
 * like one of the corpus may be another word, which the corpus doesn't have.
 */
static float doubt(const struct plan_group *g)
{
	float least = g->n ? 1 : 0;
	uint32_t i;

	for (i = 0; i < g->n; i++)
		least = g->alternatives[i].doubt < least ? g->alternatives[i].doubt : least;
	return least;
}

float weigh_unknown(const struct index *x)
{
	return idf(x, 0);
}

/*
 * A group is as common as its sure alternatives together: "student" that the
 * corpus has once must not outweigh everything when "mahasiswa" is everywhere.
 */
void weigh_group(struct plan_group *g, const struct index *x)
{
	float df = 0, rare = 0;
	uint32_t i;

	for (i = 0; i < g->n; i++)
		if (g->alternatives[i].weight >= SURE_WEIGHT)
			df += weigh_df(x, &g->alternatives[i]);
	if (df > (float)x->meta.chunks)
		df = (float)x->meta.chunks;
	g->idf = idf(x, df);
	for (i = 0; i < g->n; i++) {
		struct plan_alternative *a = &g->alternatives[i];
		float own = idf(x, weigh_df(x, a));

		a->value = a->weight * (own < g->idf ? own : g->idf);
		rare = a->value > rare ? a->value : rare;
	}
	if (g->n && (df == 0 || doubt(g) == 0)) /* a translation alone is all that is known of the word */
		g->idf = rare;
	drop_common(g, rare);
	g->idf += doubt(g) * (idf(x, 0) - g->idf);
	if (rare > g->idf * (1 - doubt(g)))
		g->idf = rare / (1 - doubt(g));
	if (g->name)
		g->idf *= 1 + (NAME_WEIGHT - 1) * (g->n ? doubt(g) : 1);
}
