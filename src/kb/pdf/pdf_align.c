#include <stdlib.h>

#include "base/ascii.h"
#include "kb/pdf/pdf_align.h"

/*
 * Rows of several pieces that a table has at least; the percentage of rows that may reach over a gap between
 * columns, and of those that begin in a column; rows of names above it; lines looked at before it.
 */
enum { ROWS_LEAST = 3, OVER_PERCENT = 10, BEGIN_PERCENT = 15, NAMES_MAX = 3, LINES_BACK = 8 };
/* A gap between columns, in hundredths of the font's size; rows of a page that are tried as a table's first. */
enum { GAP_COLUMN = 70, TRIES_MAX = 300 };

/* --- the columns */

/* Fills left and right ends of pieces, sorted; returns how many there are. A row of one says nothing of columns. */
static size_t find_ends(const struct pdf_aligned *a, int *lefts, int *rights)
{
	size_t row, i, first, count = 0;

	for (row = a->begin; row < a->end; row++) {
		size_t n = pdf_aligned_pieces(a, row, &first);

		for (i = 0; (n > 1 || a->bands >= PDF_BANDS_LEAST) && i < n; i++, count++) {
			lefts[count] = a->l->pieces[first + i].left;
			rights[count] = a->l->pieces[first + i].right;
		}
	}
	qsort(lefts, count, sizeof *lefts, pdf_by_number);
	qsort(rights, count, sizeof *rights, pdf_by_number);
	return count;
}

/* Drops the borders before which hardly anything begins: long numbers that reach out to the left of their column. */
static void join_narrow(struct pdf_aligned *a, const int *lefts, size_t n)
{
	size_t least = a->rows * BEGIN_PERCENT / 100 + 1, begun = 0, i = 0;
	unsigned c, kept = 0;

	for (c = 1; c <= a->columns; c++) {
		for (; i < n && lefts[i] < a->edges[c]; i++)
			begun++;
		if (begun < least && c < a->columns)
			continue;
		if (begun < least && kept) /* the last column is a part of the one before */
			kept--;
		a->edges[++kept] = a->edges[c];
		begun = 0;
	}
	a->columns = kept;
}

/* Columns end where hardly any row has something. */
static bool find_columns(struct pdf_aligned *a)
{
	struct arena *arena = a->l->arena;
	int *lefts = ARENA_ARRAY(arena, a->l->pieces_n + 1, int), *rights = ARENA_ARRAY(arena, a->l->pieces_n + 1, int);
	size_t n = lefts && rights ? find_ends(a, lefts, rights) : 0, over = a->rows * OVER_PERCENT / 100, i = 0, k;
	size_t first;
	int gap, size;

	if (n == 0)
		return false;
	pdf_aligned_pieces(a, a->begin, &first);
	size = a->l->pieces[first].size;
	a->edges[0] = lefts[0];
	for (k = 0; k < n; k++) {
		while (i < n && lefts[i] <= rights[k])
			i++;
		/* behind right end k, i - (k + 1) pieces go on */
		gap = i < n ? lefts[i] - rights[k] : 0;
		if (i - (k + 1) > over || gap * 100 < size * GAP_COLUMN || a->edges[a->columns] == lefts[i] - 1)
			continue;
		if (a->columns + 1 == PDF_ALIGNED_COLUMNS)
			return false;
		a->edges[++a->columns] = lefts[i] - 1;
	}
	a->edges[++a->columns] = rights[n - 1] + 1;
	join_narrow(a, lefts, n);
	return a->columns > 1;
}

static unsigned column_of(const struct pdf_aligned *a, int x)
{
	unsigned i = 0;

	while (i + 1 < a->columns && x >= a->edges[i + 1])
		i++;
	return i;
}

/* The columns of a piece: those that it covers by more than its edge. */
static unsigned columns_of(const struct pdf_aligned *a, const struct pdf_piece *s, unsigned *ret_end)
{
	int inside = s->size * 4 / 10 < (s->right - s->left) / 2 ? s->size * 4 / 10 : (s->right - s->left) / 2;

	*ret_end = column_of(a, s->right - inside) + 1;
	return column_of(a, s->left + inside);
}

