#include "kb/search/score.h"

#include "kb/search/score_impl.h"
#include "kb/search/tuning.h"

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
static inline void raise_to(float *sum, float *part, float score)
{
	float more = score > *part ? score - *part : 0;

	*sum += more;
	*part += more;
}

static void add_run(struct scorer *s, const struct source *source, const struct cursor *c, uint32_t until)
{
	const float step = source->step;
	float *part = source->group->part;
	uint32_t i;

	if (part == NULL) {
		for (i = c->at; i < until; i++) {
			uint32_t at = (c->chunks[i] - s->base) % SUMS_WINDOW;

			s->sums.sum[at] += step * (float)(int)c->impacts[i];
			sums_mark(&s->sums, at);
		}
		return;
	}
	for (i = c->at; i < until; i++) {
		uint32_t at = (c->chunks[i] - s->base) % SUMS_WINDOW;

		raise_to(&s->sums.sum[at], &part[at], step * (float)(int)c->impacts[i]);
		sums_mark(&s->sums, at);
	}
}

/* Adds to marked sums alone. Branch-free, because which sums are marked is unpredictable. */
static void raise_run(struct scorer *s, const struct source *source, const struct cursor *c, uint32_t until)
{
	const float step = source->step;
	float *part = source->group->part;
	uint32_t i;

	if (part == NULL) {
		for (i = c->at; i < until; i++) {
			float *sum = &s->sums.sum[(c->chunks[i] - s->base) % SUMS_WINDOW];

			*sum += *sum > 0 ? step * (float)(int)c->impacts[i] : 0;
		}
		return;
	}
	for (i = c->at; i < until; i++) {
		uint32_t at = (c->chunks[i] - s->base) % SUMS_WINDOW;
		float *sum = &s->sums.sum[at];

		raise_to(sum, &part[at], *sum > 0 ? step * (float)(int)c->impacts[i] : 0);
	}
}

static void add_term(struct scorer *s, struct source *source, bool anew)
{
	struct cursor *c = source->cursors[0];
	uint32_t next = s->base;

	while (cursor_seek(c, next) < s->end) {
		uint32_t until = cursor_until(c, s->end);

		if (anew)
			add_run(s, source, c, until);
		else
			raise_run(s, source, c, until);
		if (until < c->n)
			break;
		next = c->chunks[c->n - 1] + 1;
	}
}

static void add_phrase(struct scorer *s, struct source *source, bool anew)
{
	float *part = source->group->part;
	uint32_t chunk = s->base;

	for (; (chunk = source_seek(source, chunk)) < s->end; chunk++) {
		uint32_t at = chunk - s->base;

		if (!anew && s->sums.sum[at] <= 0)
			continue;
		if (part)
			raise_to(&s->sums.sum[at], &part[at], source_score(source));
		else
			s->sums.sum[at] += source_score(source);
		sums_mark(&s->sums, at);
	}
}

/* With `anew`, adds to all of its chunks in the window and marks them; else only to marked ones. */
static void add(struct scorer *s, struct source *source, bool anew)
{
	source->group->dirty = true;
	if (source->n == 1)
		add_term(s, source, anew);
	else
		add_phrase(s, source, anew);
}

static void look_up(struct scorer *s, struct source *source)
{
	float *part = source->group->part;
	uint32_t i;

	source->group->dirty = true;
	for (i = 0; i < s->sums.found_n; i++) {
		uint32_t at = s->sums.found[i], chunk = s->base + at;

		if (source_seek(source, chunk) != chunk)
			continue;
		if (part)
			raise_to(&s->sums.sum[at], &part[at], source_score(source));
		else
			s->sums.sum[at] += source_score(source);
	}
}

static void order_sources(struct scorer *s)
{
	uint32_t i, k;

	s->n = 0;
	for (i = 0; i < s->sources_n; i++) {
		struct source *source = &s->sources[i];

		source->most = source_most(source, s->base, s->end);
		if (source->most <= 0)
			continue;
		for (k = s->n++; k > 0 && s->order[k - 1]->most > source->most; k--)
			s->order[k] = s->order[k - 1];
		s->order[k] = source;
	}
	for (i = 0; i < s->groups_n; i++)
		s->groups[i].most = 0;
	s->below[0] = 0;
	for (i = 0; i < s->n; i++) {
		struct group *g = s->order[i]->group;

		s->below[i + 1] = s->below[i] + s->order[i]->most - g->most;
		g->most = s->order[i]->most;
	}
}

static void clear(struct scorer *s)
{
	uint32_t i;

	for (i = 0; i < s->groups_n; i++) {
		if (s->groups[i].part && s->groups[i].dirty)
			sums_clear_part(&s->sums, s->groups[i].part);
		s->groups[i].dirty = false;
	}
	sums_clear(&s->sums);
}

static void score_window(struct scorer *s)
{
	float least = best_least(&s->best);
	uint32_t rest = 0, i;

	order_sources(s);
	if (s->below[s->n] <= least)
		return;
	while (s->below[rest + 1] <= least)
		rest++;
	clear(s);
	for (i = s->n; i-- > rest;)
		add(s, s->order[i], true);
	sums_find(&s->sums, least > s->below[rest] ? least - s->below[rest] : 0);
	for (i = rest; i-- > 0 && s->sums.found_n;) {
		if ((float)s->sums.found_n * LOOKUP_COST < s->order[i]->postings)
			look_up(s, s->order[i]);
		else
			add(s, s->order[i], false);
		sums_drop(&s->sums, least - s->below[i]);
	}
	for (i = 0; i < s->sums.found_n; i++)
		best_keep(&s->best, (struct scored){s->base + s->sums.found[i], s->sums.sum[s->sums.found[i]]});
}

int score_top(const struct index *x, const struct plan *p, uint32_t n, struct arena *a,
	      struct scored **ret, uint32_t *ret_n, struct err *err)
{
	struct scorer *s = ARENA_NEW(a, struct scorer);
	uint32_t chunks = x->meta.chunks;

	if (n > chunks)
		n = chunks;
	if (s)
		s->best = (struct best){ARENA_ARRAY(a, (size_t)n + 1, struct scored), 0, n};
	if (s == NULL || s->best.heap == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	s->index = x;
	if (score_open(s, p, a))
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	for (s->base = 0; s->sources_n && n && s->base < chunks; s->base = s->end) {
		s->end = chunks - s->base < SUMS_WINDOW ? chunks : s->base + SUMS_WINDOW;
		score_window(s);
	}
	best_sort(&s->best);
	*ret = s->best.heap;
	*ret_n = s->best.n;
	return 0;
}
