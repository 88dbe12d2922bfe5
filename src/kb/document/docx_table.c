#include "kb/document/docx.h"

/*
 * Cells of one table that are read, and columns of its grid (the bound that
 * html_outline() has as well).
 */
enum { CELLS_MAX = 200000, COLUMNS_MAX = 200 };

struct cell {
	const struct markup_node *node;
	unsigned column, span; /* in the grid */
	bool continued;        /* covered by the one above */
};

struct row {
	size_t begin, end; /* of its cells */
	bool header;
};

struct grid {
	struct arena *arena;
	struct cell *cells;
	struct row *rows;
	size_t cells_n, cells_cap, rows_n, rows_cap;
	unsigned columns;  /* that the grid has */
	size_t most;       /* cells of the longest row */
	size_t pattern;    /* the first row that has so many */
};

/* --- reading */

static unsigned span_of(const struct markup_node *properties, const char *name, unsigned otherwise)
{
	long n = docx_long(docx_value(properties, name), otherwise);

	return n < 0 ? 0 : n > COLUMNS_MAX ? COLUMNS_MAX : (unsigned)n;
}

static bool add_cell(struct grid *g, const struct markup_node *tc, unsigned *column)
{
	const struct markup_node *properties = docx_child(tc, "tcPr"), *merge = docx_child(properties, "vMerge");
	struct cell *cells = arena_grow(g->arena, g->cells, g->cells_n, &g->cells_cap, CELLS_MAX, sizeof *cells);
	unsigned span = span_of(properties, "gridSpan", 1);

	if (cells == NULL)
		return false;
	g->cells = cells;
	span += span == 0;
	cells[g->cells_n++] = (struct cell){
		.node = tc, .column = *column, .span = span,
		.continued = merge && !str_eq(markup_attribute(merge, "val"), STR("restart")),
	};
	*column += span;
	return *column <= COLUMNS_MAX;
}

/* Cells may stand within controls and marks of changes. */
static void add_cells(struct grid *g, const struct markup_node *n, unsigned *column, unsigned depth)
{
	for (n = markup_child(n); n && depth < DOCX_NESTED_MAX; n = markup_next(n)) {
		if (markup_is(n, "tc")) {
			if (!add_cell(g, n, column))
				return;
		} else if (markup_name(n).n && docx_content(n)) {
			add_cells(g, docx_content(n), column, depth + 1);
		}
	}
}

static void add_row(struct grid *g, const struct markup_node *tr)
{
	const struct markup_node *properties = docx_child(tr, "trPr");
	struct row *rows = arena_grow(g->arena, g->rows, g->rows_n, &g->rows_cap, CELLS_MAX, sizeof *rows);
	unsigned column = span_of(properties, "gridBefore", 0);
	size_t begin = g->cells_n;

	if (rows == NULL)
		return;
	g->rows = rows;
	add_cells(g, tr, &column, 0);
	rows[g->rows_n] = (struct row){begin, g->cells_n, docx_is_on(properties, "tblHeader", false)};
	if (g->cells_n - begin > g->most) {
		g->most = g->cells_n - begin;
		g->pattern = g->rows_n;
	}
	if (column > g->columns)
		g->columns = column;
	g->rows_n++;
}

static void add_rows(struct grid *g, const struct markup_node *n, unsigned depth)
{
	for (n = markup_child(n); n && depth < DOCX_NESTED_MAX; n = markup_next(n)) {
		if (markup_is(n, "tr"))
			add_row(g, n);
		else if (markup_name(n).n && docx_content(n))
			add_rows(g, docx_content(n), depth + 1);
	}
}

/* --- what kind of table it is */

enum kind { KIND_GRID, KIND_UNEVEN, KIND_FORM };

/*
 * In a grid some row fills all columns.  Where none does, the lines were drawn
 * by hand: of an uneven table most rows have the same number of cells; else it
 * is a form, whose columns mean nothing.
 */
static enum kind kind_of(const struct grid *g)
{
	size_t same = 0, i;

	if (g->most >= g->columns)
		return KIND_GRID;
	for (i = 0; i < g->rows_n; i++)
		same += g->rows[i].end - g->rows[i].begin == g->most;
	return g->most > 1 && same > 1 && same * 3 >= g->rows_n * 2 ? KIND_UNEVEN : KIND_FORM;
}

