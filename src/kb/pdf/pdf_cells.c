#include <stdlib.h>

#include "base/ascii.h"
#include "kb/pdf/pdf_grid.h"

/* Lines at one height differ by less than this share of the font's size, in percent. */
enum { SAME_LINE = 40, STACK_MAX = 100, CELL_BYTES_MAX = 1 << 20 };

/* A row of the grid of which cells hold values one above the other: each makes a row of the table. */
struct stack {
	int baselines[STACK_MAX];
	unsigned n;     /* 0 or 1: none */
	unsigned label; /* the column whose lines name the values */
};

struct filler {
	struct pdf_grid *g;
	struct pdf_table *t;
	unsigned begin, end; /* rows of the grid */
	struct stack *stacks; /* by row */
	unsigned *rows;       /* of the table, by row of the grid; one more than it has */
	size_t cells_cap;
	struct buf cell;
};

/* --- values one above the other */

static bool is_value_word(struct str s, bool *ret_digit)
{
	size_t i;

	if (str_ieq(s, STR("Rp")) || str_ieq(s, STR("Rp.")) || str_ieq(s, STR("IDR")) || str_ieq(s, STR("USD")))
		return true;
	for (i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) && strchr(".,-%+():/*", s.p[i]) == NULL)
			return false;
		*ret_digit = *ret_digit || is_digit(s.p[i]);
	}
	return s.n > 0;
}

static size_t line_begin(const struct pdf_grid_cell *c, size_t line)
{
	return line ? c->ends[line - 1] : 0;
}

static int baseline_of(const struct pdf_grid_cell *c, size_t line)
{
	int baseline, size;

	pdf_measure(c->words + line_begin(c, line), c->ends[line] - line_begin(c, line), &baseline, &size);
	return baseline;
}

/* Whether all lines of the cell are numbers. */
static bool holds_values(const struct pdf_grid *g, const struct pdf_grid_cell *c)
{
	size_t line, i;

	for (line = 0; line < c->lines; line++) {
		bool digit = false;

		for (i = line_begin(c, line); i < c->ends[line]; i++)
			if (!is_value_word(pdf_word_text(g->p, c->words[i]), &digit))
				return false;
		if (!digit)
			return false;
	}
	return c->lines > 0;
}

static bool near(int a, int b, int size)
{
	return abs(a - b) * 100 < size * SAME_LINE;
}

/* The cell's line at this height, or the number of its lines. */
static size_t line_at(const struct pdf_grid_cell *c, int baseline)
{
	size_t line;

	for (line = 0; line < c->lines; line++)
		if (near(baseline_of(c, line), baseline, c->words[0]->size))
			return line;
	return c->lines;
}

static size_t lines_shared(const struct pdf_grid_cell *c, const struct stack *s)
{
	size_t n = 0;
	unsigned i;

	for (i = 0; i < s->n; i++)
		n += line_at(c, s->baselines[i]) < c->lines;
	return n;
}

/* Takes the heights of the cell of numbers that has most of them. */
static void find_heights(const struct filler *f, unsigned row, struct stack *s)
{
	size_t i, k;

	for (i = 0; i < f->g->cells_n; i++) {
		const struct pdf_grid_cell *c = &f->g->cells[i];

		if (c->row != row || c->rows != 1 || c->column == 0 || c->lines <= s->n || c->lines > STACK_MAX ||
		    !holds_values(f->g, c))
			continue;
		for (k = 0; k < c->lines; k++)
			s->baselines[k] = baseline_of(c, k);
		s->n = (unsigned)c->lines;
	}
}

/* Numbers one above the other make rows when a name stands beside each of them. */
static void find_stack(const struct filler *f, unsigned row, struct stack *s)
{
	size_t i;

	find_heights(f, row, s);
	for (i = 0; s->n > 1 && i < f->g->cells_n; i++) {
		const struct pdf_grid_cell *c = &f->g->cells[i];

		if (c->row == row && c->rows == 1 && c->lines >= s->n && !holds_values(f->g, c) &&
		    lines_shared(c, s) == s->n) {
			s->label = c->column;
			return;
		}
	}
	s->n = 0;
}

/* --- the table's cells */

static void put_line(struct filler *f, const struct pdf_grid_cell *c, size_t line)
{
	size_t from = line_begin(c, line);

	pdf_join_words(f->g->p, c->words + from, c->ends[line] - from, &f->cell);
}

/* Adds the cell's text that was put; false when there is no room. */
static bool add_cell(struct filler *f, const struct pdf_grid_cell *c, unsigned row, unsigned rows)
{
	struct pdf *p = f->g->p;
	struct pdf_table *t = f->t;
	struct pdf_cell *cells =
		arena_grow(&p->arena, t->cells, t->cells_n, &f->cells_cap, SIZE_MAX / 2, sizeof *cells);
	bool bold = c->words_n > 0;
	size_t i;

	if (cells == NULL)
		return false;
	for (i = 0; i < c->words_n; i++)
		bold = bold && c->words[i]->bold;
	t->cells = cells;
	buf_char(&p->text, '\n');
	cells[t->cells_n++] = (struct pdf_cell){p->text.n, f->cell.n, c->column, row, c->columns, rows, bold};
	buf_str(&p->text, buf_view(&f->cell));
	buf_reset(&f->cell);
	return true;
}

