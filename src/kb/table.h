/*
 * A table on its way into an outline: cells in, rows with their headers out.
 *
 * Each row becomes a block "header: value; header: value", so that it can be
 * found and read alone; a table of at most TABLE_WHOLE_ROWS rows is added whole
 * as well, for questions that compare rows.
 */
#ifndef KB_TABLE_H
#define KB_TABLE_H

#include "kb/outline.h"

enum { TABLE_WHOLE_ROWS = 12, TABLE_WHOLE_WORDS = 600, TABLE_COLUMNS_MAX = 1024 };

struct table_cell {
	size_t at, n;
};

struct table {
	struct buf text;
	struct table_cell *cells; /* rows * columns of them once padded */
	size_t cells_n, cells_cap;
	size_t *row_ends; /* cells_n after each row */
	size_t rows_n, rows_cap;
	bool bad;
};

#define TABLE_AUTO __attribute__((cleanup(table_release)))

/* `max_bytes` of cell text; what passes it sets `bad`. */
void table_init(struct table *t, size_t max_bytes);
void table_release(struct table *t);
/* Adds the next cell of the row, folded. Columns past TABLE_COLUMNS_MAX are dropped. */
void table_add(struct table *t, struct str cell);
void table_end_row(struct table *t);
/* Of the longest row, and of one. */
size_t table_columns(const struct table *t);
size_t table_columns_in(const struct table *t, size_t row);
/* "" past the end of a row. */
struct str table_at(const struct table *t, size_t row, size_t column);

/*
 * Writes the blocks.  Rows above the first one that fills two columns with
 * different things are taken as text; that one is the header.  Empty rows and
 * columns are dropped.  Of a table of three columns or more, a row that fills
 * the first alone is text too: a remark or the title of what follows.
 * A table of one column becomes paragraphs.
 */
void table_write(const struct table *t, struct outline *o);

#endif
