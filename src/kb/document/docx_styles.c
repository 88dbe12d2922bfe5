#include "kb/document/docx.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "kb/document/ooxml.h"

enum { STYLES_MAX = 20000, BASED_DEEP = 12, HEADINGS = 6 };

const struct markup_node *docx_child(const struct markup_node *n, const char *name)
{
	for (n = n ? markup_child(n) : NULL; n && !markup_is(n, name); n = markup_next(n))
		;
	return n;
}

struct str docx_value(const struct markup_node *n, const char *child)
{
	n = docx_child(n, child);
	return n ? markup_attribute(n, "val") : STR("");
}

long docx_long(struct str s, long otherwise)
{
	long number;

	return str_to_long(s, &number) ? number : otherwise;
}

bool docx_is_on(const struct markup_node *properties, const char *name, bool otherwise)
{
	const struct markup_node *n = docx_child(properties, name);

	return n ? ooxml_is_on(markup_attribute(n, "val"), true) : otherwise;
}

const struct markup_node *docx_content(const struct markup_node *n)
{
	static const char *const left_out[] = {"del", "moveFrom", "rt", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr",
					       "tblGrid", "sectPr"};
	const struct markup_node *choice;
	size_t i;

	for (i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
		if (markup_is(n, left_out[i]))
			return NULL;
	if (!markup_is(n, "AlternateContent"))
		return n;
	/* the same content twice: for programs that know an extension, and for older ones */
	choice = docx_child(n, "Choice");
	return choice ? choice : docx_child(n, "Fallback");
}

static int by_id(const void *a, const void *b)
{
	const struct docx_style *x = a, *y = b;

	return str_cmp(x->id, y->id);
}

const struct docx_style *docx_style_find(const struct docx_styles *s, struct str id)
{
	struct docx_style key = {.id = id};

	return s->n && id.n ? bsearch(&key, s->items, s->n, sizeof key, by_id) : NULL;
}

/* "heading 2", as styles are named in files of any language. */
static unsigned heading_of(struct str name)
{
	struct str heading = STR("heading ");

	if (str_ieq(name, STR("title")))
		return 1;
	if (name.n != heading.n + 1 || !str_ieq(str_sub(name, 0, heading.n), heading) || !is_digit(name.p[heading.n]))
		return 0;
	return (unsigned)(name.p[heading.n] - '0');
}

/* What a style nearer to the paragraph has set already; the styles it is based on don't change it. */
struct said {
	bool heading, bold, number, level;
};

static void take(struct docx_style *s, const struct markup_node *style, struct said *said)
{
	const struct markup_node *p = docx_child(style, "pPr"), *list = docx_child(p, "numPr");
	struct str name = docx_value(style, "name"), outline = docx_value(p, "outlineLvl");
	unsigned heading = heading_of(name);

	if (!said->heading && (heading || outline.n)) {
		long level = heading ? (long)heading : docx_long(outline, DOCX_LEVELS) + 1;

		s->heading = level < 1 || level > DOCX_LEVELS ? 0 : level > HEADINGS ? HEADINGS : (unsigned)level;
		said->heading = true;
	}
	if (!said->bold && docx_child(docx_child(style, "rPr"), "b")) {
		s->bold = docx_is_on(docx_child(style, "rPr"), "b", false);
		said->bold = true;
	}
	if (!said->number && docx_child(list, "numId")) {
		s->number = docx_long(docx_value(list, "numId"), 0);
		said->number = true;
	}
	if (!said->level && docx_child(list, "ilvl")) {
		s->level = docx_long(docx_value(list, "ilvl"), 0);
		said->level = true;
	}
	s->contents = s->contents || str_ieq(str_sub(name, 0, 4), STR("toc ")) ||
		      str_ieq(name, STR("table of figures"));
}

static void resolve(const struct docx_styles *all, struct docx_style *s)
{
	const struct docx_style *base = s;
	struct said said = {0};
	unsigned i;

	for (i = 0; base && i < BASED_DEEP; i++) {
		take(s, base->node, &said);
		base = docx_style_find(all, docx_value(base->node, "basedOn"));
	}
}

int docx_styles_read(struct docx_styles *s, const struct markup *styles, struct arena *a, struct err *err)
{
	static const struct docx_style none = {.heading = 0};
	const struct markup_node *n;
	size_t cap = 0, i;

	*s = (struct docx_styles){.normal = &none};
	for (n = styles ? markup_child(markup_root(styles)) : NULL; n; n = markup_next(n)) {
		if (!markup_is(n, "style") || s->n == STYLES_MAX)
			continue;
		s->items = arena_grow(a, s->items, s->n, &cap, STYLES_MAX, sizeof *s->items);
		if (s->items == NULL)
			return err_set(err, ERR_NO_MEMORY, "no memory for the document's styles");
		s->items[s->n++] = (struct docx_style){.id = markup_attribute(n, "styleId"), .node = n};
	}
	if (s->n)
		qsort(s->items, s->n, sizeof *s->items, by_id);
	for (i = 0; i < s->n; i++) {
		resolve(s, &s->items[i]);
		if (str_eq(markup_attribute(s->items[i].node, "type"), STR("paragraph")) &&
		    ooxml_is_on(markup_attribute(s->items[i].node, "default"), false))
			s->normal = &s->items[i];
	}
	return 0;
}
