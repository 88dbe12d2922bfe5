#include <stdlib.h>

#include "kb/pdf/pdf.h"
#include "kb/outline/table.h"
#include "text/lang.h"

/*
 * Rows of names above a table at most; bytes by which a text that is merged over columns is repeated for them; the
 * share of a table's width, in percent, by which columns of its next page may be off; bytes of text to know its
 * language by.
 */
enum { NAMES_MAX = 5, REPEATED_BYTES = 600, OFF_PERCENT = 3, LANGUAGE_BYTES = 20000, TABLE_BYTES_MAX = 16 << 20 };

/* A table with its cells by row and column. */
struct view {
	const struct pdf *p;
	const struct pdf_table *t;
	const struct pdf_cell **cells;
	unsigned titles; /* rows at the top that one cell fills */
	unsigned names;  /* the end of the rows of names behind them */
};

static const struct pdf_cell *cell_at(const struct view *v, unsigned row, unsigned column)
{
	return v->cells[(size_t)row * v->t->columns + column];
}

static struct str text_of(const struct view *v, const struct pdf_cell *c)
{
	return c ? str_sub(buf_view(&v->p->text), c->at, c->n) : STR("");
}

/* --- names */

static bool is_title(const struct view *v, unsigned row)
{
	const struct pdf_cell *c = cell_at(v, row, 0);

	return v->t->columns > 1 && c && c->columns == v->t->columns && c->rows == 1 && c->n;
}

/* Whether the row holds names for the parts of names in the row above, and nothing else. */
static bool names_parts(const struct view *v, unsigned row)
{
	bool parts = false;
	unsigned i;

	for (i = 0; i < v->t->columns; i++) {
		const struct pdf_cell *above = cell_at(v, row - 1, i), *c = cell_at(v, row, i);
		struct str text = text_of(v, c);

		if (c == above || text.n == 0)
			continue;
		if (above == NULL || above->columns < 2 || c->columns >= above->columns ||
		    (table_is_number(text) && text.n > 4))
			return false;
		parts = true;
	}
	return parts;
}

/* The end of the rows of names that begin at `from`: what a name covers, and the names of its parts. */
static unsigned names_end(const struct view *v, unsigned from)
{
	unsigned end = from + 1, i;
	const struct pdf_cell *c;

	if (from >= v->t->rows || table_is_number(text_of(v, cell_at(v, from, 0))))
		return from;
	do {
		for (i = 0; i < v->t->columns; i++) {
			c = cell_at(v, end - 1, i);
			if (c && c->row + c->rows > end)
				end = c->row + c->rows;
		}
		if (end - from > NAMES_MAX || end >= v->t->rows)
			return from + 1;
	} while (names_parts(v, end) && ++end);
	return end;
}

static bool view_open(struct view *v, const struct pdf *p, const struct pdf_table *t)
{
	size_t i;
	unsigned row, column;

	*v = (struct view){.p = p, .t = t, .cells = calloc((size_t)t->rows * t->columns + 1, sizeof *v->cells)};
	if (v->cells == NULL)
		return false;
	for (i = 0; i < t->cells_n; i++) {
		const struct pdf_cell *c = &t->cells[i];

		for (row = c->row; row < c->row + c->rows && row < t->rows; row++)
			for (column = c->column; column < c->column + c->columns && column < t->columns; column++)
				v->cells[(size_t)row * t->columns + column] = c;
	}
	while (v->titles < t->rows && is_title(v, v->titles))
		v->titles++;
	v->names = names_end(v, v->titles);
	return true;
}

/* The names above a column, from top to bottom. */
static void put_name(const struct view *v, unsigned column, struct buf *name)
{
	const struct pdf_cell *above = NULL;
	unsigned row;

	buf_reset(name);
	for (row = v->titles; row < v->names; row++) {
		const struct pdf_cell *c = cell_at(v, row, column);
		struct str text = text_of(v, c);

		if (c == above || text.n == 0 || str_eq(text, text_of(v, above)))
			continue;
		if (name->n)
			buf_char(name, ' ');
		buf_str(name, text);
		above = c;
	}
}

static void add_names(const struct view *v, struct table *out)
{
	BUF_AUTO struct buf name = BUF_MAX(1 << 16);
	unsigned i;

	for (i = 0; i < v->t->columns && v->names > v->titles; i++) {
		put_name(v, i, &name);
		table_add(out, buf_view(&name));
	}
	if (v->names > v->titles)
		table_end_row(out);
}

/* --- ticks */

/* Letters are ticks where they fill more than one cell of a column, and nothing else does. */
static bool is_tick(struct str s, bool *ret_letter)
{
	static const char *const signs[] = {"√", "✓", "✔", "☑", "●", "•", "■", "◼", "▪", "⚫", "\xef\x83\xbc",
					    "\xef\x82\xb7", "\xef\x83\xbe"};
	size_t i;

	for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (str_eq(s, str_of(signs[i])))
			return true;
	*ret_letter = str_eq(s, STR("v")) || str_eq(s, STR("V")) || str_eq(s, STR("x")) || str_eq(s, STR("X"));
	return *ret_letter;
}

