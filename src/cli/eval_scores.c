#include <math.h>
#include <stdlib.h>

#include "cli/eval.h"
#include "kb/search/measure.h"

void numbers_push(struct numbers *to, double x)
{
	if (to->n == to->cap) {
		size_t cap = to->cap ? to->cap * 2 : 256;
		double *more = realloc(to->at, cap * sizeof *more);

		if (more == NULL)
			abort();
		to->at = more;
		to->cap = cap;
	}
	to->at[to->n++] = x;
}

void numbers_release(struct numbers *of)
{
	free(of->at);
	*of = (struct numbers){0};
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void sort(struct numbers *of)
{
	if (of->n)
		qsort(of->at, of->n, sizeof *of->at, by_size);
}

double numbers_percentile(struct numbers *of, double share)
{
	sort(of);
	return of->n ? of->at[(size_t)(share * (double)(of->n - 1) + 0.5)] : NAN;
}

static double share_below(const struct numbers *of, double floor)
{
	size_t below = 0, i;

	for (i = 0; i < of->n; i++)
		below += of->at[i] < floor;
	return of->n ? (double)below / (double)of->n : 0;
}

static void print_refusals(const struct scores *s, double floor)
{
	printf("%.1f%% of %zu answerable", 100 * share_below(&s->answerable, floor), s->answerable.n);
	if (s->unanswerable.n)
		printf(", %.1f%% of %zu unanswerable", 100 * share_below(&s->unanswerable, floor), s->unanswerable.n);
}

void scores_print(struct scores *s, double floor)
{
	printf("\nfloor %.2f: refuses ", floor);
	print_refusals(s, floor);
	if (s->unanswerable.n)
		printf("; AUROC %.3f", measure_auroc(s->answerable.at, s->answerable.n, s->unanswerable.at,
						     s->unanswerable.n));
	printf("\nscore of answerable: p5 %.3f p25 %.3f p50 %.3f", numbers_percentile(&s->answerable, .05),
	       numbers_percentile(&s->answerable, .25), numbers_percentile(&s->answerable, .5));
	if (s->unanswerable.n)
		printf("; of unanswerable: p50 %.3f p75 %.3f p95 %.3f", numbers_percentile(&s->unanswerable, .5),
		       numbers_percentile(&s->unanswerable, .75), numbers_percentile(&s->unanswerable, .95));
	printf("\n");
}

/* Of scores in their order the first that must not be refused, rounded down to what a setting is written with. */
void scores_suggest(struct scores *s, double percent)
{
	size_t refused = (size_t)(percent / 100 * (double)s->answerable.n);
	double floor;

	if (s->answerable.n == 0)
		return;
	sort(&s->answerable);
	if (refused >= s->answerable.n)
		refused = s->answerable.n - 1;
	floor = trunc(s->answerable.at[refused] * 100) / 100;
	printf("suggested: RELEVANCE_FLOOR=%.2f refuses ", floor);
	print_refusals(s, floor);
	printf("\n");
}
