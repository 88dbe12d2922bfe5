/*
 * An HTML page (WHATWG HTML) as an outline: its text without menus, banners and
 * what is hidden, tables as rows, and headings also where a page marks them by
 * buttons, summaries or bold paragraphs.
 */
#ifndef KB_HTML_H
#define KB_HTML_H

#include "base/err.h"
#include "kb/outline/outline.h"

/* The title of pages that programs make for documents without one. */
#define HTML_NO_TITLE "-"

/* Title and canonical address are taken where `o` has none yet. ERR_BAD_DATA: no HTML, or a tag made to cost time. */
int html_outline(struct str page, struct outline *o, struct err *err);

#endif
