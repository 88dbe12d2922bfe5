#include "kb/document/docx.h"

#include <limits.h>

/* Lists of a document; the longest text before a paragraph; the largest number in letters. */
enum { LISTS_MAX = 4000, LETTERS_MAX = 26 * 26, ROMAN_MAX = 4000 };

/* --- reading */

static void read_level(struct docx_list *list, const struct markup_node *lvl)
{
	long i = docx_long(markup_attribute(lvl, "ilvl"), -1);

	if (i < 0 || i >= DOCX_LEVELS)
		return;
	list->levels[i] = (struct docx_level){
		.format = docx_value(lvl, "numFmt"),
		.text = docx_value(lvl, "lvlText"),
		.style = docx_value(lvl, "pStyle"),
		.start = docx_long(docx_value(lvl, "start"), 1),
		.restart = docx_long(docx_value(lvl, "lvlRestart"), -1),
		.legal = docx_is_on(lvl, "isLgl", false),
	};
}

static void read_list(struct docx_list *list, const struct markup_node *n)
{
	*list = (struct docx_list){.id = docx_long(markup_attribute(n, "abstractNumId"), -1),
				   .linked = docx_value(n, "numStyleLink")};
	for (n = markup_child(n); n; n = markup_next(n))
		if (markup_is(n, "lvl"))
			read_level(list, n);
}

static struct docx_list *find_list(const struct docx_numbering *g, long id)
{
	size_t i;

	for (i = 0; i < g->lists_n; i++)
		if (g->lists[i].id == id)
			return &g->lists[i];
	return NULL;
}

static struct docx_number *find_number(const struct docx_numbering *g, long id)
{
	size_t i;

	for (i = 0; i < g->numbers_n; i++)
		if (g->numbers[i].id == id)
			return &g->numbers[i];
	return NULL;
}

static void read_number(const struct docx_numbering *g, struct docx_number *number, const struct markup_node *n)
{
	size_t i;

	number->id = docx_long(markup_attribute(n, "numId"), -1);
	number->list = find_list(g, docx_long(docx_value(n, "abstractNumId"), -1));
	for (i = 0; i < DOCX_LEVELS; i++)
		number->starts[i] = -1;
	for (n = markup_child(n); n; n = markup_next(n)) {
		long level = docx_long(markup_attribute(n, "ilvl"), -1);

		if (markup_is(n, "lvlOverride") && level >= 0 && level < DOCX_LEVELS)
			number->starts[level] = docx_long(docx_value(n, "startOverride"), -1);
	}
}

/* A list that is only another name for the list of a style. */
static void follow_links(struct docx_numbering *g, const struct docx_styles *styles)
{
	size_t i;

	for (i = 0; i < g->numbers_n; i++) {
		const struct docx_list *list = g->numbers[i].list;
		const struct docx_style *style = list ? docx_style_find(styles, list->linked) : NULL;
		const struct docx_number *other = style ? find_number(g, style->number) : NULL;

		if (other && other->list)
			g->numbers[i].list = other->list;
	}
}

int docx_numbering_read(struct docx_numbering *g, const struct markup *numbering, const struct docx_styles *styles,
			struct arena *a, struct err *err)
{
	const struct markup_node *first = numbering ? markup_child(markup_root(numbering)) : NULL, *n;
	size_t cap = 0;

	*g = (struct docx_numbering){0};
	for (n = first; n; n = markup_next(n)) {
		if (!markup_is(n, "abstractNum") || g->lists_n == LISTS_MAX)
			continue;
		g->lists = arena_grow(a, g->lists, g->lists_n, &cap, LISTS_MAX, sizeof *g->lists);
		if (g->lists == NULL)
			return err_set(err, ERR_NO_MEMORY, "no memory for the document's lists");
		read_list(&g->lists[g->lists_n++], n);
	}
	for (n = first, cap = 0; n; n = markup_next(n)) {
		if (!markup_is(n, "num") || g->numbers_n == LISTS_MAX)
			continue;
		g->numbers = arena_grow(a, g->numbers, g->numbers_n, &cap, LISTS_MAX, sizeof *g->numbers);
		if (g->numbers == NULL)
			return err_set(err, ERR_NO_MEMORY, "no memory for the document's lists");
		read_number(g, &g->numbers[g->numbers_n++], n);
	}
	follow_links(g, styles);
	return 0;
}

long docx_numbering_level(const struct docx_numbering *g, long number, struct str style, long otherwise)
{
	const struct docx_number *n = find_number(g, number);
	long i;

	for (i = 0; n && n->list && style.n && i < DOCX_LEVELS; i++)
		if (str_eq(n->list->levels[i].style, style))
			return i;
	return otherwise;
}

/* --- counting */

static void count_on(struct docx_number *n, long level)
{
	struct docx_list *list = n->list;
	long i;

	for (i = 0; i < level; i++) /* a level that was passed over counts as begun */
		if (!list->begun[i]) {
			list->values[i] = list->levels[i].start;
			list->begun[i] = true;
		}
	if (n->starts[level] >= 0) {
		list->values[level] = n->starts[level];
		n->starts[level] = -1;
	} else if (!list->begun[level]) {
		list->values[level] = list->levels[level].start;
	} else if (list->values[level] < LONG_MAX) {
		list->values[level]++;
	}
	list->begun[level] = true;
	for (i = level + 1; i < DOCX_LEVELS; i++)
		if (list->levels[i].restart < 0 || level < list->levels[i].restart)
			list->begun[i] = false;
}

static void put_roman(struct buf *b, long value, bool upper)
{
	static const char *const parts[] = {"m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"};
	static const long values[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
	const char *c;
	size_t i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++)
		for (; value >= values[i]; value -= values[i])
			for (c = parts[i]; *c; c++)
				buf_char(b, upper ? (char)(*c - 'a' + 'A') : *c);
}

/* a to z, then aa, bb. */
static void put_letters(struct buf *b, long value, bool upper)
{
	long times;

	for (times = (value - 1) / 26; times >= 0; times--)
		buf_char(b, (char)((upper ? 'A' : 'a') + (value - 1) % 26));
}

static void put_value(struct buf *b, long value, struct str format)
{
	bool upper = str_starts(format, STR("upper"));

	if (str_ends(format, STR("Roman")) && value > 0 && value < ROMAN_MAX)
		put_roman(b, value, upper);
	else if (str_ends(format, STR("Letter")) && value > 0 && value <= LETTERS_MAX)
		put_letters(b, value, upper);
	else if (str_eq(format, STR("decimalZero")))
		buf_printf(b, "%02ld", value);
	else if (!str_eq(format, STR("none")))
		buf_printf(b, "%ld", value);
}

void docx_numbering_next(struct docx_numbering *g, long number, long level, struct buf *out)
{
	struct docx_number *n = number > 0 ? find_number(g, number) : NULL;
	const struct docx_level *l;
	size_t i;

	if (n == NULL || n->list == NULL || level < 0 || level >= DOCX_LEVELS)
		return;
	count_on(n, level);
	l = &n->list->levels[level];
	if (str_eq(l->format, STR("bullet"))) {
		buf_char(out, '-');
		return;
	}
	for (i = 0; i < l->text.n; i++) {
		long part = i + 1 < l->text.n && l->text.p[i] == '%' ? l->text.p[i + 1] - '1' : -1;

		if (part < 0 || part >= DOCX_LEVELS) {
			buf_char(out, l->text.p[i]);
			continue;
		}
		put_value(out, n->list->values[part], l->legal ? STR("decimal") : n->list->levels[part].format);
		i++;
	}
}
