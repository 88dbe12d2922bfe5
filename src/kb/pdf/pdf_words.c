#include <stdlib.h>

#include "kb/pdf/pdf.h"
#include "kb/outline/raised.h"
#include "base/ascii.h"

/* In hundredths of a font's size: a gap between words; how small and how high raised characters are. */
enum { GAP_WORD = 17, RAISED_SIZE = 90, RAISED_BY = 20 };

struct str pdf_line_text(const struct pdf *p, const struct pdf_line *l)
{
	return str_sub(buf_view(&p->text), l->at, l->n);
}

struct str pdf_word_text(const struct pdf *p, const struct pdf_word *w)
{
	return str_sub(buf_view(&p->drawn.text), w->at, w->n);
}

static int by_baseline(const void *x, const void *y)
{
	const struct pdf_word *a = *(const struct pdf_word *const *)x, *b = *(const struct pdf_word *const *)y;

	if (a->baseline != b->baseline)
		return a->baseline < b->baseline ? -1 : 1;
	return a->box.left != b->box.left ? (a->box.left < b->box.left ? -1 : 1) : (a->at < b->at ? -1 : a->at > b->at);
}

static int by_left(const void *x, const void *y)
{
	const struct pdf_word *a = *(const struct pdf_word *const *)x, *b = *(const struct pdf_word *const *)y;

	return a->box.left != b->box.left ? (a->box.left < b->box.left ? -1 : 1) : (a->at < b->at ? -1 : a->at > b->at);
}

/* Whether the word stands at the height of a line from `top` to `bottom`. */
static bool is_beside(const struct pdf_word *w, int top, int bottom)
{
	int overlap = (w->baseline < bottom ? w->baseline : bottom) -
		      (w->baseline - w->size * 7 / 10 > top ? w->baseline - w->size * 7 / 10 : top);
	int least = w->size * 7 / 10 < bottom - top ? w->size * 7 / 10 : bottom - top;

	return overlap * 2 > least;
}

size_t pdf_rows(const struct pdf_word **words, size_t n, size_t *ends)
{
	size_t i, from = 0, rows = 0;
	int top = 0, bottom = 0;

	qsort(words, n, sizeof *words, by_baseline);
	for (i = 0; i < n; i++) {
		const struct pdf_word *w = words[i];

		if (i > from && !is_beside(w, top, bottom)) {
			ends[rows++] = i;
			from = i;
		}
		/* the largest word decides, and what is raised above it came before it */
		if (i == from || w->size * 7 / 10 > bottom - top) {
			top = w->baseline - w->size * 7 / 10;
			bottom = w->baseline;
		}
	}
	if (n)
		ends[rows++] = n;
	for (i = from = 0; i < rows; from = ends[i++])
		qsort(words + from, ends[i] - from, sizeof *words, by_left);
	return rows;
}

void pdf_measure(const struct pdf_word *const *words, size_t n, int *ret_baseline, int *ret_size)
{
	size_t most = 0, i, k;

	*ret_baseline = *ret_size = 0;
	for (i = 0; i < n; i++) {
		size_t bytes = 0;

		if (i && words[i]->size == words[i - 1]->size && words[i]->baseline == words[i - 1]->baseline)
			continue;
		for (k = 0; k < n && k < 400; k++)
			if (words[k]->size == words[i]->size && abs(words[k]->baseline - words[i]->baseline) < 5)
				bytes += words[k]->n;
		if (bytes > most || (bytes == most && words[i]->size > *ret_size)) {
			most = bytes;
			*ret_baseline = words[i]->baseline;
			*ret_size = words[i]->size;
		}
	}
}

/* Drawn twice at one place, to look bold or to throw a shadow. */
static bool is_repeated(const struct pdf *p, const struct pdf_word *w, const struct pdf_word *before)
{
	return before && abs(w->box.left - before->box.left) * 5 < w->size &&
	       abs(w->baseline - before->baseline) * 5 < w->size &&
	       str_eq(pdf_word_text(p, w), pdf_word_text(p, before));
}

/*
 * Closes up a line of single capitals that are spaced to fill their place: "B P P". "A B C" names three things.
 */
static void close_up(struct buf *text, size_t begin)
{
	size_t i, n = text->n - begin, kept = begin;
	bool alphabet = true;

	if (n < 5 || n % 2 == 0)
		return;
	for (i = 0; i < n; i++) {
		char c = text->p[begin + i];

		if (i % 2 ? c != ' ' : !is_upper(c))
			return;
		alphabet = alphabet && (i % 2 || i == 0 || c == text->p[begin + i - 2] + 1);
	}
	for (i = 0; i < n && !alphabet; i += 2)
		text->p[kept++] = text->p[begin + i];
	if (!alphabet)
		buf_cut(text, kept);
}

void pdf_put_words(struct pdf *p, const struct pdf_word *const *words, size_t n)
{
	const struct pdf_word *before = NULL;
	int baseline, size;
	size_t i, begin = p->text.n;

	pdf_measure(words, n, &baseline, &size);
	for (i = 0; i < n; i++) {
		const struct pdf_word *w = words[i];
		bool small = w->size * 100 <= size * RAISED_SIZE && (baseline - w->baseline) * 100 >= size * RAISED_BY;

		if (is_repeated(p, w, before))
			continue;
		if (before && p->text.n > begin && !w->turned && (small || w->raised)) {
			raised_put(&p->text, pdf_word_text(p, w));
		} else {
			if (p->text.n > begin && before &&
			    (w->spaced || (w->box.left - before->box.right) * 100 > w->size * GAP_WORD || w->turned))
				buf_char(&p->text, ' ');
			buf_str(&p->text, pdf_word_text(p, w));
		}
		before = w;
	}
	close_up(&p->text, begin);
}

int pdf_by_number(const void *x, const void *y)
{
	int a = *(const int *)x, b = *(const int *)y;

	return a < b ? -1 : a > b;
}

void pdf_join_words(struct pdf *p, const struct pdf_word *const *words, size_t n, struct buf *joined)
{
	size_t begin = p->text.n;

	pdf_put_words(p, words, n);
	pdf_join_line(joined, str_trim(str_sub(buf_view(&p->text), begin, p->text.n)),
		      str_sub(buf_view(&p->text), 0, begin));
	buf_cut(&p->text, begin);
}
