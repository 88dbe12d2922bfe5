/*
 * A document as text with its structure: what extractors write and the chunker
 * reads.
 *
 * The text is one buffer; blocks (headings, paragraphs, list items, table
 * rows) are consecutive lines of it, so any run of blocks is a verbatim piece
 * of the text.  White space inside a block is folded to single spaces, control
 * and invisible characters are dropped, invalid UTF-8 becomes U+FFFD.
 */
#ifndef KB_OUTLINE_H
#define KB_OUTLINE_H

#include <stdint.h>
#include "base/buf.h"

enum outline_kind {
	OUTLINE_HEADING,
	OUTLINE_TEXT,  /* a paragraph or a list item */
	OUTLINE_ROW,   /* a table's row: a chunk of its own */
	OUTLINE_TABLE, /* a whole small table, a row a line: a chunk of its own */
};

/* Deepest heading; deeper ones count as this. */
enum { OUTLINE_LEVELS = 6 };

struct outline_block {
	enum outline_kind kind;
	unsigned level; /* of a heading, from 1 */
	uint32_t page;  /* from 1, 0 without pages */
	size_t at, n;   /* in the text */
	size_t under[2]; /* of a row or table: blocks that title it, counted from 1; 0 for none */
};

struct outline {
	struct buf text, title, url;
	struct outline_block *blocks;
	size_t blocks_n, blocks_cap;
	uint32_t page; /* given to the blocks that follow */
	size_t under[2]; /* given to the rows and tables that follow: title of the table, of a part of it */
};

#define OUTLINE_AUTO __attribute__((cleanup(outline_release)))

/* `max_bytes` bounds the text; past it text.bad is set and what follows is dropped. */
void outline_init(struct outline *o, size_t max_bytes);
void outline_release(struct outline *o);
/* Empties it for the next document, keeping the memory. */
void outline_reset(struct outline *o);

/* Each adds one block; text that folds to nothing adds none. */
void outline_heading(struct outline *o, unsigned level, struct str text);
void outline_text(struct outline *o, struct str text);
void outline_row(struct outline *o, struct str text);
/* Lines are kept; each is folded. */
void outline_table(struct outline *o, struct str lines);
/* Paragraphs from plain text: parts between empty lines; a line that begins a list item begins a block. */
void outline_plain(struct outline *o, struct str text);
/* Whether the line begins with an item's number or bullet: "1.", "12)", "a.", "(3)", "-", "•". */
bool outline_begins_item(struct str line);

/* Folded as block text is, without a line end; at most max_bytes, whole code points. */
void outline_set_title(struct outline *o, struct str title);
struct str outline_block_text(const struct outline *o, const struct outline_block *b);
/* Appends s folded as described above. */
void outline_fold(struct buf *b, struct str s);

#endif
