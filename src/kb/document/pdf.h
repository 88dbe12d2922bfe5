/*
 * The text of a PDF as poppler's `pdftohtml -xml` gives it: fragments with
 * their places on the page, joined into lines, and lines into blocks.
 *
 * What repeats at the same edge of many pages (running titles, page numbers)
 * is dropped.  A line is a heading by its size or weight against the body text,
 * or by its words ("BAB II", "Pasal 7", "Chapter 3").  List numbers stay with
 * their items; a hyphen at a line end is dropped where it divides a word, and kept
 * in "norma-norma".
 */
#ifndef KB_PDF_H
#define KB_PDF_H

#include "base/err.h"
#include "kb/outline/outline.h"

struct pdf_line {
	uint32_t page; /* from 1 */
	int left, right, top, height; /* in the page's units */
	int size;      /* of the font */
	bool bold;     /* all of it */
	bool mark;     /* its first fragment is an item's number or bullet */
	bool cells;    /* has gaps as wide as between columns of a table */
	size_t at, n;  /* in pdf.text */
};

struct pdf_page {
	int width, height;
	size_t first, end; /* lines */
};

struct pdf {
	struct buf text;
	struct pdf_line *lines;
	size_t lines_n, lines_cap;
	struct pdf_page *pages;
	size_t pages_n, pages_cap;
};

#define PDF_AUTO __attribute__((cleanup(pdf_release)))
enum { PDF_PAGES_MAX = 20000 };

/* ERR_BAD_DATA, ERR_NO_MEMORY. */
int pdf_read(struct pdf *p, struct str xml, struct err *err);
void pdf_release(struct pdf *p);
struct str pdf_line_text(const struct pdf *p, const struct pdf_line *l);
/* Removes running titles and page numbers: such lines become empty (n == 0). */
void pdf_drop_edges(struct pdf *p);

/*
 * Writes the blocks of all pages.  For a page without text (`empty`), or with
 * hardly any, `page_text` gives the text that OCR finds, or "".
 */
void pdf_outline(const struct pdf *p, struct outline *o, struct str (*page_text)(void *arg, uint32_t page, bool empty),
	       void *arg);

/* How to join two lines of which the first ends in a hyphen; `all` is searched for the word in both forms. */
enum pdf_join { PDF_JOIN_SPACE, PDF_JOIN_KEEP, PDF_JOIN_DROP };
enum pdf_join pdf_hyphen(struct str before, struct str after, struct str all);

#endif
