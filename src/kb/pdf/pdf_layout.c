#include <stdlib.h>

#include "base/ascii.h"
#include "kb/pdf/pdf_layout.h"

/*
 * In hundredths of a font's size: a gap that may part columns, and one between numbers; one as wide as between
 * columns of a table; one behind the number of an item; the height of a line.
 */
enum { GAP_PIECE = 100, GAP_NUMBERS = 55, GAP_CELL = 220, GAP_MARK = 45, LINE_HEIGHT = 110 };
/* Parts within parts; tables of a page; the length of a line across that may part rows. */
enum { DEPTH_MAX = 8, TABLES_MAX = 200, ACROSS_LEAST = 1000 };

/* --- pieces */

/* Digits and what goes with them, but no letters. */
static bool is_number(const struct pdf_layout *l, const struct pdf_word *w)
{
	struct str s = pdf_word_text(l->p, w);
	size_t i, digits = 0;

	for (i = 0; i < s.n; i++) {
		if (is_letterlike(s.p[i]))
			return false;
		digits += is_digit(s.p[i]);
	}
	return digits > 0;
}

static void add_piece(struct pdf_layout *l, size_t first, size_t n)
{
	struct pdf_piece *s = &l->pieces[l->pieces_n++];
	size_t i;

	*s = (struct pdf_piece){.left = l->words[first]->box.left, .right = l->words[first]->box.right, .first = first,
				.n = n, .number = true};
	for (i = first; i < first + n; i++) {
		s->right = l->words[i]->box.right > s->right ? l->words[i]->box.right : s->right;
		s->size = l->words[i]->size > s->size ? l->words[i]->size : s->size;
		s->bytes += l->words[i]->n + 1;
		s->number = s->number && is_number(l, l->words[i]);
	}
}

static void add_row(struct pdf_layout *l, size_t from, size_t end)
{
	size_t first = l->pieces_n, i, begin = from;
	int right = l->words[from]->box.right, top = l->words[from]->box.top;

	for (i = from + 1; i < end; i++) {
		const struct pdf_word *w = l->words[i];
		int size = w->size > l->words[i - 1]->size ? w->size : l->words[i - 1]->size;
		int gap = is_number(l, w) && is_number(l, l->words[i - 1]) ? GAP_NUMBERS : GAP_PIECE;

		if ((w->box.left - right) * 100 > size * gap) {
			add_piece(l, begin, i - begin);
			begin = i;
		}
		right = w->box.right > right ? w->box.right : right;
		top = w->box.top < top ? w->box.top : top;
	}
	add_piece(l, begin, end - begin);
	l->rows[l->rows_n++] = (struct pdf_row){top, first, l->pieces_n};
}

static int by_top(const void *x, const void *y)
{
	const struct pdf_row *a = x, *b = y;

	return a->top != b->top ? (a->top < b->top ? -1 : 1) : (a->first < b->first ? -1 : a->first > b->first);
}

/* Notes where lines or edges of colour run across, which part the rows of tables. */
static int find_across(struct pdf_layout *l)
{
	const struct pdf_drawn *d = &l->p->drawn;
	size_t i;

	l->across = ARENA_ARRAY(l->arena, d->rules_n + 1, int);
	if (l->across == NULL)
		return -1;
	for (i = 0; i < d->rules_n; i++)
		if (!d->rules[i].upright && d->rules[i].to - d->rules[i].from >= ACROSS_LEAST)
			l->across[l->across_n++] = d->rules[i].at;
	qsort(l->across, l->across_n, sizeof *l->across, pdf_by_number);
	return 0;
}

static int find_pieces(struct pdf_layout *l, const struct pdf_table *const *tables, size_t tables_n)
{
	struct pdf_drawn *d = &l->p->drawn;
	size_t *ends, i, n = 0, from = 0;

	l->words = ARENA_ARRAY(l->arena, d->words_n + 1, const struct pdf_word *);
	ends = ARENA_ARRAY(l->arena, d->words_n + 1, size_t);
	l->pieces = ARENA_ARRAY(l->arena, d->words_n + tables_n + 1, struct pdf_piece);
	l->rows = ARENA_ARRAY(l->arena, d->words_n + tables_n + 1, struct pdf_row);
	if (l->words == NULL || ends == NULL || l->pieces == NULL || l->rows == NULL)
		return -1;
	for (i = 0; i < d->words_n; i++)
		if (!d->words[i].taken && !d->words[i].turned)
			l->words[n++] = &d->words[i];
	l->words_n = n;
	n = pdf_rows(l->words, n, ends);
	for (i = 0; i < n; from = ends[i++])
		add_row(l, from, ends[i]);
	for (i = 0; i < tables_n; i++) {
		l->pieces[l->pieces_n++] = (struct pdf_piece){
			.left = tables[i]->box.left, .right = tables[i]->box.right, .table = tables[i]};
		l->rows[l->rows_n++] = (struct pdf_row){tables[i]->box.top, l->pieces_n - 1, l->pieces_n};
	}
	qsort(l->rows, l->rows_n, sizeof *l->rows, by_top);
	return 0;
}

/* --- lines */

static struct pdf_line *new_line(struct pdf_layout *l)
{
	struct pdf *p = l->p;
	struct pdf_line *lines =
		arena_grow(&p->arena, p->lines, p->lines_n, &p->lines_cap, SIZE_MAX / 2, sizeof *lines);