/* The value of the stack that a line belongs to: the first one at its height or below, else the last. */
static unsigned value_of(const struct stack *s, int baseline, int size)
{
	unsigned i = 0;

	while (i + 1 < s->n && s->baselines[i] < baseline && !near(s->baselines[i], baseline, size))
		i++;
	return i;
}

/*
 * Lines of the names above the first value name the group of all ("FTI" above
 * "Teknik Mesin"); so does a cell in front of the names, as the row's number.
 */
static bool for_all(const struct stack *s, const struct pdf_grid_cell *c, size_t line)
{
	int baseline = baseline_of(c, line), size = c->words[0]->size;

	if (c->column < s->label && c->lines == 1)
		return true;
	return baseline < s->baselines[0] && !near(baseline, s->baselines[0], size);
}

static bool add_stacked(struct filler *f, const struct pdf_grid_cell *c, const struct stack *s)
{
	unsigned row = f->rows[c->row - f->begin], k;
	size_t line;

	for (k = 0; k < s->n; k++) {
		for (line = 0; line < c->lines; line++)
			if (for_all(s, c, line) || value_of(s, baseline_of(c, line), c->words[0]->size) == k)
				put_line(f, c, line);
		if (!add_cell(f, c, row + k, 1))
			return false;
	}
	return true;
}

static bool add_whole(struct filler *f, const struct pdf_grid_cell *c)
{
	unsigned first = c->row - f->begin, row = f->rows[first];
	size_t line;

	for (line = 0; line < c->lines; line++)
		put_line(f, c, line);
	return add_cell(f, c, row, f->rows[first + c->rows] - row);
}

static bool add_cells(struct filler *f)
{
	size_t i;

	for (i = 0; i < f->g->cells_n; i++) {
		const struct pdf_grid_cell *c = &f->g->cells[i];
		const struct stack *s;

		if (c->row < f->begin || c->row + c->rows > f->end)
			continue;
		s = &f->stacks[c->row - f->begin];
		if (!(s->n > 1 && c->rows == 1 ? add_stacked(f, c, s) : add_whole(f, c)))
			return false;
	}
	return true;
}

/* --- whether it is a table */

/* Cells of the row of the grid that hold something. */
static size_t filled(const struct pdf_grid *g, unsigned row)
{
	size_t i, n = 0;

	for (i = 0; i < g->cells_n; i++)
		n += g->cells[i].row <= row && g->cells[i].row + g->cells[i].rows > row && g->cells[i].words_n;
	return n;
}

/* Boxes side by side hold text, as pages of brochures do, unless they hold little. */
static bool is_table(const struct pdf_grid *g, unsigned begin, unsigned end)
{
	enum { BOX_WORDS = 60 };
	size_t rows = 0, most = 0, i;
	unsigned row;

	for (row = begin; row < end; row++)
		rows += filled(g, row) > 1;
	for (i = 0; i < g->cells_n; i++)
		if (g->cells[i].row >= begin && g->cells[i].row < end && g->cells[i].words_n > most)
			most = g->cells[i].words_n;
	return g->columns > 1 && (rows > 1 || (rows == 1 && most <= BOX_WORDS));
}

static void take_words(const struct filler *f)
{
	struct pdf_drawn *d = &f->g->p->drawn;
	size_t i, k;

	for (i = 0; i < f->g->cells_n; i++) {
		const struct pdf_grid_cell *c = &f->g->cells[i];

		if (c->row >= f->begin && c->row + c->rows <= f->end)
			for (k = 0; k < c->words_n; k++)
				d->words[c->words[k] - d->words].taken = true;
	}
}

/* Places of the columns, kept with the table. */
static const int *kept_edges(const struct pdf_grid *g)
{
	int *edges = ARENA_ARRAY(&g->p->arena, g->columns + 1, int);

	if (edges)
		memcpy(edges, g->xs, (g->columns + 1) * sizeof *edges);
	return edges;
}

struct pdf_table *pdf_grid_table(struct pdf_grid *g, unsigned begin, unsigned end)
{
	struct arena *arena = &g->p->drawn.arena;
	struct filler f = {.g = g, .begin = begin, .end = end};
	bool whole = false;
	unsigned row;

	if (begin >= end || !is_table(g, begin, end))
		return NULL;
	f.t = ARENA_NEW(&g->p->arena, struct pdf_table);
	f.stacks = ARENA_ARRAY(arena, end - begin, struct stack);
	f.rows = ARENA_ARRAY(arena, end - begin + 1, unsigned);
	if (f.t == NULL || f.stacks == NULL || f.rows == NULL)
		return NULL;
	for (row = 0; row < end - begin; row++) {
		find_stack(&f, begin + row, &f.stacks[row]);
		f.rows[row + 1] = f.rows[row] + (f.stacks[row].n > 1 ? f.stacks[row].n : 1);
	}
	*f.t = (struct pdf_table){
		.box = {g->xs[0], g->ys[begin], g->xs[g->columns], g->ys[end]},
		.columns = g->columns, .rows = f.rows[end - begin], .edges = kept_edges(g), .ruled = true};
	buf_init(&f.cell, CELL_BYTES_MAX);
	whole = f.t->edges && add_cells(&f);
	buf_release(&f.cell);
	if (whole)
		take_words(&f);
	return whole ? f.t : NULL;
}
