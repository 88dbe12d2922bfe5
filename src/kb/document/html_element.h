/*
 * What single elements of an HTML page mean for its text.
 */
#ifndef KB_HTML_ELEMENT_H
#define KB_HTML_ELEMENT_H

#include "base/buf.h"
#include "kb/document/markup.h"

/* Whether the element is no part of the page's text: menus, scripts and, outside its main part, page furniture. */
bool html_is_skipped(const struct markup_node *n, bool in_main);
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
/* Appends what stands before a list's item: "- ", or its number or letter, as "3. ". */
void html_item_mark(const struct markup_node *item, struct buf *b);

#endif
