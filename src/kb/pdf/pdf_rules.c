#include <stdlib.h>

#include "kb/pdf/pdf_grid.h"

/* Lines nearer to each other than this are one; lines that end so near to another meet it. */
enum { NEAR = 30 };
/* With more lines a page is a drawing; words of a cell across the whole table that is text between tables. */
enum { RULES_MAX = 4000, BODY_WORDS = 60 };

static int by_place(const void *x, const void *y)
{
	const struct pdf_rule *a = x, *b = y;

	if (a->upright != b->upright)
		return a->upright ? 1 : -1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->from != b->from ? (a->from < b->from ? -1 : 1) : 0;
}

static int by_start(const void *x, const void *y)
{
	const struct pdf_rule *a = x, *b = y;

	return a->from != b->from ? (a->from < b->from ? -1 : 1) : 0;
}

/* Rules nearly in one line get its mean place; those that overlap or meet become one. Returns how many are left. */
static size_t join_rules(struct pdf_rule *r, size_t n)
{
	size_t i, begin, end, k, kept = 0;

	qsort(r, n, sizeof *r, by_place);
	for (begin = 0; begin < n; begin = end) {
		long sum = r[begin].at;

		for (end = begin + 1; end < n && r[end].upright == r[begin].upright &&
		     r[end].at - r[end - 1].at <= NEAR && r[end].at - r[begin].at <= 2 * NEAR; end++)
			sum += r[end].at;
		for (i = begin; i < end; i++)
			r[i].at = (int)(sum / (long)(end - begin));
		qsort(r + begin, end - begin, sizeof *r, by_start);
		for (i = begin; i < end; i++) {
			k = kept ? kept - 1 : 0;
			if (i > begin && r[k].to + NEAR >= r[i].from)
				r[k].to = r[i].to > r[k].to ? r[i].to : r[k].to;
			else
				r[kept++] = r[i];
		}
	}
	return kept;
}

static bool meet(const struct pdf_rule *across, const struct pdf_rule *upright)
{
	return upright->at >= across->from - NEAR && upright->at <= across->to + NEAR &&
	       across->at >= upright->from - NEAR && across->at <= upright->to + NEAR;
}

static size_t root_of(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/* Rules that meet, or meet others that do, get the same parent. */
static void connect(const struct pdf_rule *r, size_t n, size_t *parent)
{
	size_t i, k, upright = 0;

	for (i = 0; i < n; i++)
		parent[i] = i;
	while (upright < n && !r[upright].upright)
		upright++;
	for (i = 0; i < upright; i++)
		for (k = upright; k < n; k++)
			if (meet(&r[i], &r[k]))
				parent[root_of(parent, i)] = root_of(parent, k);
}

/* The grids' rules in the order of their roots. */
struct group {
	size_t root, first, n;
	int top;
};

static int by_size(const void *x, const void *y)
{
	const struct group *a = x, *b = y;

	return a->n != b->n ? (a->n < b->n ? -1 : 1) : (a->top < b->top ? -1 : a->top > b->top);
}


/*
 * Adds the tables of a grid: a cell across all of it that holds much text, as a
 * frame round the page does, is text and parts the rows above it from those below.
 */
static size_t add_tables(struct pdf_grid *g, struct pdf_table **ret, size_t max)
{
	unsigned begin = 0;
	size_t i, n = 0;

	for (i = 0; i <= g->cells_n && n < max; i++) {
		const struct pdf_grid_cell *c = &g->cells[i];

		if (i < g->cells_n && (c->columns < g->columns || c->words_n < BODY_WORDS))
			continue;
		ret[n] = pdf_grid_table(g, begin, i < g->cells_n ? c->row : g->rows);
		n += ret[n] != NULL;
		begin = i < g->cells_n ? c->row + c->rows : g->rows;
	}
	return n;
}

/* Sorts rules by group, each in its order; returns the number of groups. */
static size_t find_groups(const struct pdf_rule *r, size_t n, size_t *parent, const struct pdf_rule **sorted,
			  struct group *groups)
{
	size_t i, k, groups_n = 0, at = 0;

	for (i = 0; i < n; i++) {
		size_t root = root_of(parent, i);

		for (k = 0; k < groups_n && groups[k].root != root; k++)
			;
		if (k == groups_n)
			groups[groups_n++] = (struct group){.root = root, .top = r[i].at};
		groups[k].n++;
	}
	for (k = 0; k < groups_n; k++) {
		groups[k].first = at;
		for (i = 0; i < n && groups[k].n > 2; i++)
			if (root_of(parent, i) == groups[k].root)
				sorted[at++] = &r[i];
	}
	return groups_n;
}

/* Adds the tables of rules, which are joined and sorted. */
static size_t find_tables(struct pdf *p, struct pdf_rule *rules, size_t n, struct pdf_table **ret, size_t max)
{
	struct arena *arena = &p->drawn.arena;
	size_t *parent = ARENA_ARRAY(arena, n + 1, size_t), groups_n, i, found = 0;
	const struct pdf_rule **sorted = ARENA_ARRAY(arena, n + 1, const struct pdf_rule *);
	struct group *groups = ARENA_ARRAY(arena, n + 1, struct group);

	n = join_rules(rules, n);
	if (n > RULES_MAX || parent == NULL || sorted == NULL || groups == NULL)
		return 0;
	connect(rules, n, parent);
	groups_n = find_groups(rules, n, parent, sorted, groups);
	/* the smaller first, for it may stand within a cell of another */
	qsort(groups, groups_n, sizeof *groups, by_size);
	for (i = 0; i < groups_n && found < max; i++) {
		struct pdf_grid *g = groups[i].n > 2 ? ARENA_NEW(arena, struct pdf_grid) : NULL;

		if (g == NULL)
			continue;
		*g = (struct pdf_grid){.p = p, .rules = sorted + groups[i].first, .rules_n = groups[i].n};
		if (pdf_grid_read(g))
			found += add_tables(g, ret + found, max - found);
	}
	return found;
}

static bool touches(const struct pdf_box *b, const struct pdf_rule *r)
{
	int left = r->upright ? r->at : r->from, right = r->upright ? r->at : r->to;
	int top = r->upright ? r->from : r->at, bottom = r->upright ? r->to : r->at;

	return left < b->right && right > b->left && top < b->bottom && bottom > b->top;
}

/*
 * The rules that are drawn as lines, or, `with_filled`, all of them that stand in
 * none of the tables so far.
 */
static size_t choose_rules(const struct pdf_drawn *d, bool with_filled, struct pdf_table *const *tables, size_t n,
			   struct pdf_rule *ret)
{
	size_t i, k, chosen = 0;

	for (i = 0; i < d->rules_n; i++) {
		bool left_out = d->rules[i].filled && !with_filled;

		for (k = 0; k < n && !left_out; k++)
			left_out = touches(&tables[k]->box, &d->rules[i]);
		if (!left_out)
			ret[chosen++] = d->rules[i];
	}
	return chosen;
}

size_t pdf_grids(struct pdf *p, struct pdf_table **ret, size_t max)
{
	struct pdf_rule *rules = ARENA_ARRAY(&p->drawn.arena, p->drawn.rules_n + 1, struct pdf_rule);
	size_t n, found;

	if (rules == NULL)
		return 0;
	n = choose_rules(&p->drawn, false, ret, 0, rules);
	found = find_tables(p, rules, n, ret, max);
	n = choose_rules(&p->drawn, true, ret, found, rules);
	return found + find_tables(p, rules, n, ret + found, max - found);
}
