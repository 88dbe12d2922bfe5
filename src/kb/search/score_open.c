#include "kb/search/score_impl.h"

enum {
	SOURCES_MOST = 288 /* cursors of a query, 1100 bytes each */
};

static int open_source(struct scorer *s, const struct plan_alternative *a, struct group *group,
		       uint32_t *left, struct arena *arena)
{
	struct source *source = &s->sources[s->sources_n++];
	uint32_t i;

	source->step = a->value / (float)IMPACT_MOST;
	source->group = group;
	source->postings = (float)index_df(s->index, a->terms[0]) * (float)SUMS_WINDOW / (float)s->index->meta.chunks;
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

static int open_group(struct scorer *s, const struct plan_group *from, uint32_t *left, struct arena *arena)
{
	struct group *g = &s->groups[s->groups_n];
	uint32_t before = s->sources_n, k;

	for (k = 0; k < from->n && *left >= PLAN_PHRASE; k++)
		if (open_source(s, &from->alternatives[k], g, left, arena))
			return -1;
	if (s->sources_n > before + 1) {
		g->part = ARENA_ARRAY(arena, SUMS_WINDOW, float);
		if (g->part == NULL)
			return -1;
	}
	s->groups_n += s->sources_n > before;
	return 0;
}

int score_open(struct scorer *s, const struct plan *p, struct arena *arena)
{
	uint32_t left = SOURCES_MOST, i;

	s->sources = ARENA_ARRAY(arena, SOURCES_MOST, struct source);
	s->order = ARENA_ARRAY(arena, SOURCES_MOST, struct source *);
	s->below = ARENA_ARRAY(arena, SOURCES_MOST + 1, float);
	if (s->sources == NULL || s->order == NULL || s->below == NULL)
		return -1;
	for (i = 0; i < p->n; i++)
		if (open_group(s, p->groups[i], &left, arena))
			return -1;
	return 0;
}
