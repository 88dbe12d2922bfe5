#include "kb/score.h"

/* Measured: a look-up decodes or steps through a block, an addition is one load and store. */
#define LOOKUP_COST 8.0f

enum {
	WINDOW = 4096,     /* chunks: two arrays of floats that stay in the L1 cache */
	FIND_STEP = 32,
	SOURCES_MOST = 288 /* cursors of a query, 750 bytes each */
};

/* One alternative: a term, or several that must all be there. */
struct source {
	struct cursor *cursors[PLAN_PHRASE];
	uint32_t n;
	float step; /* score of one unit of impact */
};

struct group {
	struct source *sources;
	uint32_t n;
	float most;   /* that it can add in the present window */
	float postings; /* of all its sources */
};

struct scorer {
	const struct index *index;
	struct group groups[PLAN_GROUPS];
	struct group *order[PLAN_GROUPS]; /* by rising `most` */
	float below[PLAN_GROUPS + 1];     /* sum of `most` of order[0..i) */
	uint32_t n;
	struct scored *heap;              /* the worst of the best on top */
	uint32_t held, wanted;
	uint32_t base, end;               /* the window */
	float sum[WINDOW];
	float part[WINDOW];               /* what the present group added; zero between groups */
	uint16_t touched[WINDOW];         /* places of part[] that are not zero */
	uint32_t touched_n;
	uint16_t found[WINDOW];
	uint32_t found_n;
};

/* --- the best n: a binary heap with the worst on top */

static bool worse(struct scored a, struct scored b)
{
	return a.score < b.score || (a.score == b.score && a.chunk > b.chunk);
}

static void sift(struct scored *heap, uint32_t n, uint32_t i)
{
	struct scored moving = heap[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && worse(heap[child + 1], heap[child]))
			child++;
		if (!worse(heap[child], moving))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moving;
}

static float threshold(const struct scorer *s)
{
	return s->held < s->wanted ? 0.0f : s->heap[0].score;
}

static void keep(struct scorer *s, uint32_t chunk, float score)
{
	struct scored hit = {chunk, score};
	uint32_t i;

	if (s->held == s->wanted) {
		if (worse(s->heap[0], hit)) {
			s->heap[0] = hit;
			sift(s->heap, s->held, 0);
		}
		return;
	}
	s->heap[s->held++] = hit;
	if (s->held == s->wanted)
		for (i = s->held / 2; i-- > 0;)
			sift(s->heap, s->held, i);
}

/* --- sources */

/* The first chunk >= target that holds all terms. */
static uint32_t source_seek(struct source *s, uint32_t target)
{
	uint32_t i = 0;

	while (i < s->n) {
		uint32_t at = cursor_seek(s->cursors[i], target);

		if (at == POSTINGS_END)
			return POSTINGS_END;
		if (at > target && i > 0) {
			target = at;
			i = 0;
			continue;
		}
		target = at;
		i++;
	}
	return target;
}

static float source_score(const struct source *s)
{
	uint8_t least = cursor_impact(s->cursors[0]);
	uint32_t i;

	for (i = 1; i < s->n; i++)
		if (cursor_impact(s->cursors[i]) < least)
			least = cursor_impact(s->cursors[i]);
	return s->step * (float)least;
}

static float source_most(struct source *s, uint32_t from, uint32_t to)
{
	uint8_t least = UINT8_MAX;
	uint32_t i;

	for (i = 0; i < s->n && least; i++) {
		uint8_t most = cursor_max(s->cursors[i], from, to);

		least = most < least ? most : least;
	}
	return s->step * (float)least;
}

/* --- one window */

/* Raises the group's part of a chunk's sum to `score`: alternatives count by their best. */
static inline void raise_to(struct scorer *s, uint32_t at, float score)
{
	if (score > s->part[at]) {
		if (s->part[at] == 0)
			s->touched[s->touched_n++] = (uint16_t)at;
		s->sum[at] += score - s->part[at];
		s->part[at] = score;
	}
}

