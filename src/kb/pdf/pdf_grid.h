/*
 * A table's drawn lines: the places of its columns and rows, and the cells
 * between them.
 */
#ifndef KB_PDF_GRID_H
#define KB_PDF_GRID_H

#include "kb/pdf/pdf.h"

/* Rows and columns of one grid. */
enum { PDF_GRID_ROWS = 400, PDF_GRID_COLUMNS = 60 };

struct pdf_grid_cell {
	unsigned row, column, rows, columns; /* its place, and how many it covers */
	const struct pdf_word **words;       /* by lines, from top to bottom */
	size_t words_n;
	size_t *ends; /* of its lines, in words */
	size_t lines;
};

struct pdf_grid {
	struct pdf *p;
	const struct pdf_rule *const *rules;
	size_t rules_n;
	int xs[PDF_GRID_COLUMNS + 1], ys[PDF_GRID_ROWS + 1]; /* edges: one more than columns and rows */
	unsigned columns, rows;
	/* by row and column: whether a line is drawn there; whether a cell has it */
	unsigned char *right, *below, *covered;
	struct pdf_grid_cell *cells;
	size_t cells_n;
};

/* Finds edges and cells from g->p and g->rules; false when they make no grid. */
bool pdf_grid_read(struct pdf_grid *g);
/* The table of its rows from `begin` to `end`, whose words are then taken; NULL when they make none. */
struct pdf_table *pdf_grid_table(struct pdf_grid *g, unsigned begin, unsigned end);

#endif