static void find_values(struct pdf_aligned *a)
{
	size_t values[PDF_ALIGNED_COLUMNS] = {0}, all[PDF_ALIGNED_COLUMNS] = {0}, row, i, first;
	unsigned c, end;

	for (row = a->begin; row < a->end; row++) {
		size_t n = pdf_aligned_pieces(a, row, &first);

		for (i = 0; (n > 1 || a->bands >= PDF_BANDS_LEAST) && i < n; i++) {
			const struct pdf_piece *s = &a->l->pieces[first + i];

			c = columns_of(a, s, &end);
			all[c] += end == c + 1;
			values[c] += end == c + 1 && pdf_aligned_value(a, s);
		}
	}
	for (c = 0; c < a->columns; c++)
		a->values[c] = values[c] > 1 && values[c] * 10 >= all[c] * 6;
}

/* --- the names */

/* Whether the row has a number where its column has them. */
static bool has_value(const struct pdf_aligned *a, size_t row)
{
	size_t first, n = pdf_aligned_pieces(a, row, &first), i, years = 0, others = 0;
	unsigned end;

	for (i = 0; i < n; i++) {
		const struct pdf_piece *s = &a->l->pieces[first + i];

		if (!a->values[columns_of(a, s, &end)] || !pdf_aligned_value(a, s))
			continue;
		years += pdf_aligned_year(a, s);
		others += !pdf_aligned_year(a, s);
	}
	return others > 0 || (years > 0 && row > a->begin);
}

static bool is_bold(const struct pdf_aligned *a, size_t row)
{
	size_t first, n = pdf_aligned_pieces(a, row, &first), i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < a->l->pieces[first + i].n; k++)
			if (!a->l->words[a->l->pieces[first + i].first + k]->bold)
				return false;
	return n > 0;
}

/* Whether a table without lines, of as many columns, stands shortly before: this may be its next page. */
static bool goes_on(const struct pdf_aligned *a)
{
	const struct pdf *p = a->l->p;
	size_t i;

	for (i = p->lines_n; i > 0 && i + LINES_BACK > p->lines_n; i--) {
		const struct pdf_line *line = &p->lines[i - 1];

		if (line->table && line->page + 1 == p->pages_n)
			return !line->table->ruled && line->table->columns == a->columns;
	}
	return false;
}

/* A row that begins no other one: the end of what is wrapped within a cell. */
static bool is_wrapped(const struct pdf_aligned *a, size_t row)
{
	size_t first, n = pdf_aligned_pieces(a, row, &first);
	unsigned end;

	if (n == 0 || row <= a->names)
		return row > a->names;
	if (a->bands >= PDF_BANDS_LEAST)
		return !pdf_aligned_parted(a, row - 1, row);
	if (columns_of(a, &a->l->pieces[first], &end) > 0)
		return !has_value(a, row);
	return !has_value(a, row) && is_lower(pdf_aligned_word(a, &a->l->pieces[first], 0).p[0]);
}

/*
 * Whether many rows have no number where their columns have them: cells are wrapped, and nothing
 * tells where each ends.
 */
static bool is_unclear(const struct pdf_aligned *a)
{
	size_t row, first, rows = 0, without = 0;

	for (row = a->names; row < a->end && a->bands < PDF_BANDS_LEAST; row++) {
		if (pdf_aligned_pieces(a, row, &first) < 2 || (row > a->names && is_wrapped(a, row)))
			continue;
		rows++;
		without += !has_value(a, row);
	}
	return without * 4 > rows;
}

/* Names are bold above plain rows, or words above columns of numbers. */
static bool find_names(struct pdf_aligned *a)
{
	bool any = false;
	size_t row = a->begin;
	unsigned c;

	for (c = 1; c < a->columns; c++)
		any = any || a->values[c];
	if (!any) {
		while (row < a->end && row < a->begin + NAMES_MAX && is_bold(a, row))
			row++;
		a->names = row;
		return row > a->begin && row < a->end && !is_bold(a, row);
	}
	while (row < a->end && row < a->begin + NAMES_MAX && !has_value(a, row) &&
	       (row == a->begin || a->bands < PDF_BANDS_LEAST || !pdf_aligned_parted(a, row - 1, row)))
		row++;
	a->names = row;
	if (row == a->begin)
		return goes_on(a) && !is_unclear(a);
	return row < a->end && !is_unclear(a) && (has_value(a, row) || a->bands >= PDF_BANDS_LEAST);
}

