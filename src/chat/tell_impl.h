/* What tell.c and tell_block.c share. */
#ifndef CHAT_TELL_IMPL_H
#define CHAT_TELL_IMPL_H

#include "chat/tell.h"

extern const struct reply_style tell_plain;

struct telling {
	struct chat *c;
	const struct piece *x;
	struct told *t;
	struct buf line; /* of a paragraph, or of an item, that isn't said yet */
	bool begun;      /* something of the piece is said */
};

/* Rows by columns; a name may be "". */
struct grid {
	const struct str *names, *cells;
	size_t columns, rows;
};

/* Says what stands between what was said and a paragraph, or another block. */
int tell_gap(struct telling *k, bool paragraph, struct err *err);
/* Says the line as a paragraph. */
int tell_line(struct telling *k, struct err *err);
/* Says how many items or rows are left out, in their place; nothing for none. */
int tell_rest(struct telling *k, size_t rest, struct err *err);

int tell_grid(struct telling *k, const struct grid *g, struct err *err);
int tell_rows(struct telling *k, const struct table_rows *t, struct err *err);
/* A passage that is one row, "name: value; name: value". */
int tell_cells(struct telling *k, const struct cell *cells, size_t n, struct err *err);
/* How many sentences from number i on are rows of a whole table, whose columns its first line names. */
size_t tell_bars(const struct telling *k, size_t i, struct grid *g);

#endif
