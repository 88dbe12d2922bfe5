/*
 * The text of a PDF by its layout.  `mutool draw -F trace` (mupdf-tools) prints
 * what is drawn on each page: characters with their places and fonts, lines,
 * rectangles and pictures.  Characters become words, words lines in the order in
 * which they are read (columns, notes beside the text), drawn lines the cells of tables, and lines blocks.
 *
 * What repeats at the same edge of many pages (running titles, page numbers)
 * and tables of contents are dropped.  A line is a heading by its size or weight against the body
 * text, or by its words ("BAB II", "Pasal 7", "Chapter 3").  List numbers stay with
 * their items; a hyphen at a line end is dropped where it divides a word, and kept
 * in "norma-norma".
 *
 * Lengths are tenths of a point, from the top left corner of the page.
 */
#ifndef KB_PDF_H
#define KB_PDF_H

#include "base/arena.h"
#include "base/err.h"
#include "kb/outline/outline.h"

enum { PDF_PAGES_MAX = 20000, PDF_WORDS_MAX = 200000, PDF_RULES_MAX = 20000 };

struct pdf_box {
	int left, top, right, bottom;
};

/* Characters of one size without a gap between them. */
struct pdf_word {
	struct pdf_box box;
	int baseline, size;
	bool bold;
	bool turned; /* its line doesn't run from left to right */
	bool raised; /* written with a character that is raised by itself */
	bool invisible; /* not shown: what OCR read in a picture, mostly */
	bool spaced; /* white space was drawn before it */
	bool taken;  /* it stands in a table */
	size_t at, n; /* in pdf.words */
};

/* A line that is drawn, or an edge of a rectangle. */
struct pdf_rule {
	bool upright;
	bool filled; /* an edge of a filled rectangle, which may be no more than colour behind a line of text */
	int at, from, to; /* its x and its range of y when upright, else its y and its range of x */
};

struct pdf_cell {
	size_t at, n; /* in pdf.text */
	unsigned column, row, columns, rows; /* its place; how many it covers */
	bool bold;
};

struct pdf_table {
	struct pdf_box box;
	unsigned columns, rows;
	const int *edges; /* columns + 1 of them */
	struct pdf_cell *cells;
	size_t cells_n;
	bool ruled;       /* by drawn lines, else by the places of words alone */
};

struct pdf_line {
	uint32_t page; /* from 1 */
	int left, right, top, height;
	int size;      /* of the font, in half points */
	bool bold;     /* all of it */
	bool mark;     /* its first fragment is an item's number or bullet */
	bool cells;    /* has gaps as wide as between columns of a table */
	size_t at, n;  /* in pdf.text */
	const struct pdf_table *table; /* that stands here; NULL for a line */
};

struct pdf_page {
	int width, height;
	int pictures;  /* percent of the page that they cover, up to 100 */
	size_t first, end; /* lines */
	bool contents; /* of a table of contents: all lines were dropped */
};

struct pdf {
	struct buf text;
	struct pdf_line *lines;
	size_t lines_n, lines_cap;
	struct pdf_page *pages;
	size_t pages_n, pages_cap;
	struct arena arena; /* all but text, and what is drawn on the page being read */
	/* drawn on the page that is being read */
	struct pdf_drawn {
		struct buf text;
		struct pdf_word *words;
		size_t words_n, words_cap;
		struct pdf_rule *rules;
		size_t rules_n, rules_cap;
		struct arena arena;
	} drawn;
};

#define PDF_AUTO __attribute__((cleanup(pdf_release)))

/* What mutool prints; what is none of it is left out. ERR_BAD_DATA, ERR_NO_MEMORY. */
int pdf_read(struct pdf *p, struct str trace, struct err *err);
void pdf_release(struct pdf *p);
struct str pdf_line_text(const struct pdf *p, const struct pdf_line *l);
/* Removes running titles, page numbers and tables of contents: such lines become empty (n == 0). */
void pdf_drop_edges(struct pdf *p);

/* Writes the blocks of all pages. `page_text` gives what stands in place of a page's own text, "" for nothing. */
void pdf_outline(const struct pdf *p, struct outline *o, struct str (*page_text)(void *arg, uint32_t page), void *arg);

/* --- between the parts of the reader */

/* Whether it is an item's number or bullet. */
bool pdf_is_mark(struct str s);
/* Whether the line is the title of a table of contents. */
bool pdf_names_contents(struct str s);
struct str pdf_word_text(const struct pdf *p, const struct pdf_word *w);
/* Adds the lines of the page that was drawn, in the order of reading. */
int pdf_layout(struct pdf *p, struct err *err);
/*
 * Tables by drawn lines, from top to bottom; their words are `taken`.  Stores at most `max`
 * and returns their number.
 */
size_t pdf_grids(struct pdf *p, struct pdf_table **ret, size_t max);
/*
 * Appends the words, of one line, from left to right to p->text: a note's mark is dropped, an
 * exponent written as ^2.
 */
void pdf_put_words(struct pdf *p, const struct pdf_word *const *words, size_t n);
/* Baseline and size of most of the line's characters. */
void pdf_measure(const struct pdf_word *const *words, size_t n, int *ret_baseline, int *ret_size);
/* The order of two int, for qsort(3). */
int pdf_by_number(const void *x, const void *y);
/* Parts words, of any order, into lines: sorts them, and ends[i] is the end of line i. Returns their number. */
size_t pdf_rows(const struct pdf_word **words, size_t n, size_t *ends);
/* Writes the rows of a table; `head`, when not NULL, is the table on an earlier page that it continues. */
void pdf_table_outline(const struct pdf *p, const struct pdf_table *head, const struct pdf_table *t, struct outline *o);
/* Whether `next`, at the top of a page, goes on with the rows of `t`. */
bool pdf_table_continues(const struct pdf_table *t, const struct pdf_table *next);

/* A longer text says more than what a table is. */
enum { PDF_CAPTION_BYTES = 200 };
/* Whether sentences end within: "Universitas Trisakti. 2009. Pedoman". "Prof. Dr." and "1. Umum" end none. */
bool pdf_is_sentences(struct str s);
/* Whether it begins as a caption does: "Tabel 2", "Table 3.1", "Gambar 4". */
bool pdf_is_caption(struct str s);
/* Whether it says in which unit values are: "(dalam ribuan rupiah)", "*) in thousands". */
bool pdf_is_unit(struct str s);

/* How to join two lines of which the first ends in a hyphen; `all` is searched for the word in both forms. */
enum pdf_join { PDF_JOIN_SPACE, PDF_JOIN_KEEP, PDF_JOIN_DROP };
enum pdf_join pdf_hyphen(struct str before, struct str after, struct str all);
/* Appends a line to a text, with a space or as the hyphen at its end asks for. */
void pdf_join_line(struct buf *text, struct str line, struct str all);
/* The same with the words of a line, which pdf_put_words() writes. */
void pdf_join_words(struct pdf *p, const struct pdf_word *const *words, size_t n, struct buf *joined);

#endif
