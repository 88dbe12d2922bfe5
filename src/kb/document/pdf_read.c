#include <stdio.h>
#include <stdlib.h>

#include "kb/document/markup.h"
#include "base/ascii.h"
#include "kb/document/pdf.h"

/* Words are about a quarter of the font's height apart, columns of a table at least twice its height. */
enum { GAP_SHARE = 6, CELL_GAP = 2, TEXT_BYTES_MAX = 256 << 20, FONTS_MAX = 4096, EDGE_PERCENT = 12 };

void pdf_release(struct pdf *p)
{
	buf_release(&p->text);
	free(p->lines);
	free(p->pages);
	*p = (struct pdf){0};
}

struct str pdf_line_text(const struct pdf *p, const struct pdf_line *l)
{
	return str_sub(buf_view(&p->text), l->at, l->n);
}

struct fragment {
	int left, top, width, height, font;
	bool bold;
	struct str text; /* with its spaces */
};

struct reader {
	struct pdf *p;
	int *sizes; /* of the fonts by id */
	struct buf piece;
};

static int number(const struct markup_node *n, const char *name)
{
	long value = 0;

	str_to_long(markup_attribute(n, name), &value);
	return value < -100000 || value > 100000 ? 0 : (int)value;
}

/* The text of n and what is below it; *ret_bold when all of it is inside <b>. */
static void gather(struct buf *b, const struct markup_node *n, bool in_bold, bool *ret_bold, unsigned depth)
{
	const struct markup_node *c;

	for (c = markup_child(n); c && depth < MARKUP_DEPTH_MAX; c = markup_next(c)) {
		struct str text = markup_text(c);

		if (str_trim(text).n && !in_bold)
			*ret_bold = false;
		buf_str(b, text);
		if (markup_name(c).n)
			gather(b, c, in_bold || markup_is(c, "b"), ret_bold, depth + 1);
	}
}

static void *grown(void *items, size_t n, size_t *cap, size_t size)
{
	void *more;

	if (n < *cap)
		return items;
	more = reallocarray(items, *cap ? *cap * 2 : 256, size);
	if (more)
		*cap = *cap ? *cap * 2 : 256;
	return more;
}

static int line_begin(struct reader *r, const struct fragment *f, struct err *err)
{
	struct pdf *p = r->p;
	struct pdf_line *lines = grown(p->lines, p->lines_n, &p->lines_cap, sizeof *lines);

	if (lines == NULL)
		return err_set(err, ERR_NO_MEMORY, "lines of a PDF");
	p->lines = lines;
	p->lines[p->lines_n++] = (struct pdf_line){
		.page = (uint32_t)p->pages_n,
		.left = f->left,
		.right = f->left,
		.top = f->top,
		.height = f->height,
		.size = f->font >= 0 && f->font < FONTS_MAX ? r->sizes[f->font] : 0,
		.bold = true,
		.at = p->text.n,
	};
	return 0;
}

/* Whether the fragment continues the line: at its height, to the right of it. */
static bool goes_on(const struct pdf_line *l, const struct fragment *f)
{
	int overlap = (l->top + l->height < f->top + f->height ? l->top + l->height : f->top + f->height) -
		      (l->top > f->top ? l->top : f->top);

	return overlap * 2 >= (l->height < f->height ? l->height : f->height) &&
	       f->left >= l->right - l->height / 2;
}

static bool is_mark(struct str s)
{
	return str_eq(s, STR("•")) || str_eq(s, STR("-")) || str_eq(s, STR("–")) || str_eq(s, STR("")) ||
	       str_eq(s, STR("")) || str_eq(s, STR("o")) || outline_begins_item(s);
}

static void line_add(struct pdf *p, struct pdf_line *l, const struct fragment *f)
{
	bool spaced = p->text.n > l->at && p->text.p[p->text.n - 1] == ' ';
	struct str text = f->text, trimmed = str_trim(text);

	if (l->n == 0) {
		text = str_sub(text, (size_t)(trimmed.p - text.p), text.n);
		l->mark = is_mark(trimmed);
	} else if (f->left - l->right > CELL_GAP * f->height && !is_mark(str_trim(pdf_line_text(p, l)))) {
		l->cells = true;
	}
	if (l->n && !spaced && f->left - l->right > f->height / GAP_SHARE) {
		buf_char(&p->text, ' ');
	}
	buf_str(&p->text, text);
	l->n = p->text.n - l->at;
	l->bold = l->bold && (f->bold || trimmed.n == 0);
	if (f->left + f->width > l->right && trimmed.n)
		l->right = f->left + f->width;
}

static int fragment(struct reader *r, const struct markup_node *n, struct err *err)
{
	struct pdf *p = r->p;
	struct fragment f = {number(n, "left"), number(n, "top"), number(n, "width"), number(n, "height"),
			     number(n, "font"), true, {NULL, 0}};
	struct pdf_line *last = p->lines_n > p->pages[p->pages_n - 1].first ? &p->lines[p->lines_n - 1] : NULL;
	bool on;

	buf_reset(&r->piece);
	gather(&r->piece, n, false, &f.bold, 0);
	f.text = buf_view(&r->piece);
	on = last && goes_on(last, &f);
	if (str_trim(f.text).n == 0) {
		if (on && f.text.n && p->text.p[p->text.n - 1] != ' ')
			buf_char(&p->text, ' ');
		return 0;
	}
	if (!on) {
		buf_char(&p->text, '\n');
		if (line_begin(r, &f, err))
			return -1;
		last = &p->lines[p->lines_n - 1];
	}
	line_add(p, last, &f);
	return p->text.bad ? err_set(err, ERR_NO_MEMORY, "text of a PDF") : 0;
}

