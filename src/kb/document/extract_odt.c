#include <stdio.h>

#include "kb/document/opendocument.h"
#include "kb/markup/html.h"

/*
 * Turns content.xml of an OpenDocument text (ISO/IEC 26300) into HTML for
 * html_outline().  Pandoc is no help: it drops the cells that a merged cell
 * covers, which puts values under the names of other columns.
 */
enum { XML_BYTES_MAX = 64 << 20, REPEATED_MAX = 64, STYLES_DEEP = 8, LIST_LEVELS = 10 };

struct odt {
	struct buf html;
	struct markup *content, *styles;
	struct str list; /* style of the list being written; lists inside it share it */
	unsigned level;  /* of lists, 1 for the outermost */
	long numbers[LIST_LEVELS + 1]; /* of the last item at each level, for lists that are continued */
};

static void write_children(struct odt *d, const struct markup_node *n, unsigned depth);

static long number_of(const struct markup_node *n, const char *attribute, long otherwise)
{
	long number;

	return str_to_long(markup_attribute(n, attribute), &number) ? number : otherwise;
}

/* --- styles */

static const struct markup_node *style_among(const struct markup *m, const char *kind, struct str name)
{
	const struct markup_node *group, *n;

	for (group = m ? markup_child(markup_root(m)) : NULL; group; group = markup_next(group))
		for (n = markup_child(group); n && name.n; n = markup_next(n))
			if (markup_is(n, kind) && str_eq(markup_attribute(n, "name"), name))
				return n;
	return NULL;
}

static const struct markup_node *style_of(const struct odt *d, const char *kind, struct str name)
{
	const struct markup_node *n = style_among(d->content, kind, name);

	return n ? n : style_among(d->styles, kind, name);
}

static bool is_title(const struct odt *d, const struct markup_node *p)
{
	struct str name = markup_attribute(p, "style-name");
	unsigned i;

	for (i = 0; i < STYLES_DEEP; i++) {
		const struct markup_node *style;

		if (str_eq(name, STR("Title")))
			return true;
		style = style_of(d, "style", name);
		if (style == NULL)
			return false;
		name = markup_attribute(style, "parent-style-name");
	}
	return false;
}

static bool is_bold(const struct odt *d, const struct markup_node *n)
{
	const struct markup_node *style = style_of(d, "style", markup_attribute(n, "style-name"));
	const struct markup_node *text = style ? markup_find(markup_child(style), "text-properties") : NULL;

	return text && str_eq(markup_attribute(text, "font-weight"), STR("bold"));
}

/* How the current list numbers its items; NULL when it doesn't. */
static const struct markup_node *numbering(const struct odt *d)
{
	const struct markup_node *n = style_of(d, "list-style", d->list);

	for (n = n ? markup_child(n) : NULL; n; n = markup_next(n))
		if (markup_is(n, "list-level-style-number") && number_of(n, "level", 0) == (long)d->level)
			return markup_attribute(n, "num-format").n ? n : NULL;
	return NULL;
}

/* --- elements */

static void enclose(struct odt *d, const char *tag, const struct markup_node *n, unsigned depth)
{
	buf_printf(&d->html, "<%s>", tag);
	write_children(d, n, depth);
	buf_printf(&d->html, "</%s>", tag);
}

static void paragraph(struct odt *d, const struct markup_node *p, unsigned depth)
{
	if (is_title(d, p)) {
		enclose(d, "h1", p, depth);
		return;
	}
	buf_cstr(&d->html, "<p>");
	if (is_bold(d, p))
		enclose(d, "strong", p, depth);
	else
		write_children(d, p, depth);
	buf_cstr(&d->html, "</p>");
}

static void heading(struct odt *d, const struct markup_node *h, unsigned depth)
{
	long level = number_of(h, "outline-level", 1);
	char tag[4];

	snprintf(tag, sizeof tag, "h%d", level < 1 ? 1 : level > 6 ? 6 : (int)level);
	enclose(d, tag, h, depth);
}

/* Word processors end a list at a table or paragraph inside it, and continue it in another list after that. */
static void begin_list(struct odt *d, const struct markup_node *list, const struct markup_node *how)
{
	bool on = str_eq(markup_attribute(list, "continue-numbering"), STR("true")) ||
		  markup_attribute(list, "continue-list").n;

	if (!on)
		d->numbers[d->level] = number_of(how, "start-value", 1) - 1;
	buf_printf(&d->html, "<ol start=\"%ld\" type=\"%.*s\">", d->numbers[d->level] + 1,
		   STR_ARG(str_sub(markup_attribute(how, "num-format"), 0, 1)));
}