	if (lines == NULL) {
		l->failed = true;
		return NULL;
	}
	p->lines = lines;
	buf_char(&p->text, '\n');
	lines[p->lines_n] = (struct pdf_line){.page = (uint32_t)p->pages_n, .at = p->text.n};
	return &lines[p->lines_n++];
}

static void look_at_gaps(const struct pdf_layout *l, struct pdf_line *line, size_t first, size_t n)
{
	int size = line->size * 5;
	size_t i;

	line->mark = n > 1 && pdf_is_mark(pdf_word_text(l->p, l->words[first])) &&
		     (l->words[first + 1]->box.left - l->words[first]->box.right) * 100 > size * GAP_MARK;
	for (i = first + (line->mark ? 2 : 1); i < first + n; i++)
		line->cells = line->cells || (l->words[i]->box.left - l->words[i - 1]->box.right) * 100 >
						     size * GAP_CELL;
	for (line->bold = true, i = first; i < first + n; i++)
		line->bold = line->bold && l->words[i]->bold;
}

static void write_line(struct pdf_layout *l, size_t first, size_t n)
{
	struct pdf_line *line = new_line(l);
	int baseline, size;

	if (line == NULL)
		return;
	pdf_measure(l->words + first, n, &baseline, &size);
	line->size = (size + 2) / 5;
	line->height = size * LINE_HEIGHT / 100;
	line->top = baseline - size * 9 / 10;
	line->left = l->words[first]->box.left;
	line->right = l->words[first + n - 1]->box.right;
	pdf_put_words(l->p, l->words + first, n);
	line->n = l->p->text.n - line->at;
	look_at_gaps(l, line, first, n);
}

static void write_table(struct pdf_layout *l, const struct pdf_table *t)
{
	struct pdf_line *line = new_line(l);

	if (line == NULL)
		return;
	*line = (struct pdf_line){line->page, t->box.left, t->box.right, t->box.top, t->box.bottom - t->box.top, 0,
				  false, false, false, t->cells_n ? t->cells[0].at : line->at, 0, t};
	if (t->cells_n)
		line->n = t->cells[t->cells_n - 1].at + t->cells[t->cells_n - 1].n - line->at;
}

static void write_row(struct pdf_layout *l, const struct pdf_region *g, size_t row)
{
	size_t end, first = pdf_pieces_in(l, g, row, &end);

	if (first == end)
		return;
	if (l->pieces[first].table)
		write_table(l, l->pieces[first].table);
	else
		write_line(l, l->pieces[first].first,
			   l->pieces[end - 1].first + l->pieces[end - 1].n - l->pieces[first].first);
}

/* Whether the page is one of a table of contents: its title was read, and lines with numbers are none of a table. */
static bool in_contents(struct pdf_layout *l)
{
	for (; l->looked < l->p->lines_n && !l->contents; l->looked++)
		l->contents = pdf_names_contents(pdf_line_text(l->p, &l->p->lines[l->looked]));
	return l->contents;
}

static void write_region(struct pdf_layout *l, const struct pdf_region *g, unsigned depth)
{
	struct pdf_region run = *g;
	size_t row, taken = 1;
	int x = 0;

	if (depth < DEPTH_MAX && g->end - g->begin >= PDF_COLUMN_LINES && pdf_find_gutter(l, g, &run, &x)) {
		write_region(l, &(struct pdf_region){g->begin, run.begin, g->left, g->right}, depth + 1);
		write_region(l, &(struct pdf_region){run.begin, run.end, g->left, x}, depth + 1);
		write_region(l, &(struct pdf_region){run.begin, run.end, x, g->right}, depth + 1);
		write_region(l, &(struct pdf_region){run.end, g->end, g->left, g->right}, depth + 1);
		return;
	}
	for (row = g->begin; row < g->end; row += taken) {
		struct pdf_table *t = in_contents(l) ? NULL : pdf_align(l, g, row, &taken);

		if (t) {
			write_table(l, t);
		} else {
			write_row(l, g, row);
			taken = 1;
		}
	}
}

/* Text that runs up or down the page, in the order of drawing: one line, behind the others. */
static void write_turned(struct pdf_layout *l)
{
	struct pdf_drawn *d = &l->p->drawn;
	size_t i, n = 0;

	for (i = 0; i < d->words_n; i++)
		if (!d->words[i].taken && d->words[i].turned)
			l->words[n++] = &d->words[i];
	if (n)
		write_line(l, 0, n);
}

int pdf_layout(struct pdf *p, struct err *err)
{
	struct pdf_layout l = {.p = p, .arena = &p->drawn.arena, .looked = p->pages[p->pages_n - 1].first};
	struct pdf_table *tables[TABLES_MAX];
	size_t n = pdf_grids(p, tables, TABLES_MAX);

	if (find_across(&l) || find_pieces(&l, (const struct pdf_table *const *)tables, n))
		return err_set(err, ERR_NO_MEMORY, "no memory for words of a page of a PDF");
	write_region(&l, &(struct pdf_region){0, l.rows_n, -1000000, 1000000}, 0);
	write_turned(&l);
	return l.failed ? err_set(err, ERR_NO_MEMORY, "no memory for the lines of a PDF") : 0;
}
