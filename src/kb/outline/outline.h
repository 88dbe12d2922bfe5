/*
 * The text of a document with its structure: extractors write it, the chunker
 * reads it.
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
	size_t under[2]; /* of a row or table: the blocks that are its titles, from 1; 0 for none */
};

struct outline {
	struct buf text, title, url;
	struct outline_block *blocks;
	size_t blocks_n, blocks_cap;
	uint32_t page; /* of the blocks that follow */
	size_t under[2]; /* of the rows and tables that follow: the title of the table, of its part */
};

#define OUTLINE_AUTO __attribute__((cleanup(outline_release)))

/* Text over `max_bytes` is dropped, and text.bad is set. */
void outline_init(struct outline *o, size_t max_bytes);
void outline_release(struct outline *o);
/* Empties it for the next document, keeping the memory. */
void outline_reset(struct outline *o);

/* Each adds one block, or none when the text folds to nothing. */
void outline_heading(struct outline *o, unsigned level, struct str text);
void outline_text(struct outline *o, struct str text);
void outline_row(struct outline *o, struct str text);
/* Keeps the lines and folds each of them. */
void outline_table(struct outline *o, struct str lines);
/* Adds plain text as paragraphs, which end at empty lines and before the items of lists. */
void outline_plain(struct outline *o, struct str text);
/* Whether the line begins with an item's number or bullet: "1.", "12)", "a.", "(3)", "-", "•". */
bool outline_begins_item(struct str line);

/* Makes the last block part of the one before, on the same line. There must be two. */
void outline_join_last(struct outline *o);
/* Adds blocks whose text is there already. */
void outline_add(struct outline *o, const struct outline_block *blocks, size_t n);
/* Drops the blocks before `first` and from `end` on, and titles that point to them. */
void outline_keep(struct outline *o, size_t first, size_t end);

/* The title is folded as blocks are and cut, between code points, at its greatest length. */
void outline_set_title(struct outline *o, struct str title);
struct str outline_block_text(const struct outline *o, const struct outline_block *b);
/* Appends s folded as described above. */
void outline_fold(struct buf *b, struct str s);

#endif
