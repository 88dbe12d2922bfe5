/*
 * Collects a table's cells and writes its rows, each with the headers, to an outline.
 *
 * Each row becomes a block "header: value; header: value", so that it can be
 * found and read alone; a table of at most TABLE_WHOLE_ROWS rows is added whole
 * as well, for questions that compare rows.
 */
#ifndef KB_TABLE_H
#define KB_TABLE_H

#include "kb/outline/outline.h"

enum { TABLE_WHOLE_ROWS = 12, TABLE_WHOLE_WORDS = 600, TABLE_COLUMNS_MAX = 1024 };

struct table_cell {
	size_t at, n;
};

struct table {
	struct buf text;
	struct table_cell *cells; /* rows * columns of them once padded */
	size_t cells_n, cells_cap;
	struct table_row {
		size_t end;    /* cells_n after it */
		size_t filled; /* cells that are not empty; a text merged over several columns counts once */
	} *rows;
	size_t rows_n, rows_cap;
	bool names_rows; /* set by the reader: the first column holds names, the others their values */
	bool bad;
};

#define TABLE_AUTO __attribute__((cleanup(table_release)))

/* Cell text over `max_bytes` is dropped, and `bad` is set. */
void table_init(struct table *t, size_t max_bytes);
void table_release(struct table *t);
/* Adds the next cell of the row, folded. Columns past TABLE_COLUMNS_MAX are dropped. */
void table_add(struct table *t, struct str cell);
void table_end_row(struct table *t);
/* Of the longest row, and of one. */
size_t table_columns(const struct table *t);
size_t table_columns_in(const struct table *t, size_t row);
/* Digits and what separates them: a number, a date, a time, a telephone number. */
bool table_is_number(struct str s);
/* "" past the end of a row. */
struct str table_at(const struct table *t, size_t row, size_t column);

/*
 * Writes the blocks.  The first row that fills two columns with different things
 * is the header; rows above it become text.  Empty rows and
 * columns are dropped.  Of a table of three columns or more, a row that fills
 * the first alone is text too: a remark or the title of what follows.  A table
 * of one column becomes paragraphs.
 *
 * Names under a name that is merged over several columns are put behind it.  A
 * first row that begins by a number, as the next one does, is no header; nor is
 * one of a name and a value.  After an empty row another table may begin, with a
 * header of its own.  An empty cell at the front of a row counts as merged with
 * the one above.  The title (o->under[0] if set, else the first row above the
 * header) is given to all rows.
 */
void table_outline(const struct table *t, struct outline *o);

#endif
