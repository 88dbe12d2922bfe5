#include <libxml/HTMLparser.h>
#include <limits.h>

#include "base/utf8.h"
#include "kb/extract.h"
#include "kb/table.h"

/* libxml2 refuses documents nested deeper than 256; spans of a cell are bounded as in browsers. */
enum { DEPTH_MAX = 300, SPAN_MAX = 200, LINE_BYTES = 4 << 20 };

struct walk {
	struct outline *o;
	struct buf line;     /* the block being collected */
	bool in_cell;        /* of a table: blocks don't end */
	unsigned depth;
};

static struct str name_of(const xmlNode *n)
{
	return str_of((const char *)n->name);
}

static bool among(struct str name, const char *const *list)
{
	for (; *list; list++)
		if (str_ieq(name, str_of(*list)))
			return true;
	return false;
}

/* Calls for the value of an attribute without copying; "" when absent. */
static struct str attribute(const xmlNode *n, const char *name)
{
	const xmlAttr *a;

	for (a = n->properties; a; a = a->next)
		if (str_ieq(str_of((const char *)a->name), str_of(name)))
			return a->children ? str_of((const char *)a->children->content) : STR("");
	return STR("");
}

static bool is_skipped(const xmlNode *n, bool in_main)
{
	static const char *const never[] = {"script", "style",	"noscript", "template", "nav",	 "aside",
					    "footer", "button", "select",   "textarea", "svg",	 "iframe",
					    "object", "head",	"dialog",   "menu",	"video", "audio",
					    "canvas", NULL};
	struct str name = name_of(n), role = attribute(n, "role");

	return among(name, never) || (str_ieq(name, STR("header")) && !in_main) ||
	       str_ieq(role, STR("navigation")) || str_ieq(role, STR("search")) ||
	       str_ieq(role, STR("banner")) || str_ieq(attribute(n, "aria-hidden"), STR("true"));
}

static bool is_block(struct str name)
{
	static const char *const blocks[] = {"p",	   "div",  "section", "article", "ul",	   "ol",      "li",
					     "dl",	   "dt",   "dd",      "pre",	 "table",  "figure",  "form",
					     "blockquote", "main", "body",    "html",	 "header", "summary", "hr",
					     "figcaption", "tr",   "td",      "th",	 "center", "address", "details",
					     "fieldset",   NULL};

	return among(name, blocks);
}

/* 1 to 6 for h1 to h6, else 0. */
static unsigned heading_level(struct str name)
{
	return name.n == 2 && (name.p[0] | 0x20) == 'h' && name.p[1] >= '1' && name.p[1] <= '6'
		       ? (unsigned)(name.p[1] - '0')
		       : 0;
}

static void flush(struct walk *w)
{
	if (w->in_cell) {
		buf_char(&w->line, '\n');
		return;
	}
	outline_text(w->o, buf_view(&w->line));
	buf_reset(&w->line);
}

static void walk_children(struct walk *w, const xmlNode *n, bool in_main);

static void heading(struct walk *w, const xmlNode *n, unsigned level, bool in_main)
{
	flush(w);
	walk_children(w, n, in_main);
	if (level == 1 && w->o->title.n == 0)
		outline_set_title(w->o, buf_view(&w->line));
	outline_heading(w->o, level, buf_view(&w->line));
	buf_reset(&w->line);
}

/* "3. " for the third item of a list that counts from 1. */
static void item_mark(struct walk *w, const xmlNode *item)
{
	long number = 1;
	const xmlNode *n;

	if (item->parent == NULL || !str_ieq(name_of(item->parent), STR("ol"))) {
		buf_cstr(&w->line, "- ");
		return;
	}
	str_to_long(attribute(item->parent, "start"), &number);
	for (n = item->prev; n; n = n->prev)
		number += n->type == XML_ELEMENT_NODE && str_ieq(name_of(n), STR("li"));
	if (str_ieq(attribute(item->parent, "type"), STR("a")) && number >= 1 && number <= 26)
		buf_printf(&w->line, "%c. ", (int)('a' + number - 1));
	else
		buf_printf(&w->line, "%ld. ", number);
}

static long span_of(const xmlNode *cell, const char *name)
{
	long n = 1;

	str_to_long(attribute(cell, name), &n);
	return n < 1 ? 1 : n > SPAN_MAX ? SPAN_MAX : n;
}

/* Text of cells that reach down into the rows that follow. */
struct reaching {
	long rows[TABLE_COLUMNS_MAX];
	struct str text[TABLE_COLUMNS_MAX]; /* borrowed from `kept` */
	struct buf kept;
};

/* Cells from above that stand before the next cell of this row. */
static size_t reach_down(struct table *t, struct reaching *r, size_t column)
{
	while (column < TABLE_COLUMNS_MAX && r->rows[column] > 0) {
		r->rows[column]--;
		table_add(t, r->text[column++]);
	}
	return column;
}