static void add_term(struct scorer *s, struct source *source, bool alone)
{
	struct cursor *c = source->cursors[0];
	uint32_t base = s->base, size = s->end - base;

	while (cursor_seek(c, base) < s->end) {
		uint32_t i = c->at;

		for (; i < c->n && c->chunks[i] - s->base < size; i++) {
			float score = source->step * (float)c->impacts[i];

			if (alone)
				s->sum[c->chunks[i] - s->base] += score;
			else
				raise_to(s, c->chunks[i] - s->base, score);
		}
		if (i < c->n)
			break;
		base = c->chunks[c->n - 1] + 1;
	}
}

static void add_phrase(struct scorer *s, struct source *source)
{
	uint32_t chunk = s->base;

	while ((chunk = source_seek(source, chunk)) < s->end) {
		raise_to(s, chunk - s->base, source_score(source));
		chunk++;
	}
}

static void add_group(struct scorer *s, struct group *g)
{
	bool alone = g->n == 1 && g->sources[0].n == 1;
	uint32_t i;

	for (i = 0; i < g->n; i++) {
		if (g->sources[i].n == 1)
			add_term(s, &g->sources[i], alone);
		else
			add_phrase(s, &g->sources[i]);
	}
	for (i = 0; i < s->touched_n; i++)
		s->part[s->touched[i]] = 0;
	s->touched_n = 0;
}

/* Looks the group up for the found chunks; those that can't pass `least` any more are dropped. */
static void look_up(struct scorer *s, struct group *g, float least)
{
	uint32_t i, k, kept = 0;

	for (i = 0; i < s->found_n; i++) {
		uint32_t at = s->found[i], chunk = s->base + at;
		float best = 0;

		if (s->sum[at] + g->most <= least)
			continue;
		for (k = 0; k < g->n; k++)
			if (source_seek(&g->sources[k], chunk) == chunk && source_score(&g->sources[k]) > best)
				best = source_score(&g->sources[k]);
		s->sum[at] += best;
		s->found[kept++] = (uint16_t)at;
	}
	s->found_n = kept;
}

static void order_groups(struct scorer *s)
{
	uint32_t i, k;

	for (i = 0; i < s->n; i++) {
		struct group *g = &s->groups[i];

		g->most = 0;
		for (k = 0; k < g->n; k++) {
			float most = source_most(&g->sources[k], s->base, s->end);

			g->most = most > g->most ? most : g->most;
		}
		for (k = i; k > 0 && s->order[k - 1]->most > g->most; k--)
			s->order[k] = s->order[k - 1];
		s->order[k] = g;
	}
	s->below[0] = 0;
	for (i = 0; i < s->n; i++)
		s->below[i + 1] = s->below[i] + s->order[i]->most;
}

/* Four floats at a time in any CPU that has vectors; the compiler spells it out elsewhere. */
typedef float four __attribute__((vector_size(16)));
typedef int four_bits __attribute__((vector_size(16)));

/* Whether any of the FIND_STEP sums is greater than `least`. */
static bool any_above(const float *sums, float least)
{
	four bar = {least, least, least, least};
	four_bits above = {0, 0, 0, 0};
	uint32_t i;

	for (i = 0; i < FIND_STEP; i += 4) {
		four part;

		memcpy(&part, sums + i, sizeof part);
		above |= part > bar;
	}
	return above[0] | above[1] | above[2] | above[3];
}

/* Few chunks pass, so whole steps are looked at first. */
static void find(struct scorer *s, float least)
{
	uint32_t i, k;

	s->found_n = 0;
	for (i = 0; i < WINDOW; i += FIND_STEP) {
		if (!any_above(s->sum + i, least))
			continue;
		for (k = i; k < i + FIND_STEP; k++)
			if (s->sum[k] > least)
				s->found[s->found_n++] = (uint16_t)k;
	}
}

/*
 * Of the groups order[0..rest) that need not be scored in full, those that
 * should not: looking one chunk up costs as much as adding LOOKUP_COST
 * postings, and about as many are looked up as the other groups have.
 */