/* --- the table */

/* Appends what stands in a column of some rows to the text. */
static void put_column(const struct pdf_aligned *a, size_t from, size_t to, unsigned column, struct buf *joined,
		       bool *ret_bold)
{
	size_t row, i, k, end;
	unsigned last;

	for (row = from; row < to; row++) {
		for (i = pdf_pieces_in(a->l, a->g, row, &end); i < end; i++) {
			const struct pdf_piece *s = &a->l->pieces[i];

			/* a name over several columns is a part of the name of each */
			if (columns_of(a, s, &last) > column || last <= column ||
			    (to > a->names && columns_of(a, s, &last) != column))
				continue;
			pdf_join_words(a->l->p, a->l->words + s->first, s->n, joined);
			for (k = 0; k < s->n; k++)
				*ret_bold = *ret_bold && a->l->words[s->first + k]->bold;
		}
	}
}

static bool add_row(struct pdf_aligned *a, struct pdf_table *t, size_t *cap, size_t from, size_t to)
{
	struct pdf *p = a->l->p;
	unsigned c;

	for (c = 0; c < a->columns; c++) {
		BUF_AUTO struct buf joined = BUF_MAX(1 << 16);
		struct pdf_cell *cells = arena_grow(&p->arena, t->cells, t->cells_n, cap, SIZE_MAX / 2, sizeof *cells);
		bool bold = true;

		if (cells == NULL)
			return false;
		t->cells = cells;
		put_column(a, from, to, c, &joined, &bold);
		buf_char(&p->text, '\n');
		cells[t->cells_n++] = (struct pdf_cell){p->text.n, joined.n, c, t->rows, 1, 1, bold && joined.n};
		buf_str(&p->text, buf_view(&joined));
	}
	t->rows++;
	return true;
}

static struct pdf_table *make_table(struct pdf_aligned *a)
{
	struct arena *arena = &a->l->p->arena;
	struct pdf_table *t = ARENA_NEW(arena, struct pdf_table);
	int *edges = ARENA_ARRAY(arena, a->columns + 1, int);
	size_t cap = 0, row = a->names, next;

	if (t == NULL || edges == NULL)
		return NULL;
	memcpy(edges, a->edges, (a->columns + 1) * sizeof *edges);
	*t = (struct pdf_table){
		.box = {edges[0], a->l->rows[a->begin].top, edges[a->columns], a->l->rows[a->end - 1].top + 100},
		.columns = a->columns, .edges = edges};
	if (a->names > a->begin && !add_row(a, t, &cap, a->begin, a->names))
		return NULL;
	for (; row < a->end; row = next) {
		for (next = row + 1; next < a->end && is_wrapped(a, next); next++)
			;
		if (!add_row(a, t, &cap, row, next))
			return NULL;
	}
	return t;
}

/* Whether the row may be a table's first: of several pieces, or above one on the same colour. */
static bool may_begin(const struct pdf_aligned *a)
{
	size_t first, n = pdf_aligned_pieces(a, a->begin, &first), next = a->begin + 1;

	return n > 1 || (n == 1 && next < a->g->end && a->l->across_n >= PDF_BANDS_LEAST &&
			 !pdf_aligned_parted(a, a->begin, next) && pdf_aligned_pieces(a, next, &first) > 1);
}

struct pdf_table *pdf_align(struct pdf_layout *l, const struct pdf_region *g, size_t row, size_t *ret_rows)
{
	struct pdf_aligned a = {.l = l, .g = g, .begin = row};

	if (l->tries == TRIES_MAX || !may_begin(&a))
		return NULL;
	l->tries++;
	a.end = pdf_aligned_end(&a);
	if (a.rows < ROWS_LEAST || !find_columns(&a))
		return NULL;
	find_values(&a);
	if (!find_names(&a))
		return NULL;
	*ret_rows = a.end - row;
	return make_table(&a);
}
