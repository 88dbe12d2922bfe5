/*
 * A page's words by lines and pieces of lines, for the order in which they are read.
 */
#ifndef KB_PDF_LAYOUT_H
#define KB_PDF_LAYOUT_H

#include "kb/pdf/pdf.h"

/* Lines that a column has at least. */
enum { PDF_COLUMN_LINES = 4 };

/* Words of one line without a wide gap, or a table. */
struct pdf_piece {
	int left, right, size;
	size_t first, n; /* words */
	size_t bytes;
	bool number; /* all words are */
	const struct pdf_table *table;
};

struct pdf_row {
	int top;
	size_t first, end; /* pieces */
};

struct pdf_layout {
	struct pdf *p;
	struct arena *arena;
	const struct pdf_word **words;
	size_t words_n;
	struct pdf_piece *pieces;
	size_t pieces_n;
	struct pdf_row *rows;
	size_t rows_n;
	int *across; /* the heights of long lines across, sorted */
	size_t across_n;
	size_t tries; /* rows tried as the first of a table without lines */
	size_t looked; /* lines of the page that were looked at for the title of contents */
	bool contents; /* and one has it */
	bool failed;
};

/* A part of the page: rows, and of them what begins between left and right. */
struct pdf_region {
	size_t begin, end;
	int left, right;
};

/* The row's pieces within the region: returns the first, *ret_end behind the last. */
size_t pdf_pieces_in(const struct pdf_layout *l, const struct pdf_region *g, size_t row, size_t *ret_end);
/* Finds the longest run of the region's rows that a gap parts into columns; *ret_x is where the right one begins. */
bool pdf_find_gutter(const struct pdf_layout *l, const struct pdf_region *g, struct pdf_region *ret, int *ret_x);
/*
 * The table without lines that begins with the row, found by columns that its rows
 * have in common; NULL when there is none. *ret_rows is how many rows it takes.
 */
struct pdf_table *pdf_align(struct pdf_layout *l, const struct pdf_region *g, size_t row, size_t *ret_rows);

#endif
