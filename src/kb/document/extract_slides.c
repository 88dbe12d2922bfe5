#include <stdio.h>
#include <stdlib.h>

#include "kb/document/extract.h"
#include "kb/document/filter.h"
#include "kb/markup/markup.h"
#include "kb/outline/table.h"

/*
 * PresentationML (ECMA-376): ppt/slides/slideN.xml, shapes with paragraphs of
 * runs.  PowerPoint and LibreOffice number the files in the order of the slides.
 */
enum { SLIDES_MAX = 2000, SLIDE_BYTES_MAX = 32 << 20, LIST_BYTES_MAX = 16 << 20, TEXT_BYTES_MAX = 4 << 20 };

/* The text of n and what is below it; a line break becomes a space. */
static void gather(struct buf *b, const struct markup_node *n, unsigned depth)
{
	const struct markup_node *c;

	for (c = markup_child(n); c && depth < MARKUP_DEPTH_MAX; c = markup_next(c)) {
		if (markup_is(c, "br") || markup_is(c, "p"))
			buf_char(b, ' ');
		if (markup_is(n, "t"))
			buf_str(b, markup_text(c));
		gather(b, c, depth + 1);
	}
}

static void slide_table(struct outline *o, const struct markup_node *tbl)
{
	BUF_AUTO struct buf text = BUF_MAX(TEXT_BYTES_MAX);
	TABLE_AUTO struct table t;
	const struct markup_node *row, *cell;

	table_init(&t, TEXT_BYTES_MAX);
	for (row = markup_child(tbl); row; row = markup_next(row)) {
		if (!markup_is(row, "tr"))
			continue;
		for (cell = markup_child(row); cell; cell = markup_next(cell)) {
			buf_reset(&text);
			gather(&text, cell, 0);
			if (markup_is(cell, "tc"))
				table_add(&t, buf_view(&text));
		}
		table_end_row(&t);
	}
	table_outline(&t, o);
}

static bool is_title(const struct markup_node *shape)
{
	const struct markup_node *ph = markup_find(markup_child(shape), "ph");
	struct str type = ph ? markup_attribute(ph, "type") : STR("");

	return str_eq(type, STR("title")) || str_eq(type, STR("ctrTitle"));
}

/* Slide numbers, dates and footers. */
static bool is_furniture(const struct markup_node *shape)
{
	const struct markup_node *ph = markup_find(markup_child(shape), "ph");
	struct str type = ph ? markup_attribute(ph, "type") : STR("");

	return str_eq(type, STR("sldNum")) || str_eq(type, STR("dt")) || str_eq(type, STR("ftr"));
}

static void paragraphs(struct outline *o, const struct markup_node *body, struct buf *text)
{
	const struct markup_node *p;

	for (p = body ? markup_child(body) : NULL; p; p = markup_next(p)) {
		buf_reset(text);
		gather(text, p, 0);
		if (markup_is(p, "p"))
			outline_text(o, buf_view(text));
	}
}

/* All shapes at or below n. Titles take a pass of their own, because they need not come first. */
static void shapes(struct outline *o, const struct markup_node *n, bool titles, struct buf *text, unsigned depth)
{
	for (; n && depth < MARKUP_DEPTH_MAX; n = markup_next(n)) {
		if (markup_is(n, "sp") && is_title(n) && titles) {
			buf_reset(text);
			gather(text, n, 0);
			outline_heading(o, 1, buf_view(text));
		} else if (markup_is(n, "sp") && !is_title(n) && !is_furniture(n) && !titles) {
			paragraphs(o, markup_find(markup_child(n), "txBody"), text);
		} else if (markup_is(n, "tbl") && !titles) {
			slide_table(o, n);
		} else if (markup_name(n).n && !markup_is(n, "sp")) {
			shapes(o, markup_child(n), titles, text, depth + 1);
		}
	}
}

static int part(const struct extract *x, struct str file, const char *name, struct markup **ret, struct err *err)
{
	BUF_AUTO struct buf xml = BUF_MAX(SLIDE_BYTES_MAX);

	return filter_unzip(x, file, name, &xml, err) || markup_parse(buf_view(&xml), MARKUP_XML, ret, err) ? -1 : 0;
}