/* The column by the cells of the pattern row that begin left of this place in the grid. */
static unsigned even_column(const struct grid *g, unsigned column)
{
	const struct row *row = &g->rows[g->pattern];
	unsigned n = 0;
	size_t i;

	for (i = row->begin; i < row->end; i++)
		n += g->cells[i].column < column;
	return n;
}

static void make_even(struct grid *g)
{
	size_t row, i;

	for (row = 0; row < g->rows_n; row++) {
		bool whole = g->rows[row].end - g->rows[row].begin == g->most;

		if (row == g->pattern) /* the measure of the others: last */
			continue;
		for (i = g->rows[row].begin; i < g->rows[row].end; i++) {
			struct cell *c = &g->cells[i];
			unsigned from = even_column(g, c->column), to = even_column(g, c->column + c->span);

			c->column = whole ? (unsigned)(i - g->rows[row].begin) : from;
			c->span = whole || to <= from ? 1 : to - from;
		}
	}
	for (i = g->rows[g->pattern].begin; i < g->rows[g->pattern].end; i++) {
		g->cells[i].column = (unsigned)(i - g->rows[g->pattern].begin);
		g->cells[i].span = 1;
	}
}

/* --- writing */

static bool continues(const struct grid *g, size_t row, unsigned column)
{
	size_t i;

	for (i = g->rows[row].begin; i < g->rows[row].end; i++)
		if (g->cells[i].column == column)
			return g->cells[i].continued;
	return false;
}

/* Rows that the cell covers. */
static size_t reach(const struct grid *g, size_t row, unsigned column)
{
	size_t n = 1;

	while (row + n < g->rows_n && n < COLUMNS_MAX && continues(g, row + n, column))
		n++;
	return n;
}

static void write_row(struct docx *d, const struct grid *g, size_t row, unsigned depth)
{
	size_t i;

	buf_cstr(&d->html, g->rows[row].header ? "<thead><tr>" : "<tr>");
	for (i = g->rows[row].begin; i < g->rows[row].end; i++) {
		const struct cell *c = &g->cells[i];

		if (c->continued && row > 0 && continues(g, row, c->column))
			continue;
		buf_printf(&d->html, "<td colspan=\"%u\" rowspan=\"%zu\">", c->span, reach(g, row, c->column));
		d->in_cell++;
		d->blocks(d, markup_child(c->node), depth + 1);
		d->in_cell--;
		buf_cstr(&d->html, "</td>");
	}
	buf_cstr(&d->html, g->rows[row].header ? "</tr></thead>" : "</tr>");
}

/* What parts a form's cell from the one before, which ended the line so far: a name from its value, or two fields. */
static const char *part(const struct docx *d, struct str text, bool value)
{
	char last = d->html.p[d->html.n - 1];

	if (last == '>')
		return "";
	if (text.p[0] == ':' || last == ':')
		return text.p[0] == ':' ? "" : " ";
	return value ? ": " : "; ";
}

/* A row of a form as a line: "Nama: Ani; NIM: 135". */
static void write_line(struct docx *d, const struct grid *g, size_t row, unsigned depth)
{
	size_t n = g->rows[row].end - g->rows[row].begin, i;

	buf_cstr(&d->html, "<p>");
	for (i = 0; i < n; i++) {
		const struct cell *c = &g->cells[g->rows[row].begin + i];
		BUF_AUTO struct buf text = BUF_MAX(d->html.max);

		docx_line(d, markup_child(c->node), depth, &text);
		if (text.n && !d->html.bad) {
			buf_cstr(&d->html, part(d, buf_view(&text), n % 2 == 0 && i % 2 == 1));
			buf_str(&d->html, buf_view(&text));
		}
	}
	buf_cstr(&d->html, "</p>");
}

void docx_table(struct docx *d, const struct markup_node *tbl, unsigned depth)
{
	struct grid g = {.arena = &d->arena};
	enum kind kind;
	size_t row;

	add_rows(&g, tbl, 0);
	kind = kind_of(&g);
	if (kind == KIND_UNEVEN)
		make_even(&g);
	if (kind != KIND_FORM && !d->flat)
		buf_cstr(&d->html, "<table>");
	for (row = 0; row < g.rows_n && !d->html.bad; row++) {
		if (kind == KIND_FORM || d->flat)
			write_line(d, &g, row, depth);
		else
			write_row(d, &g, row, depth);
	}
	if (kind != KIND_FORM && !d->flat)
		buf_cstr(&d->html, "</table>");
}
