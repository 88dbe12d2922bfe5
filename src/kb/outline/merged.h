/*
 * Merged cells of a sheet, and the text that reaches from one over the others.
 * Rows and columns count from 0.
 */
#ifndef KB_MERGED_H
#define KB_MERGED_H

#include <stdint.h>
#include "kb/outline/table.h"

struct merged_range {
	uint32_t row, column, last_row, last_column;
};

struct merged {
	struct merged_range *ranges;
	size_t n, cap;
	/* the text that covers a column, while it does */
	struct {
		uint32_t from, to; /* rows; none while to < from */
		size_t at, n;      /* in kept */
	} over[TABLE_COLUMNS_MAX];
	struct buf kept;
};

void merged_init(struct merged *m);
void merged_release(struct merged *m);
/* Ranges are added in the order of their places, or sorted after the last; what passes the bound is left out. */
void merged_put(struct merged *m, struct merged_range range);
/* "B2:D3"; what is none, and what passes the bound, is left out. Call merged_sort() after the last. */
void merged_add(struct merged *m, struct str range);
void merged_sort(struct merged *m);
/* The cell, if a merged one begins there, is kept for those that it covers. */
void merged_begin(struct merged *m, uint32_t row, uint32_t column, struct str text);
/* The text that covers the cell, "" for none. */
struct str merged_text(const struct merged *m, uint32_t row, uint32_t column);
/* "AB12" as row 11, column 27; false for what is no cell. */
bool merged_cell(struct str name, uint32_t *ret_row, uint32_t *ret_column);

#endif