/* Finds the notes' file in the slide's relations: "../notesSlides/notesSlide3.xml". */
static bool notes_name(const struct markup *relations, char ret[static 64])
{
	struct str folder = STR("../"), target;
	const struct markup_node *n;

	for (n = markup_child(markup_root(relations)); n; n = markup_next(n)) {
		target = markup_attribute(n, "Target");
		if (str_ends(markup_attribute(n, "Type"), STR("/notesSlide")) && str_starts(target, folder) &&
		    target.n < 50) {
			snprintf(ret, 64, "ppt/%.*s", (int)(target.n - folder.n), target.p + folder.n);
			return true;
		}
	}
	return false;
}

/* The speaker's notes, without the picture of the slide and the numbers on their page. */
static void speaker(struct outline *o, const struct markup_node *n, struct buf *text, unsigned depth)
{
	for (; n && depth < MARKUP_DEPTH_MAX; n = markup_next(n)) {
		const struct markup_node *ph = markup_is(n, "sp") ? markup_find(markup_child(n), "ph") : NULL;

		if (ph && str_eq(markup_attribute(ph, "type"), STR("body")))
			paragraphs(o, markup_find(markup_child(n), "txBody"), text);
		else if (markup_name(n).n)
			speaker(o, markup_child(n), text, depth + 1);
	}
}

/* A slide without notes may have no relations. Notes that can't be read are left out; the slide stays. */
static void notes(const struct extract *x, struct str content, long number, struct buf *text)
{
	MARKUP_AUTO struct markup *relations = NULL;
	MARKUP_AUTO struct markup *m = NULL;
	struct err unused = {0};
	char name[64];

	snprintf(name, sizeof name, "ppt/slides/_rels/slide%ld.xml.rels", number);
	if (part(x, content, name, &relations, &unused) || !notes_name(relations, name) ||
	    part(x, content, name, &m, &unused))
		return;
	speaker(x->outline, markup_root(m), text, 0);
}

int extract_slide(const struct extract *x, struct str xml, long number, bool *ret_hidden, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(TEXT_BYTES_MAX);
	MARKUP_AUTO struct markup *m = NULL;
	size_t before = x->outline->blocks_n;
	char name[32];

	if (markup_parse(xml, MARKUP_XML, &m, err))
		return -1;
	*ret_hidden = str_eq(markup_attribute(markup_root(m), "show"), STR("0")); /* left out, as hidden sheets are */
	if (*ret_hidden)
		return 0;
	x->outline->page = (uint32_t)number;
	shapes(x->outline, markup_root(m), true, &text, 0);
	if (x->outline->blocks_n == before) { /* so that what follows does not count as the slide before */
		snprintf(name, sizeof name, "Slide %ld", number);
		outline_heading(x->outline, 1, str_of(name));
	}
	shapes(x->outline, markup_root(m), false, &text, 0);
	return 0;
}

static int slide(const struct extract *x, struct str file, long number, struct err *err)
{
	BUF_AUTO struct buf xml = BUF_MAX(SLIDE_BYTES_MAX), text = BUF_MAX(TEXT_BYTES_MAX);
	char name[64];
	bool hidden;

	snprintf(name, sizeof name, "ppt/slides/slide%ld.xml", number);
	if (filter_unzip(x, file, name, &xml, err) || extract_slide(x, buf_view(&xml), number, &hidden, err))
		return err_prefix(err, "slide %ld", number);
	if (!hidden)
		notes(x, file, number, &text);
	return 0;
}

static int by_number(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

/* The numbers of the slides in a listing of one name a line. */
static size_t numbers(struct str listing, long ret[static SLIDES_MAX])
{
	struct str line, head = STR("ppt/slides/slide"), tail = STR(".xml");
	size_t n = 0;

	while (n < SLIDES_MAX && str_cut(&listing, '\n', &line)) {
		line = str_trim(line);
		if (str_starts(line, head) && str_ends(line, tail) && line.n > head.n + tail.n)
			n += str_to_long(str_sub(line, head.n, line.n - head.n - tail.n), &ret[n]);
	}
	/* cppcheck-suppress uninitvar; the first n are set */
	qsort(ret, n, sizeof *ret, by_number);
	return n;
}

int extract_slides(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf listing = BUF_MAX(LIST_BYTES_MAX);
	long which[SLIDES_MAX];
	size_t n, i;

	if (filter_list(x, content, &listing, err))
		return -1;
	n = numbers(buf_view(&listing), which);
	for (i = 0; i < n; i++)
		if (slide(x, content, which[i], err))
			return -1;
	return n ? 0 : err_set(err, ERR_BAD_DATA, "no slides in it");
}
