#include <stdio.h>

#include "kb/document/opendocument.h"
#include "kb/outline/table.h"

/*
 * A presentation of OpenDocument: each page's title, texts and tables, and what
 * the speaker notes. Hidden pages are left out.
 */
enum { TEXT_BYTES = 4 << 20, PAGES_MAX = 2000 };

struct reader {
	const struct extract *x;
	struct buf text;
};

static void put_table(struct reader *r, const struct markup_node *table)
{
	TABLE_AUTO struct table t;
	const struct markup_node *row, *cell;

	table_init(&t, TEXT_BYTES);
	for (row = markup_walk(table, table); row; row = markup_walk(row, table)) {
		if (!markup_is(row, "table-row"))
			continue;
		for (cell = markup_child(row); cell; cell = markup_next(cell)) {
			buf_reset(&r->text);
			opendocument_text(cell, &r->text);
			if (markup_name(cell).n)
				table_add(&t, buf_view(&r->text));
		}
		table_end_row(&t);
	}
	table_outline(&t, r->x->outline);
}

static bool is_class(const struct markup_node *shape, const char *a, const char *b)
{
	struct str class = markup_attribute(shape, "class");

	return str_eq(class, str_of(a)) || str_eq(class, str_of(b));
}

/* Dates, numbers and footers, which stand on all pages. */
static bool is_furniture(const struct markup_node *shape)
{
	return is_class(shape, "date-time", "page-number") || is_class(shape, "footer", "header");
}

static void put_text(struct reader *r, const struct markup_node *p)
{
	buf_reset(&r->text);
	opendocument_text(p, &r->text);
	outline_text(r->x->outline, buf_view(&r->text));
}

/* All that is below n. Titles take a pass of their own, because they need not come first. */
static void shapes(struct reader *r, const struct markup_node *n, bool titles, unsigned depth)
{
	for (n = markup_child(n); n && depth < MARKUP_DEPTH_MAX; n = markup_next(n)) {
		bool title = is_class(n, "title", "title");

		if (title && titles) {
			buf_reset(&r->text);
			opendocument_text(n, &r->text);
			outline_heading(r->x->outline, 1, buf_view(&r->text));
		} else if (markup_is(n, "p") && !titles) {
			put_text(r, n);
		} else if (markup_is(n, "table") && !titles) {
			put_table(r, n);
		} else if (markup_name(n).n && !title && !is_furniture(n) && !markup_is(n, "annotation") &&
			   !(titles && markup_is(n, "notes"))) {
			shapes(r, n, titles, depth + 1);
		}
	}
}

static bool is_shown(const struct markup *content, const struct markup_node *page)
{
	const struct markup_node *style = opendocument_style(content, markup_attribute(page, "style-name"));
	const struct markup_node *look = style ? markup_find(markup_child(style), "drawing-page-properties") : NULL;

	return look == NULL || !str_eq(markup_attribute(look, "visibility"), STR("hidden"));
}

static void read_page(struct reader *r, const struct markup_node *page, long number)
{
	size_t before = r->x->outline->blocks_n;
	char name[32];

	r->x->outline->page = (uint32_t)number;
	shapes(r, page, true, 0);
	if (r->x->outline->blocks_n == before) { /* so that what follows does not count as the page before */
		snprintf(name, sizeof name, "Slide %ld", number);
		outline_heading(r->x->outline, 1, str_of(name));
	}
	shapes(r, page, false, 0);
}

int extract_odp_tree(const struct extract *x, const struct markup *content, struct err *err)
{
	const struct markup_node *n = markup_find(markup_child(markup_root(content)), "presentation");
	struct reader r = {x, BUF_MAX(TEXT_BYTES)};
	long number = 0;

	for (n = n ? markup_child(n) : NULL; n && number < PAGES_MAX; n = markup_next(n))
		if (markup_is(n, "page") && ++number && is_shown(content, n))
			read_page(&r, n, number);
	buf_release(&r.text);
	return number ? 0 : err_set(err, ERR_BAD_DATA, "no slides in it");
}

int extract_odp(const struct extract *x, struct str file, struct err *err)
{
	MARKUP_AUTO struct markup *content = NULL;

	return opendocument_content(x, file, &content, err) || extract_odp_tree(x, content, err) ? -1 : 0;
}
