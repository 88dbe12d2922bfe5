#include "kb/markup/html_element.h"

#include <limits.h>

#include "base/ascii.h"

/* Spans of a cell are bounded, as in browsers. */
enum { SPAN_MAX = 200 };

bool html_among(struct str name, const char *const *list)
{
	for (; *list; list++)
		if (str_ieq(name, str_of(*list)))
			return true;
	return false;
}

bool html_holds(const struct markup_node *n, const char *const *names)
{
	const struct markup_node *at;
	size_t steps = 0;

	for (at = markup_walk(n, n); at && steps++ < HTML_STEPS; at = markup_walk(at, n))
		if (html_among(markup_name(at), names))
			return true;
	return false;
}

/* Whether a part of one of the words is in the list: of "faq-question", "faq" and "question". */
static bool words_have(struct str words, const char *const *list)
{
	size_t from, to;

	for (from = 0; from < words.n; from = to + 1) {
		for (to = from; to < words.n && is_alnum(words.p[to]); to++)
			;
		if (html_among(str_sub(words, from, to - from), list))
			return true;
	}
	return false;
}

bool html_class_speaks(const struct markup_node *n, const char *const *list)
{
	return words_have(markup_attribute(n, "class"), list) || words_have(markup_attribute(n, "id"), list);
}

bool html_class_is(const struct markup_node *n, const char *const *list)
{
	struct str classes = markup_attribute(n, "class"), class;

	while (str_cut(&classes, ' ', &class))
		if (html_among(class, list))
			return true;
	return html_among(markup_attribute(n, "id"), list);
}

size_t html_text(const struct markup_node *n, struct buf *b)
{
	const struct markup_node *at;
	size_t steps = 0;

	for (at = markup_walk(n, n); at && steps++ < HTML_STEPS && !b->bad; at = markup_walk(at, n)) {
		struct str text = markup_text(at);

		if (html_is_block(markup_name(at)))
			buf_char(b, ' ');
		buf_str(b, text);
	}
	return steps;
}

bool html_is_block(struct str name)
{
	static const char *const blocks[] = {
		"p", "div", "section", "article", "ul", "ol", "li", "dl", "dt", "dd", "pre", "table", "figure",
		"form", "blockquote", "main", "body", "html", "header", "summary", "hr", "figcaption", "tr",
		"td", "th", "center", "address", "details", "fieldset", NULL,
	};

	return html_among(name, blocks);
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

/* Counts on from the item before, which the caller met last, or from the list's start. */
static long item_number(const struct markup_node *list, const struct markup_node *item, struct html_item *last)
{
	const struct markup_node *n = markup_previous(item);
	long number = 1;

	while (n && !markup_is(n, "li"))
		n = markup_previous(n);
	if (n == NULL)
		str_to_long(markup_attribute(list, "start"), &number);
	else
		number = n == last->item && last->number < LONG_MAX ? last->number + 1 : 1;
	str_to_long(markup_attribute(item, "value"), &number);
	*last = (struct html_item){item, number};
	return number;
}

void html_item_mark(const struct markup_node *item, struct html_item *last, struct buf *b)
{
	const struct markup_node *list = markup_parent(item);
	struct str type = list ? markup_attribute(list, "type") : STR("");
	bool small = type.n && type.p[0] >= 'a';
	long number;

	if (list == NULL || !markup_is(list, "ol")) {
		buf_cstr(b, "- ");
	} else {
		number = item_number(list, item, last);
		if (str_ieq(type, STR("a")) && number >= 1 && number <= 26)
			buf_printf(b, "%c. ", (int)((small ? 'a' : 'A') + number - 1));
		else if (str_ieq(type, STR("i")) && number >= 1 && number < 40)
			put_roman(b, number, small);
		else
			buf_printf(b, "%ld. ", number);
	}
}