/* Whether the column holds ticks, and nothing else but empty cells and dashes. */
static bool holds_ticks(const struct view *v, unsigned from, unsigned column)
{
	size_t ticks = 0, letters = 0;
	unsigned row;

	for (row = from; row < v->t->rows; row++) {
		struct str s = text_of(v, cell_at(v, row, column));
		bool letter = false;

		if (s.n == 0 || str_eq(s, STR("-")) || str_eq(s, STR("–")))
			continue;
		if (!is_tick(s, &letter))
			return false;
		ticks++;
		letters += letter;
	}
	return ticks && (letters == 0 || (letters == ticks && ticks > 1));
}

/* --- rows */

static struct str value_at(const struct view *v, unsigned row, unsigned column, struct str tick)
{
	const struct pdf_cell *c = cell_at(v, row, column);
	struct str text = text_of(v, c);
	bool letter;

	if (tick.n && is_tick(text, &letter))
		return tick;
	if (c && c->column != column && text.n * c->columns > REPEATED_BYTES)
		return STR("");
	return text;
}

static void add_rows(const struct view *v, unsigned from, struct table *out)
{
	bool *ticks = calloc(v->t->columns, sizeof *ticks);
	enum lang lang = lang_detect(str_sub(buf_view(&v->p->text), 0, LANGUAGE_BYTES));
	struct str yes = lang == LANG_EN ? STR("yes") : STR("ya");
	unsigned row, i;

	for (i = 0; ticks && i < v->t->columns; i++)
		ticks[i] = holds_ticks(v, from, i);
	for (row = from; ticks && row < v->t->rows; row++) {
		for (i = 0; i < v->t->columns; i++)
			table_add(out, value_at(v, row, i, ticks[i] ? yes : STR("")));
		table_end_row(out);
	}
	free(ticks);
}

static void add_titles(const struct view *v, struct table *out)
{
	unsigned row;

	for (row = 0; row < v->titles; row++) {
		table_add(out, text_of(v, cell_at(v, row, 0)));
		table_end_row(out);
	}
}

/* Whether both have the same names, as a table has that repeats them on each page. */
static bool same_names(const struct view *a, const struct view *b)
{
	BUF_AUTO struct buf x = BUF_MAX(1 << 16), y = BUF_MAX(1 << 16);
	unsigned i;

	if (a->names - a->titles != b->names - b->titles || a->t->columns != b->t->columns)
		return false;
	for (i = 0; i < a->t->columns; i++) {
		put_name(a, i, &x);
		put_name(b, i, &y);
		if (!str_eq(buf_view(&x), buf_view(&y)))
			return false;
	}
	return true;
}

/* In a table of two columns, names in bold type stand before their values. */
static bool names_rows(const struct view *v)
{
	size_t i, bold = 0, values = 0;

	for (i = 0; v->t->columns == 2 && i < v->t->cells_n; i++) {
		const struct pdf_cell *c = &v->t->cells[i];

		if (c->columns != 1 || c->n == 0)
			continue;
		if (c->bold != (c->column == 0))
			return false;
		bold += c->column == 0;
		values += c->column == 1;
	}
	return bold > 1 && values > 1;
}

void pdf_table_outline(const struct pdf *p, const struct pdf_table *head, const struct pdf_table *t, struct outline *o)
{
	TABLE_AUTO struct table out;
	struct view first = {0}, part = {0};

	table_init(&out, TABLE_BYTES_MAX);
	if (view_open(&first, p, head ? head : t) && view_open(&part, p, t)) {
		unsigned from = head && !same_names(&first, &part) ? 0 : part.names;

		out.names_rows = names_rows(&part);
		if (from)
			add_titles(&part, &out);
		if (!out.names_rows)
			add_names(&first, &out);
		add_rows(&part, out.names_rows ? part.titles : from, &out);
		table_outline(&out, o);
	}
	free(first.cells);
	free(part.cells);
}

bool pdf_table_continues(const struct pdf_table *t, const struct pdf_table *next)
{
	int width = t->box.right - t->box.left;
	unsigned i;

	if (t->columns != next->columns || t->ruled != next->ruled || width <= 0)
		return false;
	/* without lines, the borders of columns depend on the words that stand there */
	for (i = 0; i <= t->columns; i += t->ruled ? 1 : t->columns)
		if (abs((t->edges[i] - t->box.left) - (next->edges[i] - next->box.left)) * 100 >
		    width * (t->ruled ? OFF_PERCENT : 4 * OFF_PERCENT))
			return false;
	return true;
}