static int page(struct reader *r, const struct markup_node *n, struct err *err)
{
	struct pdf *p = r->p;
	struct pdf_page *pages = grown(p->pages, p->pages_n, &p->pages_cap, sizeof *pages);
	const struct markup_node *c;

	if (pages == NULL || p->pages_n == PDF_PAGES_MAX)
		return err_set(err, ERR_BAD_DATA, "a PDF of more than %zu pages", p->pages_n);
	p->pages = pages;
	p->pages[p->pages_n++] = (struct pdf_page){number(n, "width"), number(n, "height"), p->lines_n, 0};
	for (c = markup_child(n); c; c = markup_next(c)) {
		if (markup_is(c, "fontspec") && number(c, "id") >= 0 && number(c, "id") < FONTS_MAX)
			r->sizes[number(c, "id")] = number(c, "size");
		if (markup_is(c, "text") && fragment(r, c, err))
			return -1;
	}
	p->pages[p->pages_n - 1].end = p->lines_n;
	return 0;
}

int pdf_read(struct pdf *p, struct str xml, struct err *err)
{
	MARKUP_AUTO struct markup *m = NULL;
	struct reader r = {.p = p};
	const struct markup_node *n;
	int failed = 0;

	*p = (struct pdf){0};
	buf_init(&p->text, TEXT_BYTES_MAX);
	if (markup_parse(xml, MARKUP_XML, &m, err))
		return -1;
	r.sizes = calloc(FONTS_MAX, sizeof *r.sizes);
	if (r.sizes == NULL)
		return err_set(err, ERR_NO_MEMORY, "fonts of a PDF");
	buf_init(&r.piece, 1 << 20);
	for (n = markup_child(markup_root(m)); n && !failed; n = markup_next(n))
		if (markup_is(n, "page"))
			failed = page(&r, n, err);
	buf_release(&r.piece);
	free(r.sizes);
	return failed;
}

/* The line's text with '#' for each number, so that "Page 3" equals "Page 12". */
static size_t shape(struct str s, char ret[static 80])
{
	size_t n = 0, i;

	s = str_trim(s);
	for (i = 0; i < s.n && n < 80; i++) {
		if (!is_digit(s.p[i]))
			ret[n++] = s.p[i];
		else if (n == 0 || ret[n - 1] != '#')
			ret[n++] = '#';
	}
	return n;
}

static bool at_edge(const struct pdf_page *g, const struct pdf_line *l)
{
	return l->top * 100 < g->height * EDGE_PERCENT || (l->top + l->height) * 100 > g->height * (100 - EDGE_PERCENT);
}

/* In a line larger than the text around it, probably a heading, digits count: "Bab 3" differs from "Bab 4". */
static bool alike(const struct pdf *p, const struct pdf_line *a, const struct pdf_line *b, bool large)
{
	char x[80], y[80];
	size_t n = shape(pdf_line_text(p, a), x);
	int off = a->top - b->top;

	if (large && !str_eq(str_trim(pdf_line_text(p, a)), str_trim(pdf_line_text(p, b))))
		return false;
	return off < a->height && off > -a->height && n == shape(pdf_line_text(p, b), y) && memcmp(x, y, n) == 0;
}

/* Whether the page has an equal line at the same place. */
static bool page_has(const struct pdf *p, const struct pdf_page *g, const struct pdf_line *l, bool large)
{
	size_t i;

	for (i = g->first; i < g->end; i++)
		if (at_edge(g, &p->lines[i]) && alike(p, l, &p->lines[i], large))
			return true;
	return false;
}

/* Whether more than half of the page's lines are smaller. */
static bool is_large(const struct pdf *p, const struct pdf_page *g, const struct pdf_line *l)
{
	size_t i, smaller = 0;

	for (i = g->first; i < g->end; i++)
		smaller += p->lines[i].size < l->size;
	return smaller * 2 > g->end - g->first;
}

/*
 * Running titles may differ on left and right pages and begin after the title
 * page: l is one when half of the four pages around it that have text have it too,
 * or when it is a number alone.
 */
static bool is_running(const struct pdf *p, size_t page_at, const struct pdf_line *l)
{
	char s[80];
	bool large = is_large(p, &p->pages[page_at], l);
	size_t k, found = 0, pages = 0, from = page_at >= 2 ? page_at - 2 : 0;

	if (shape(pdf_line_text(p, l), s) == 1 && s[0] == '#')
		return true;
	for (k = from; k < p->pages_n && k <= page_at + 2; k++) {
		pages += k != page_at && p->pages[k].end > p->pages[k].first;
		found += k != page_at && page_has(p, &p->pages[k], l, large);
	}
	return found && found * 2 >= pages;
}

void pdf_drop_edges(struct pdf *p)
{
	bool *drop = calloc(p->lines_n + 1, sizeof *drop);
	size_t g, i;

	if (drop == NULL)
		return;
	for (g = 0; g < p->pages_n; g++)
		for (i = p->pages[g].first; i < p->pages[g].end; i++)
			drop[i] = at_edge(&p->pages[g], &p->lines[i]) && is_running(p, g, &p->lines[i]);
	for (i = 0; i < p->lines_n; i++)
		if (drop[i])
			p->lines[i].n = 0;
	free(drop);
}