static void cell(struct walk *w, const xmlNode *n, struct table *t, struct reaching *r, size_t *column)
{
	long columns = span_of(n, "colspan"), down = span_of(n, "rowspan"), i;
	struct str text;

	*column = reach_down(t, r, *column);
	w->in_cell = true;
	walk_children(w, n, true);
	w->in_cell = false;
	text = buf_view(&w->line);
	for (i = 0; i < columns && *column < TABLE_COLUMNS_MAX; i++, ++*column) {
		table_add(t, text);
		if (down > 1 && text.n + r->kept.n <= r->kept.max) {
			r->rows[*column] = down - 1;
			/* the buffer was reserved whole: what it holds doesn't move */
			r->text[*column] = (struct str){r->kept.p + r->kept.n, text.n};
			buf_str(&r->kept, text);
		}
	}
	buf_reset(&w->line);
}

static void rows(struct walk *w, const xmlNode *n, struct table *t, struct reaching *r)
{
	for (n = n->children; n; n = n->next) {
		const xmlNode *c;
		size_t column = 0;

		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (!str_ieq(name_of(n), STR("tr"))) {
			if (!str_ieq(name_of(n), STR("table")))
				rows(w, n, t, r);
			continue;
		}
		for (c = n->children; c; c = c->next)
			if (c->type == XML_ELEMENT_NODE &&
			    (str_ieq(name_of(c), STR("td")) || str_ieq(name_of(c), STR("th"))))
				cell(w, c, t, r, &column);
		reach_down(t, r, column);
		table_end_row(t);
	}
}

static const xmlNode *find(const xmlNode *n, const char *name, unsigned depth);

/* A table for layout: one with another inside, or said so. */
static bool is_layout(const xmlNode *n)
{
	return str_ieq(attribute(n, "role"), STR("presentation")) || find(n->children, "table", 0);
}

static void table(struct walk *w, const xmlNode *n)
{
	TABLE_AUTO struct table t;
	struct reaching *r = calloc(1, sizeof *r);

	flush(w);
	table_init(&t, LINE_BYTES);
	if (r == NULL) {
		w->o->text.bad = true;
		return;
	}
	buf_init(&r->kept, 65536);
	if (buf_reserve(&r->kept, r->kept.max)) {
		rows(w, n, &t, r);
		table_write(&t, w->o);
	}
	buf_release(&r->kept);
	free(r);
}

static void element(struct walk *w, const xmlNode *n, bool in_main)
{
	struct str name = name_of(n);
	unsigned level = heading_level(name);

	if (is_skipped(n, in_main))
		return;
	in_main = in_main || str_ieq(name, STR("article")) || str_ieq(name, STR("main"));
	if (level && !w->in_cell) {
		heading(w, n, level, in_main);
		return;
	}
	if (str_ieq(name, STR("table")) && !w->in_cell && !is_layout(n)) {
		table(w, n);
		return;
	}
	if (str_ieq(name, STR("br")))
		buf_char(&w->line, '\n');
	if (is_block(name))
		flush(w);
	if (str_ieq(name, STR("li")))
		item_mark(w, n);
	walk_children(w, n, in_main);
	if (is_block(name))
		flush(w);
}

static void walk_children(struct walk *w, const xmlNode *n, bool in_main)
{
	if (++w->depth > DEPTH_MAX) {
		w->depth--;
		return;
	}
	for (n = n->children; n; n = n->next) {
		if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
			buf_cstr(&w->line, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE)
			element(w, n, in_main);
	}
	w->depth--;
}

/* The first element of that name at or below n, in the order of the document. */
static const xmlNode *find(const xmlNode *n, const char *name, unsigned depth)
{
	for (; n && depth < DEPTH_MAX; n = n->next) {
		const xmlNode *below;

		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (str_ieq(name_of(n), str_of(name)))
			return n;
		below = find(n->children, name, depth + 1);
		if (below)
			return below;
	}
	return NULL;
}

static void read_head(struct outline *o, const xmlNode *root)
{
	const xmlNode *head = find(root, "head", 0), *n, *title;

	for (n = head ? head->children : NULL; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE && str_ieq(name_of(n), STR("link")) &&
		    str_ieq(attribute(n, "rel"), STR("canonical")) && o->url.n == 0)
			buf_str(&o->url, attribute(n, "href"));
	title = head ? find(head->children, "title", 0) : NULL;
	if (o->title.n == 0 && title && title->children && title->children->content)
		outline_set_title(o, str_of((const char *)title->children->content));
}

int extract_html(const struct extract *x, struct str content, struct err *err)
{
	struct walk w = {.o = x->outline};
	const xmlNode *root, *start;
	htmlDocPtr doc;

	if (content.n > INT_MAX)
		return err_set(err, ERR_BAD_DATA, "HTML of %zu bytes", content.n);
	doc = htmlReadMemory(content.p, (int)content.n, NULL, utf8_valid(content) ? "UTF-8" : NULL,
			     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
				     HTML_PARSE_COMPACT);
	root = doc ? xmlDocGetRootElement(doc) : NULL;
	if (root == NULL) {
		xmlFreeDoc(doc);
		return err_set(err, ERR_BAD_DATA, "no HTML in it");
	}
	buf_init(&w.line, LINE_BYTES);
	start = find(root, "main", 0);
	if (start)
		walk_children(&w, start, true);
	else
		element(&w, root, false);
	flush(&w);
	read_head(x->outline, root);
	buf_release(&w.line);
	xmlFreeDoc(doc);
	return 0;
}
