#include <stdlib.h>

#include "kb/pdf/pdf_layout.h"

/* Characters of a column's lines on average, and of notes; how far most lines reach, in percent; places tried. */
enum { COLUMN_BYTES = 14, NOTE_BYTES = 7, COLUMN_FULL = 80, CANDIDATES_MAX = 64 };

size_t pdf_pieces_in(const struct pdf_layout *l, const struct pdf_region *g, size_t row, size_t *ret_end)
{
	size_t first = l->rows[row].first, end = l->rows[row].end;

	while (first < end && l->pieces[first].left < g->left)
		first++;
	while (end > first && l->pieces[end - 1].left >= g->right)
		end--;
	*ret_end = end;
	return first;
}

/* What stands at one side of a border between columns. */
struct side {
	size_t lines, bytes, numbers;
	size_t first_row, last_row;
	int left, right, size;
};

static void side_add(struct side *s, const struct pdf_piece *t, size_t row)
{
	if (s->lines++ == 0)
		*s = (struct side){.lines = 1, .first_row = row, .left = t->left, .right = t->right};
	s->last_row = row;
	s->bytes += t->bytes;
	s->numbers += t->number;
	s->left = t->left < s->left ? t->left : s->left;
	s->right = t->right > s->right ? t->right : s->right;
	s->size = t->size > s->size ? t->size : s->size;
}

/* Whether a piece of the row stands across x, or nearly. */
static bool crosses(const struct pdf_layout *l, const struct pdf_region *g, size_t row, int x)
{
	size_t i, end;

	for (i = pdf_pieces_in(l, g, row, &end); i < end; i++)
		if (l->pieces[i].left < x - 5 && l->pieces[i].right > x - l->pieces[i].size * 6 / 10)
			return true;
	return false;
}

static void measure(const struct pdf_layout *l, const struct pdf_region *g, int x, struct side ret[static 2])
{
	size_t row, i, end;

	ret[0] = ret[1] = (struct side){0};
	for (row = g->begin; row < g->end; row++)
		for (i = pdf_pieces_in(l, g, row, &end); i < end; i++)
			if (l->pieces[i].table == NULL)
				side_add(&ret[l->pieces[i].left >= x - 5], &l->pieces[i], row);
}

/* The percentage of a side's lines that nearly reach its right end, as in running text. */
static size_t full(const struct pdf_layout *l, const struct pdf_region *g, int x, int which, const struct side *s)
{
	size_t row, i, end, n = 0;

	for (row = g->begin; row < g->end; row++)
		for (i = pdf_pieces_in(l, g, row, &end); i < end; i++)
			if ((l->pieces[i].left >= x - 5) == (which == 1) && l->pieces[i].table == NULL)
				n += (l->pieces[i].right - s->left) * 100 >= (s->right - s->left) * COLUMN_FULL;
	return s->lines ? n * 100 / s->lines : 0;
}

/*
 * Whether running text stands at both sides of x, or notes beside it.  Columns
 * of a table are left as they are: their lines are short or uneven.
 */
static bool parts_columns(const struct pdf_layout *l, const struct pdf_region *g, int x)
{
	struct side s[2];
	size_t from, to, filled[2];
	int i;

	measure(l, g, x, s);
	if (s[0].lines < PDF_COLUMN_LINES || s[1].lines < PDF_COLUMN_LINES)
		return false;
	from = s[0].first_row > s[1].first_row ? s[0].first_row : s[1].first_row;
	to = s[0].last_row < s[1].last_row ? s[0].last_row : s[1].last_row;
	if (to < from + PDF_COLUMN_LINES - 1)
		return false;
	for (i = 0; i < 2; i++)
		filled[i] = full(l, g, x, i, &s[i]);
	for (i = 0; i < 2; i++) {
		bool text = s[i].bytes >= s[i].lines * COLUMN_BYTES && filled[i] >= 50;
		const struct side *other = &s[1 - i];

		if (s[0].numbers * 5 > s[0].lines || s[1].numbers * 5 > s[1].lines)
			return false;
		if (text && other->bytes >= other->lines * COLUMN_BYTES && filled[1 - i] >= 40)
			return true;
		if (text && filled[i] >= 60 && other->size < s[i].size && other->bytes >= other->lines * NOTE_BYTES &&
		    (other->right - other->left) * 2 < s[i].right - s[i].left)
			return true;
	}
	return false;
}

/* The longest run of rows within g that x parts; false when there is none that it parts into columns. */
static bool find_run(const struct pdf_layout *l, const struct pdf_region *g, int x, struct pdf_region *ret)
{
	struct pdf_region run = *g;
	bool found = false;
	size_t row;

	for (row = g->begin; row <= g->end; row++) {
		if (row < g->end && !crosses(l, g, row, x))
			continue;
		run.end = row;
		if (run.end - run.begin >= PDF_COLUMN_LINES &&
		    (!found || run.end - run.begin > ret->end - ret->begin) && parts_columns(l, &run, x)) {
			*ret = run;
			found = true;
		}
		run.begin = row + 1;
	}
	return found;
}

/* Places where several pieces begin. Returns how many. */
static size_t find_candidates(const struct pdf_layout *l, const struct pdf_region *g, int ret[static CANDIDATES_MAX])
{
	size_t count[CANDIDATES_MAX], n = 0, row, i, k, end, kept = 0;

	for (row = g->begin; row < g->end; row++) {
		for (i = pdf_pieces_in(l, g, row, &end); i < end; i++) {
			for (k = 0; k < n && abs(ret[k] - l->pieces[i].left) > 20; k++)
				;
			if (k == CANDIDATES_MAX)
				continue;
			count[k] = k < n ? count[k] + 1 : 1;
			ret[k] = k < n && ret[k] < l->pieces[i].left ? ret[k] : l->pieces[i].left;
			n += k == n;
		}
	}
	for (k = 0; k < n; k++)
		if (count[k] >= PDF_COLUMN_LINES)
			ret[kept++] = ret[k];
	return kept;
}

bool pdf_find_gutter(const struct pdf_layout *l, const struct pdf_region *g, struct pdf_region *ret, int *ret_x)
{
	int places[CANDIDATES_MAX];
	size_t n = find_candidates(l, g, places), k;
	struct pdf_region run = *g;
	bool found = false;

	for (k = 0; k < n; k++) {
		if (find_run(l, g, places[k], &run) && (!found || run.end - run.begin > ret->end - ret->begin)) {
			*ret = run;
			*ret_x = places[k] - 5;
			found = true;
		}
	}
	return found;
}
