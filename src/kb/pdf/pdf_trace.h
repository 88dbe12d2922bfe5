/*
 * What mutool prints, element by element, while a page is read.
 *
 * Characters become the words of pdf.drawn, paths its rules.
 */
#ifndef KB_PDF_TRACE_H
#define KB_PDF_TRACE_H

#include "kb/pdf/pdf.h"

/* Points of one path that are looked at. */
enum { PDF_POINTS_MAX = 64 };

/* Points on the page are x * a + y * c + e, x * b + y * d + f. */
struct pdf_matrix {
	double a, b, c, d, e, f;
};

/* What the element that is being read draws. */
enum pdf_element { PDF_NOTHING, PDF_SHOWN, PDF_INVISIBLE, PDF_OUTLINED, PDF_FILLED, PDF_STROKED };

struct pdf_trace {
	struct pdf *p;
	enum pdf_element in;
	struct pdf_matrix to_page; /* of the element */
	double left, top;      /* of the page */
	/* the span */
	struct pdf_matrix glyph;
	double size;
	bool bold, turned, slanted;
	/* the word being read */
	struct pdf_word word;
	double x, y;  /* where it ends, on its baseline */
	bool in_word, space;
	/* the path */
	double xs[PDF_POINTS_MAX], ys[PDF_POINTS_MAX];
	size_t points;
	bool curved, white;
	double pictures;
};

/* The value of an attribute within an element's line; "" when absent. */
struct str pdf_attribute(struct str line, const char *name);
/* Up to n numbers, parted by spaces; returns how many there are. */
size_t pdf_numbers(struct str s, double *ret, size_t n);
/* 0 when absent. */
double pdf_number(struct str line, const char *name);
/* Whether the line, behind its '<', is an element of that name. */
bool pdf_is(struct str line, const char *name);
/* A length in points as the reader counts; what is out of range is nowhere. */
int pdf_tenths(double points);
/* Where a point of the element stands on the page. */
void pdf_place(const struct pdf_trace *r, double x, double y, double *ret_x, double *ret_y);

void pdf_begin_span(struct pdf_trace *r, struct str line);
void pdf_add_glyph(struct pdf_trace *r, struct str line);
void pdf_end_word(struct pdf_trace *r);
/* moveto, lineto and so on, and the end of a path. */
void pdf_add_path(struct pdf_trace *r, struct str line);

#endif
