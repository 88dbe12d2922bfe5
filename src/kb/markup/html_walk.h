/* Internals of the way through a page, for the files html*.c alone. */
#ifndef KB_HTML_WALK_H
#define KB_HTML_WALK_H

#include "kb/markup/html_element.h"
#include "kb/markup/markup.h"
#include "kb/outline/outline.h"

/* Bytes of a paragraph. */
enum { HTML_LINE_BYTES = 4 << 20 };

struct html_walk {
	const struct markup *page;
	struct outline *o;
	struct buf line;     /* the block being collected */
	struct buf part;     /* "BAB I", whose title may follow */
	size_t number;       /* bytes of it without the title */
	size_t mark;         /* bytes of `line` that are an item's number, 0 for none */
	bool whole;          /* in a cell or title, where blocks don't end */
	bool in_title;       /* where a button's text counts */
	unsigned depth;
	struct html_item items[MARKUP_DEPTH_MAX + 1]; /* the last of each depth */
};

/* Adds what is collected as a block, and the heading whose title did not follow. */
void html_end_line(struct html_walk *w);
void html_end_part(struct html_walk *w);
/* Ends the paragraph, but not within a cell or title. */
void html_flush(struct html_walk *w);
/* Puts a short note in parentheses where its mark, the link, stands. False: no mark of a note, or of one put before. */
bool html_put_note(struct html_walk *w, const struct markup_node *link);
/* Whether it is a note that was put so. */
bool html_is_put(const struct html_walk *w, const struct markup_node *n);

#endif