static uint32_t worth_looking_up(const struct scorer *s, uint32_t rest)
{
	float others = 0;
	uint32_t i;

	for (i = rest; i < s->n; i++)
		others += s->order[i]->most > 0 ? s->order[i]->postings : 0;
	for (; rest > 0 && s->order[rest - 1]->postings < others * LOOKUP_COST; rest--)
		others += s->order[rest - 1]->postings;
	return rest;
}

static void score_window(struct scorer *s)
{
	float least = threshold(s);
	uint32_t rest = 0, i;

	order_groups(s);
	if (s->below[s->n] <= least)
		return;
	while (rest < s->n && s->below[rest + 1] <= least)
		rest++;
	rest = worth_looking_up(s, rest);
	memset(s->sum, 0, sizeof s->sum);
	for (i = rest; i < s->n; i++)
		if (s->order[i]->most > 0)
			add_group(s, s->order[i]);
	find(s, least > s->below[rest] ? least - s->below[rest] : 0);
	for (i = rest; i-- > 0;)
		look_up(s, s->order[i], least - s->below[i]);
	for (i = 0; i < s->found_n; i++)
		keep(s, s->base + s->found[i], s->sum[s->found[i]]);
}

/* --- setting up */

static int open_source(struct scorer *s, const struct plan_alternative *a, struct source *source,
		       uint32_t *left, struct arena *arena)
{
	uint32_t i;

	source->step = a->value / (float)IMPACT_MOST;
	for (i = 0; i < a->n; i++) {
		struct cursor *c = ARENA_NEW(arena, struct cursor);

		if (c == NULL || (*left)-- == 0)
			return -1;
		index_cursor(s->index, a->terms[i], c);
		source->cursors[i] = c;
	}
	source->n = a->n;
	return 0;
}

static int open_groups(struct scorer *s, const struct plan *p, struct arena *arena)
{
	uint32_t left = SOURCES_MOST, i, k;

	for (i = 0; i < p->n; i++) {
		const struct plan_group *from = p->groups[i];
		struct group *g = &s->groups[s->n];

		g->sources = ARENA_ARRAY(arena, from->n + 1, struct source);
		if (g->sources == NULL)
			return -1;
		for (k = 0; k < from->n && left >= PLAN_PHRASE; k++) {
			if (open_source(s, &from->alternatives[k], &g->sources[g->n++], &left, arena))
				return -1;
			g->postings += (float)index_df(s->index, from->alternatives[k].terms[0]);
		}
		s->n += g->n > 0;
	}
	return 0;
}

static void sort_heap(struct scorer *s)
{
	uint32_t n = s->held, i;

	for (i = n / 2; i-- > 0;)
		sift(s->heap, n, i);
	while (n > 1) {
		struct scored worst = s->heap[0];

		s->heap[0] = s->heap[--n];
		sift(s->heap, n, 0);
		s->heap[n] = worst;
	}
}

int score_top(const struct index *x, const struct plan *p, uint32_t n, struct arena *a,
	      struct scored **ret, uint32_t *ret_n, struct err *err)
{
	struct scorer *s = ARENA_NEW(a, struct scorer);
	uint32_t chunks = x->meta.chunks;

	if (n > chunks)
		n = chunks;
	if (s)
		s->heap = ARENA_ARRAY(a, (size_t)n + 1, struct scored);
	if (s == NULL || s->heap == NULL)
		return err_set(err, ERR_NO_MEMORY, "searching");
	s->index = x;
	s->wanted = n;
	if (open_groups(s, p, a))
		return err_set(err, ERR_NO_MEMORY, "searching");
	for (s->base = 0; s->n && n && s->base < chunks; s->base = s->end) {
		s->end = chunks - s->base < WINDOW ? chunks : s->base + WINDOW;
		score_window(s);
	}
	sort_heap(s);
	*ret = s->heap;
	*ret_n = s->held;
	return 0;
}
