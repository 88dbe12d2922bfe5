/*
 * The small Markdown of a language model, read into blocks and the plain answer
 * while it streams.
 *
 * Lines are read here (markdown_line.h), what stands in them by reply_filter.h.
 * The plain answer has lists as "- item" and "1. item", rows of a table as
 * "Header: value; Header: value", and everything else as it stands.  A nested
 * item joins its list, or, of another kind, its item.
 */
#ifndef CHAT_MARKDOWN_H
#define CHAT_MARKDOWN_H

#include "chat/reply/blocks.h"

enum { MARKDOWN_LINE_MAX = 16384 };

/* Non-zero from the first three ends the work. */
struct markdown_sink {
	/* What follows belongs to a new block. */
	int (*block)(void *arg, enum block_type type, size_t columns, struct str lang);
	/*
	 * A further piece of the plain answer, of that cell of the block. A NULL style:
	 * what stands between blocks or cells, and belongs to none.
	 */
	int (*text)(void *arg, struct str piece, size_t cell, const struct reply_style *style);
	/* See reply_filter_sink. */
	int (*cited)(void *arg, const unsigned *numbers, size_t n);
	bool (*knows_url)(void *arg, struct str url, bool whole);
	void *arg;
};

struct markdown {
	struct markdown_sink sink;
	struct arena *arena;
	struct reply_filter inlines;
	struct buf line;   /* as far as it isn't decided */
	struct buf row;    /* a line that becomes a table's head if the next one says so */
	bool reading;      /* within a line whose text goes on */
	bool any;          /* something was given */
	bool open;         /* a block is; else the next text opens one */
	bool loose;        /* a blank line came */
	bool given;        /* the open block has text */
	bool in_row;       /* the row at hand has text */
	bool heading;      /* the open block is one: of one line, strong */
	bool was_text;     /* the block before was a paragraph … */
	bool tight;        /* … at once before this list */
	bool mute;         /* a table's head is read, or something is that isn't given */
	enum block_type type;
	size_t cell;       /* where text goes */
	bool cell_given;   /* it has text */
	size_t items;      /* given */
	size_t columns, rows;
	struct str heads[BLOCKS_COLUMNS_MAX];
	bool head_given[BLOCKS_COLUMNS_MAX];
	struct buf head;   /* text of the one that is read */
	struct str lang;
	char fence;        /* of the open code block, 0: none */
	size_t fence_n;
	size_t blank_lines; /* of code */
	char fed;          /* the last byte that the cell was fed with, 0: nothing */
	int failed;        /* the sink's side */
};

void markdown_init(struct markdown *m, struct arena *a, struct markdown_sink sink);
void markdown_release(struct markdown *m);
/* -1: ERR_GONE when the sink said so, ERR_NO_MEMORY. */
int markdown_feed(struct markdown *m, struct str piece, struct err *err);
/* The end of the text: gives out what was held back. */
int markdown_end(struct markdown *m, struct err *err);

#endif
