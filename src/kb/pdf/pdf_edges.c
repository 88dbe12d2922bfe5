#include <stdlib.h>

#include "base/ascii.h"
#include "kb/pdf/pdf.h"

enum { EDGE_PERCENT = 12 };

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

/* Dots, or dots and spaces, that lead to a page's number at the end of the line. */
static bool is_leader(struct str s)
{
	size_t end, dots = 0, number;

	s = str_trim(s);
	for (end = s.n; end && (is_digit(s.p[end - 1]) || strchr("ivxlcIVXLC-", s.p[end - 1])); end--)
		;
	number = s.n - end;
	while (end && (s.p[end - 1] == '.' || s.p[end - 1] == ' ' || (end >= 3 && !memcmp(s.p + end - 3, "…", 3)))) {
		dots += s.p[end - 1] == '.' ? 1 : s.p[end - 1] == ' ' ? 0 : 3;
		end -= s.p[end - 1] == '.' || s.p[end - 1] == ' ' ? 1 : 3;
	}
	return number && number < 8 && dots >= 4 && end;
}

/* A line that ends in a number behind other words, as those of contents do without dots. */
static bool ends_in_number(struct str s)
{
	size_t n;

	s = str_trim(s);
	for (n = s.n; n && is_digit(s.p[n - 1]); n--)
		;
	return n && n < s.n && s.n - n <= 3 && s.p[n - 1] == ' ';
}

/*
 * Lines of a table of contents say where something stands, and nothing of it.
 * A page of which half are such lines is dropped whole.
 */
static void drop_contents(struct pdf *p, struct pdf_page *g)
{
	size_t i, lines = 0, leaders = 0, numbers = 0;
	bool named = false, whole;

	for (i = g->first; i < g->end; i++) {
		struct str s = pdf_line_text(p, &p->lines[i]);

		if (p->lines[i].table || s.n == 0)
			continue;
		lines++;
		leaders += is_leader(s);
		numbers += ends_in_number(s);
		named = named || pdf_names_contents(s);
	}
	whole = (leaders > 2 && leaders * 2 > lines) || (named && numbers > 2 && numbers * 3 > lines * 2);
	g->contents = whole;
	for (i = g->first; i < g->end; i++)
		if (p->lines[i].table == NULL && (whole || is_leader(pdf_line_text(p, &p->lines[i])) ||
						  (leaders > 2 && pdf_names_contents(pdf_line_text(p, &p->lines[i])))))
			p->lines[i].n = 0;
}

static bool at_edge(const struct pdf_page *g, const struct pdf_line *l)
{
	if (l->table && l->height * 100 > g->height * EDGE_PERCENT)
		return false;
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

/* How many of the pages `step` apart, up to two at each side, have text, and how many of them the line. */
static size_t count_pages(const struct pdf *p, size_t page_at, size_t step, const struct pdf_line *l, size_t *ret_found)
{
	bool large = is_large(p, &p->pages[page_at], l);
	size_t k = page_at % step, pages = 0;

	if (page_at > 2 * step)
		k = page_at - 2 * step;
	for (*ret_found = 0; k < p->pages_n && k <= page_at + 2 * step; k += step) {
		pages += k != page_at && p->pages[k].end > p->pages[k].first;
		*ret_found += k != page_at && page_has(p, &p->pages[k], l, large);
	}
	return pages;
}

/*
 * Running titles may differ on left and right pages and begin after the title
 * page: l is one when half of the four pages around it that have text have it too,
 * or most of those on the same side, or when it is a number alone.
 */
static bool is_running(const struct pdf *p, size_t page_at, const struct pdf_line *l)
{
	char s[80];
	size_t found, pages;

	if (shape(pdf_line_text(p, l), s) == 1 && s[0] == '#')
		return true;
	pages = count_pages(p, page_at, 1, l, &found);
	if (found && found * 2 >= pages)
		return true;
	pages = count_pages(p, page_at, 2, l, &found);
	return found > 1 && found * 2 > pages;
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
	for (g = 0; g < p->pages_n; g++)
		drop_contents(p, &p->pages[g]);
}
