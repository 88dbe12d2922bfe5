/*
 * What single elements of an HTML page mean for its text.
 */
#ifndef KB_HTML_ELEMENT_H
#define KB_HTML_ELEMENT_H

#include "base/buf.h"
#include "kb/markup/markup.h"

/* Nodes that are looked at to judge one element. */
enum { HTML_STEPS = 2000 };

/* An item of a list and its number. */
struct html_item {
	const struct markup_node *item;
	long number;
};

/* Whether the word is in the list, which ends with NULL. */
bool html_among(struct str word, const char *const *list);
/* Whether an element of one of these names is below n, within bounds. */
bool html_holds(const struct markup_node *n, const char *const *list);
/* Whether a class or the id is in the list; whether a part of one is, as "question" of "faq-question". */
bool html_class_is(const struct markup_node *n, const char *const *list);
bool html_class_speaks(const struct markup_node *n, const char *const *list);
/* Appends the text below n, as far as there is room and within bounds; returns how many nodes it took. */
size_t html_text(const struct markup_node *n, struct buf *b);

/* Whether the element is no part of the page's text: scripts, what is hidden and, outside its main part, furniture. */
bool html_is_skipped(const struct markup_node *n, bool in_main);
/* Whether it is a list of links alone, as menus are. */
bool html_is_links(const struct markup_node *n);
/* Whether nobody sees it, and nothing on the page opens it. */
bool html_is_hidden(const struct markup_node *n);
/* Notes at each panel of the page what opens it, for html_is_hidden() and html_tab(). */
void html_note_panels(const struct markup *page);
/* Whether it titles what follows: a button or summary that opens it, a question of a list of questions. */
bool html_is_title(const struct markup_node *n);
/* Whether it is a tab, whose words title its panel. */
bool html_is_tab(const struct markup *page, const struct markup_node *n);
/* The tab of a panel, NULL for what is no tab's panel. */
const struct markup_node *html_tab(const struct markup_node *panel);

/* Whether an element of this name ends the paragraph before it, and its own. */
bool html_is_block(struct str name);
/* 1 to 6 for h1 to h6, else 0. */
unsigned html_heading_level(struct str name);
/* Whether a table only arranges the page: it says so, or it has no header and another table inside. */
bool html_is_layout(const struct markup_node *table);
/* Whether a paragraph is one bold run. */
bool html_is_bold(const struct markup_node *p);
/* How many rows or columns ("rowspan", "colspan") a cell covers, from 1. */
long html_span(const struct markup_node *cell, const char *name);
/* Appends what stands before a list's item: "- ", or its number, as "3. ". `last`: the item before, updated. */
void html_item_mark(const struct markup_node *item, struct html_item *last, struct buf *b);

#endif
