#include "base/ascii.h"
#include "kb/pdf/pdf_align.h"

/* Rows that are looked at; the distance to the row above at most, in hundredths of the font's size. */
enum { ROWS_MAX = 1000, ROW_PITCH = 320 };

struct str pdf_aligned_word(const struct pdf_aligned *a, const struct pdf_piece *s, size_t i)
{
	return pdf_word_text(a->l->p, a->l->words[s->first + i]);
}

bool pdf_aligned_value(const struct pdf_aligned *a, const struct pdf_piece *s)
{
	size_t digits = 0, letters = 0, i, k;

	for (i = 0; i < s->n; i++) {
		struct str w = pdf_aligned_word(a, s, i);

		for (k = 0; k < w.n; k++) {
			digits += is_digit(w.p[k]);
			letters += is_letterlike(w.p[k]);
		}
	}
	return digits && (digits * 2 >= letters || (s->n <= 2 && is_digit(pdf_aligned_word(a, s, 0).p[0])));
}

bool pdf_aligned_year(const struct pdf_aligned *a, const struct pdf_piece *s)
{
	struct str w = pdf_aligned_word(a, s, 0);

	return s->n == 1 && w.n == 4 && (str_starts(w, STR("19")) || str_starts(w, STR("20")));
}

size_t pdf_aligned_pieces(const struct pdf_aligned *a, size_t row, size_t *ret_first)
{
	size_t end, first = pdf_pieces_in(a->l, a->g, row, &end);

	*ret_first = first;
	if (end - first == 2 && pdf_is_mark(pdf_aligned_word(a, &a->l->pieces[first], 0)))
		return 1;
	return end - first;
}

/* Whether dots lead to a number, or a colon parts a name from its value, as in contents and forms. */
static bool is_form(const struct pdf_aligned *a, size_t row)
{
	size_t first, n = pdf_aligned_pieces(a, row, &first), i;

	for (i = 0; i < n; i++) {
		const struct pdf_piece *s = &a->l->pieces[first + i];
		struct str last = pdf_aligned_word(a, s, s->n - 1), front = pdf_aligned_word(a, s, 0);

		if (str_find(last, STR("....")) < last.n || str_find(front, STR("....")) < front.n ||
		    (i && front.p[0] == ':') || (i + 1 < n && last.p[last.n - 1] == ':'))
			return true;
	}
	return false;
}

bool pdf_aligned_parted(const struct pdf_aligned *a, size_t row, size_t next)
{
	const int *y = a->l->across;
	int from = a->l->rows[row].top, to = a->l->rows[next].top, half = 30;
	size_t low = 0, high = a->l->across_n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (y[middle] <= from + half)
			low = middle + 1;
		else
			high = middle;
	}
	return low < a->l->across_n && y[low] <= to + half;
}

size_t pdf_aligned_end(struct pdf_aligned *a)
{
	size_t row, first, end = a->begin, single = 0, last = a->begin;
	int before = a->l->rows[a->begin].top;

	for (row = a->begin; row < a->g->end && row < a->begin + ROWS_MAX; row++) {
		size_t n = pdf_aligned_pieces(a, row, &first);
		const struct pdf_piece *s = &a->l->pieces[first];

		if (n == 0)
			continue;
		if (s->table || (a->l->rows[row].top - before) * 100 > s->size * ROW_PITCH || is_form(a, row))
			break;
		before = a->l->rows[row].top;
		single = n > 1 || pdf_aligned_parted(a, last, row) ? 0 : single + 1;
		if (single > 2)
			break;
		a->bands += row > last && pdf_aligned_parted(a, last, row);
		last = row;
		a->rows += n > 1;
		end = n > 1 || (a->bands >= PDF_BANDS_LEAST && !pdf_aligned_parted(a, row - 1, row)) ? row + 1 : end;
	}
	return end;
}
