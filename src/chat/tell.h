/*
 * Says a piece of a passage as blocks: its sentences as a paragraph, its list as a list, a
 * table's rows as a table ("name: value; name: value" in the plain answer).  Words stay as they
 * stand in the document; a list's own marks ("(2)", "b.") give way to the block's.
 */
#ifndef CHAT_TELL_H
#define CHAT_TELL_H

#include "chat/piece.h"
#include "chat/rows.h"

/* How far the answer is; {0} before the first piece. */
struct told {
	bool any;     /* something is said */
	bool open;    /* it ended in a paragraph, where a piece of the same passage may go on */
	size_t start; /* code points of the answer before the last piece */
	/* the columns and rows of the table that it ended in, which rows of the same table go on; else 0 */
	struct str names[ROWS_CELLS_MOST];
	size_t columns, rows;
};

int tell_piece(struct chat *c, const struct piece *x, struct told *t, struct err *err);

#endif