static void list(struct odt *d, const struct markup_node *l, unsigned depth)
{
	struct str before = d->list, own = markup_attribute(l, "style-name");
	const struct markup_node *how, *item;

	if (d->level == LIST_LEVELS)
		return;
	d->level++;
	d->list = own.n ? own : before;
	how = numbering(d);
	if (how)
		begin_list(d, l, how);
	else
		buf_cstr(&d->html, "<ul>");
	for (item = markup_child(l); item; item = markup_next(item)) {
		if (markup_is(item, "list-item")) {
			d->numbers[d->level] = number_of(item, "start-value", d->numbers[d->level] + 1);
			buf_printf(&d->html, "<li value=\"%ld\">", d->numbers[d->level]);
			write_children(d, item, depth);
			buf_cstr(&d->html, "</li>");
		} else if (markup_is(item, "list-header")) {
			write_children(d, item, depth);
		}
	}
	buf_cstr(&d->html, how ? "</ol>" : "</ul>");
	d->level--;
	d->list = before;
}

static void cell(struct odt *d, const struct markup_node *c, unsigned depth)
{
	long times = number_of(c, "number-columns-repeated", 1);

	for (times = times > REPEATED_MAX ? REPEATED_MAX : times; times > 0; times--) {
		buf_printf(&d->html, "<td colspan=\"%ld\" rowspan=\"%ld\">", number_of(c, "number-columns-spanned", 1),
			   number_of(c, "number-rows-spanned", 1));
		write_children(d, c, depth);
		buf_cstr(&d->html, "</td>");
	}
}

/* A footnote is put in parentheses, where its number stands. */
static void note(struct odt *d, const struct markup_node *n, unsigned depth)
{
	const struct markup_node *body = markup_find(markup_child(n), "note-body"), *p;

	buf_cstr(&d->html, " (");
	for (p = body ? markup_child(body) : NULL; p; p = markup_next(p))
		write_children(d, p, depth);
	buf_char(&d->html, ')');
}

/* Writes an element that HTML has under another name. False: it has none, so only its contents count. */
static bool write_as(struct odt *d, const struct markup_node *n, unsigned depth)
{
	static const struct {
		const char *name, *tag;
	} same[] = {{"table", "table"}, {"table-header-rows", "thead"}, {"table-row", "tr"}};
	size_t i;

	for (i = 0; i < sizeof same / sizeof same[0]; i++)
		if (markup_is(n, same[i].name)) {
			enclose(d, same[i].tag, n, depth);
			return true;
		}
	if (markup_is(n, "p"))
		paragraph(d, n, depth);
	else if (markup_is(n, "h"))
		heading(d, n, depth);
	else if (markup_is(n, "list"))
		list(d, n, depth);
	else if (markup_is(n, "table-cell"))
		cell(d, n, depth);
	else if (markup_is(n, "note"))
		note(d, n, depth);
	else if (markup_is(n, "span") && is_bold(d, n))
		enclose(d, "strong", n, depth);
	else
		return false;
	return true;
}

/* What is no part of the text as it is read: comments, deleted text, tables of contents, drawings' descriptions. */
static bool is_left_out(const struct markup_node *n)
{
	static const char *const names[] = {"annotation", "tracked-changes", "table-of-content", "forms",
					    "covered-table-cell",
					    "alphabetical-index", "title", "desc", "sequence-decls", "ruby-text"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (markup_is(n, names[i]))
			return true;
	return false;
}

static void write_children(struct odt *d, const struct markup_node *n, unsigned depth)
{
	if (depth > MARKUP_DEPTH_MAX)
		return;
	for (n = markup_child(n); n; n = markup_next(n)) {
		if (markup_name(n).n == 0)
			buf_html(&d->html, markup_text(n));
		else if (markup_is(n, "s") || markup_is(n, "tab"))
			buf_char(&d->html, ' ');
		else if (markup_is(n, "line-break"))
			buf_cstr(&d->html, "<br>");
		else if (!is_left_out(n) && !write_as(d, n, depth + 1))
			write_children(d, n, depth + 1);
	}
}

/* --- the file */

int extract_odt_parts(const struct extract *x, struct str content, struct str styles, struct err *err)
{
	struct odt d = {.html = BUF_MAX(XML_BYTES_MAX)};
	const struct markup_node *body;
	struct err unused = {0};
	int r = markup_parse(content, MARKUP_XML, &d.content, err);

	if (r == 0) {
		/* without styles, titles and numbers may be missed */
		markup_parse(styles, MARKUP_XML, &d.styles, &unused);
		body = markup_find(markup_root(d.content), "body");
		if (body)
			write_children(&d, body, 0);
		r = d.html.bad ? err_set(err, ERR_NO_MEMORY, "more than %d bytes of text", XML_BYTES_MAX)
			       : html_outline(buf_view(&d.html), x->outline, err);
	}
	markup_free(d.content);
	markup_free(d.styles);
	buf_release(&d.html);
	return r;
}

int extract_odt(const struct extract *x, struct str file, struct err *err)
{
	BUF_AUTO struct buf content = BUF_MAX(XML_BYTES_MAX), styles = BUF_MAX(XML_BYTES_MAX);
	struct err unused = {0};

	if (opendocument_part(x, file, "content.xml", &content, err))
		return -1;
	opendocument_part(x, file, "styles.xml", &styles, &unused);
	return extract_odt_parts(x, buf_view(&content), buf_view(&styles), err);
}
