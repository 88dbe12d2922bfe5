#include "kb/document/html_element.h"

#include "base/ascii.h"

/* Spans of a cell are bounded, as in browsers. */
enum { SPAN_MAX = 200 };

static bool among(struct str name, const char *const *list)
{
	for (; *list; list++)
		if (str_ieq(name, str_of(*list)))
			return true;
	return false;
}

/* What surrounds the text, on pages that mark it by class or id instead of by element. */
static bool is_around(const struct markup_node *n)
{
	static const char *const elements[] = {"div", "ul", "ol", "section", "p", "a", NULL};
	static const char *const around[] = {
		"nav", "navbar", "nav-menu", "main-menu", "breadcrumb", "breadcrumbs", "sidebar", "footer",
		"site-footer", "site-header", "skip-link", "pagination", NULL,
	};
	struct str classes = markup_attribute(n, "class"), class;

	if (!among(markup_name(n), elements))
		return false;
	while (str_cut(&classes, ' ', &class))
		if (among(class, around))
			return true;
	return among(markup_attribute(n, "id"), around);
}

/* Pandoc's block with the document's title. */
static bool is_title_block(const struct markup_node *n)
{
	return str_eq(markup_attribute(n, "id"), STR("title-block-header"));
}

bool html_is_skipped(const struct markup_node *n, bool in_main)
{
	static const char *const never[] = {
		"script", "style", "noscript", "template", "nav", "aside", "footer", "button", "select",
		"textarea", "svg", "iframe", "object", "head", "dialog", "menu", "video", "audio", "canvas",
		NULL,
	};
	struct str name = markup_name(n), role = markup_attribute(n, "role");

	return among(name, never) || (!in_main && is_around(n)) ||
	       (str_ieq(name, STR("header")) && !in_main && !is_title_block(n)) ||
	       str_ieq(role, STR("navigation")) || str_ieq(role, STR("search")) ||
	       str_ieq(role, STR("banner")) || str_ieq(markup_attribute(n, "aria-hidden"), STR("true"));
}

bool html_is_block(struct str name)
{
	static const char *const blocks[] = {
		"p", "div", "section", "article", "ul", "ol", "li", "dl", "dt", "dd", "pre", "table", "figure",
		"form", "blockquote", "main", "body", "html", "header", "summary", "hr", "figcaption", "tr",
		"td", "th", "center", "address", "details", "fieldset", NULL,
	};

	return among(name, blocks);
}

unsigned html_heading_level(struct str name)
{
	return name.n == 2 && to_lower(name.p[0]) == 'h' && name.p[1] >= '1' && name.p[1] <= '6'
		       ? (unsigned)(name.p[1] - '0')
		       : 0;
}

bool html_is_layout(const struct markup_node *n)
{
	const struct markup_node *head = markup_child(n);

	while (head && !markup_is(head, "thead"))
		head = markup_next(head);
	return str_ieq(markup_attribute(n, "role"), STR("presentation")) ||
	       (head == NULL && markup_find(markup_child(n), "table"));
}

bool html_is_bold(const struct markup_node *n)
{
	size_t bold = 0;

	for (n = markup_child(n); n; n = markup_next(n)) {
		if (markup_is(n, "strong") || markup_is(n, "b"))
			bold++;
		else if (markup_name(n).n || str_trim(markup_text(n)).n)
			return false;
	}
	return bold == 1;
}

long html_span(const struct markup_node *cell, const char *name)
{
	long n = 1;

	str_to_long(markup_attribute(cell, name), &n);
	return n < 1 ? 1 : n > SPAN_MAX ? SPAN_MAX : n;
}

static void put_roman(struct buf *b, long number, bool small)
{
	static const char *const parts[] = {"x", "ix", "v", "iv", "i"};
	static const char *const large[] = {"X", "IX", "V", "IV", "I"};
	static const long values[] = {10, 9, 5, 4, 1};
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++)
		for (; number >= values[i]; number -= values[i])
			buf_cstr(b, small ? parts[i] : large[i]);
	buf_cstr(b, ". ");
}

/* Counts from the list's start, or from the nearest item before that has a value. */
static long item_number(const struct markup_node *list, const struct markup_node *item)
{
	long number = 1, after = 0;
	const struct markup_node *n;

	str_to_long(markup_attribute(list, "start"), &number);
	for (n = item; n; n = markup_previous(n)) {
		if (!markup_is(n, "li"))
			continue;
		if (str_to_long(markup_attribute(n, "value"), &number))
			return number + after;
		after++;
	}
	return number + after - 1;
}

void html_item_mark(const struct markup_node *item, struct buf *b)
{
	const struct markup_node *list = markup_parent(item);
	struct str type = list ? markup_attribute(list, "type") : STR("");
	bool small = type.n && type.p[0] >= 'a';
	long number;

	if (list == NULL || !markup_is(list, "ol")) {
		buf_cstr(b, "- ");
	} else {
		number = item_number(list, item);
		if (str_ieq(type, STR("a")) && number >= 1 && number <= 26)
			buf_printf(b, "%c. ", (int)((small ? 'a' : 'A') + number - 1));
		else if (str_ieq(type, STR("i")) && number >= 1 && number < 40)
			put_roman(b, number, small);
		else
			buf_printf(b, "%ld. ", number);
	}
}
