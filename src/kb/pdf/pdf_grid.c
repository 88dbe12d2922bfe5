#include <stdlib.h>

#include "kb/pdf/pdf_grid.h"

/*
 * Lines nearer to each other than this, in tenths of a point, are one; lines that end so near to another meet it; a
 * grid's edge that no line closes lies so far out.
 */
enum { NEAR = 30, OPEN = 100 };
/* Adds an outer edge where lines across reach beyond the outermost upright one, or the other way about. */
static unsigned close_grid(int *at, unsigned n, int least, int most, unsigned max)
{
	int last = n ? at[n - 1] : most;

	if (n < max && n && at[0] - least > OPEN)
		at[n++] = least;
	if (n < max && n && most - last > OPEN)
		at[n++] = most;
	qsort(at, n, sizeof *at, pdf_by_number);
	return n;
}

static bool find_lines(struct pdf_grid *g)
{
	unsigned x = 0, y = 0;
	int left = 1000000, right = -1000000, top = 1000000, bottom = -1000000;
	size_t i;

	for (i = 0; i < g->rules_n; i++) {
		const struct pdf_rule *r = g->rules[i];

		if (r->upright && (x == 0 || r->at - g->xs[x - 1] > NEAR / 2)) {
			if (x > PDF_GRID_COLUMNS - 2)
				return false;
			g->xs[x++] = r->at;
		} else if (!r->upright && (y == 0 || r->at - g->ys[y - 1] > NEAR / 2)) {
			if (y > PDF_GRID_ROWS - 2)
				return false;
			g->ys[y++] = r->at;
		}
		left = !r->upright && r->from < left ? r->from : left;
		right = !r->upright && r->to > right ? r->to : right;
		top = r->upright && r->from < top ? r->from : top;
		bottom = r->upright && r->to > bottom ? r->to : bottom;
	}
	x = close_grid(g->xs, x, left, right, PDF_GRID_COLUMNS + 1);
	y = close_grid(g->ys, y, top, bottom, PDF_GRID_ROWS + 1);
	g->columns = x ? x - 1 : 0;
	g->rows = y ? y - 1 : 0;
	return g->columns >= 1 && g->rows >= 1;
}

/* The index of the edge at `at`, or the last one before it. */
static unsigned edge_of(const int *edges, unsigned n, int at)
{
	unsigned i = 0;

	while (i < n && edges[i + 1] <= at + NEAR / 2)
		i++;
	return i;
}

static void draw_rule(struct pdf_grid *g, const struct pdf_rule *r)
{
	const int *along = r->upright ? g->ys : g->xs;
	unsigned n = r->upright ? g->rows : g->columns, i;
	unsigned edge = r->upright ? edge_of(g->xs, g->columns, r->at) : edge_of(g->ys, g->rows, r->at);

	for (i = 0; i < n && edge; i++) {
		int middle = (along[i] + along[i + 1]) / 2;

		if (middle < r->from || middle > r->to)
			continue;
		if (r->upright)
			g->right[i * g->columns + edge - 1] = 1;
		else
			g->below[(edge - 1) * g->columns + i] = 1;
	}
}

/* How many columns and rows the cell covers that begins here. */
static void extend(struct pdf_grid *g, unsigned row, unsigned column, unsigned *ret_columns, unsigned *ret_rows)
{
	unsigned c = column, r = row, i, k;
	bool open = true;

	while (c + 1 < g->columns && !g->right[row * g->columns + c] && !g->covered[row * g->columns + c + 1])
		c++;
	while (open && r + 1 < g->rows) {
		for (i = column; i <= c; i++)
			open = open && !g->below[r * g->columns + i] && !g->covered[(r + 1) * g->columns + i] &&
			       (i == c || !g->right[(r + 1) * g->columns + i]);
		r += open;
	}
	for (i = row; i <= r; i++)
		for (k = column; k <= c; k++)
			g->covered[i * g->columns + k] = 1;
	*ret_columns = c - column + 1;
	*ret_rows = r - row + 1;
}

/* Whether the word's middle is within the cell. */
static bool holds(const struct pdf_grid *g, const struct pdf_grid_cell *c, const struct pdf_word *w)
{
	int x = (w->box.left + w->box.right) / 2, y = (w->box.top + w->box.bottom) / 2;

	return x >= g->xs[c->column] && x < g->xs[c->column + c->columns] && y >= g->ys[c->row] &&
	       y < g->ys[c->row + c->rows];
}

static bool fill_cell(struct pdf_grid *g, struct pdf_grid_cell *c, const struct pdf_word **near, size_t n)
{
	struct arena *arena = &g->p->drawn.arena;
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		c->words_n += holds(g, c, near[i]);
	c->words = ARENA_ARRAY(arena, c->words_n + 1, const struct pdf_word *);
	c->ends = ARENA_ARRAY(arena, c->words_n + 1, size_t);
	if (c->words == NULL || c->ends == NULL)
		return false;
	for (i = 0; i < n; i++)
		if (holds(g, c, near[i]))
			c->words[k++] = near[i];
	c->lines = c->words_n > 0;
	c->ends[0] = c->words_n;
	if (c->words_n && !c->words[0]->turned)
		c->lines = pdf_rows(c->words, c->words_n, c->ends);
	return true;
}

/* The words within the grid, of which its cells take theirs. */
static const struct pdf_word **words_near(struct pdf_grid *g, size_t *ret_n)
{
	struct pdf_drawn *d = &g->p->drawn;
	const struct pdf_word **near = ARENA_ARRAY(&d->arena, d->words_n + 1, const struct pdf_word *);
	struct pdf_grid_cell all = {.columns = g->columns, .rows = g->rows};
	size_t i, n = 0;

	for (i = 0; near && i < d->words_n; i++)
		if (!d->words[i].taken && holds(g, &all, &d->words[i]))
			near[n++] = &d->words[i];
	*ret_n = n;
	return near;
}

static bool find_cells(struct pdf_grid *g)
{
	size_t area = (size_t)g->columns * g->rows, near_n, i;
	const struct pdf_word **near = words_near(g, &near_n);

	g->cells = ARENA_ARRAY(&g->p->drawn.arena, area, struct pdf_grid_cell);
	if (g->cells == NULL || near == NULL)
		return false;
	for (i = 0; i < area; i++) {
		struct pdf_grid_cell *c = &g->cells[g->cells_n];

		if (g->covered[i])
			continue;
		*c = (struct pdf_grid_cell){.row = (unsigned)(i / g->columns), .column = (unsigned)(i % g->columns)};
		extend(g, c->row, c->column, &c->columns, &c->rows);
		if (!fill_cell(g, c, near, near_n))
			return false;
		g->cells_n++;
	}
	return true;
}

bool pdf_grid_read(struct pdf_grid *g)
{
	struct arena *arena = &g->p->drawn.arena;
	size_t area, i;

	if (!find_lines(g))
		return false;
	area = (size_t)g->columns * g->rows;
	g->right = arena_alloc(arena, area);
	g->below = arena_alloc(arena, area);
	g->covered = arena_alloc(arena, area);
	if (g->right == NULL || g->below == NULL || g->covered == NULL)
		return false;
	for (i = 0; i < g->rules_n; i++)
		draw_rule(g, g->rules[i]);
	return find_cells(g);
}
