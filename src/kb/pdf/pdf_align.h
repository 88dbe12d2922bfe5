/*
 * The rows of a table without lines, of which each has pieces in several columns.
 */
#ifndef KB_PDF_ALIGN_H
#define KB_PDF_ALIGN_H

#include "kb/pdf/pdf_layout.h"

/* Columns of such a table; so many lines between rows part all of them. */
enum { PDF_ALIGNED_COLUMNS = 30, PDF_BANDS_LEAST = 3 };

struct pdf_aligned {
	struct pdf_layout *l;
	const struct pdf_region *g;
	size_t begin, end, rows; /* of the layout; how many of them have several pieces */
	int edges[PDF_ALIGNED_COLUMNS + 1];
	unsigned columns;
	bool values[PDF_ALIGNED_COLUMNS]; /* columns of numbers */
	size_t names; /* the end of the rows of names */
	size_t bands; /* lines drawn between rows */
};

/* Word i of a piece. */
struct str pdf_aligned_word(const struct pdf_aligned *a, const struct pdf_piece *s, size_t i);
/* A number, perhaps with a unit: "7.500.000", "Rp 300.000", "20 orang", "12 Januari 2025". */
bool pdf_aligned_value(const struct pdf_aligned *a, const struct pdf_piece *s);
/* A number that names a year: it may stand among names. */
bool pdf_aligned_year(const struct pdf_aligned *a, const struct pdf_piece *s);
/* Pieces of the row, but for a list's item, whose number stands before its text. */
size_t pdf_aligned_pieces(const struct pdf_aligned *a, size_t row, size_t *ret_first);
/* Whether a line is drawn between two rows. */
bool pdf_aligned_parted(const struct pdf_aligned *a, size_t row, size_t next);
/* The end of the rows, from a->begin on, that stand near to each other and mostly have several pieces. */
size_t pdf_aligned_end(struct pdf_aligned *a);

#endif
