/*
 * A Word document (WordprocessingML, ECMA-376 part 1, 17) on its way to HTML:
 * styles, automatic numbers, tables; for extract_docx.c and docx_*.c.
 */
#ifndef KB_DOCX_H
#define KB_DOCX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "kb/markup/markup.h"

enum { DOCX_LEVELS = 9, DOCX_NESTED_MAX = 100 };

/* A style with what it takes from those that it is based on. */
struct docx_style {
	struct str id;
	const struct markup_node *node;
	unsigned heading; /* 1 to 6, 0 for none */
	bool contents;    /* of a line of a table of contents */
	bool bold;
	long number;      /* of the list that numbers it, 0 for none */
	long level;       /* in that list, from 0 */
};

struct docx_styles {
	struct docx_style *items; /* by id */
	size_t n;
	const struct docx_style *normal; /* of paragraphs that name none; never NULL */
};

/* `styles` may be NULL. ERR_NO_MEMORY. */
int docx_styles_read(struct docx_styles *s, const struct markup *styles, struct arena *a, struct err *err);
/* NULL when there is none of that name. */
const struct docx_style *docx_style_find(const struct docx_styles *s, struct str id);

struct docx_level {
	struct str format, text, style; /* "upperRoman", "BAB %1", the style it numbers */
	long start, restart;            /* restart: the level (from 1) that begins it anew; 0 never, -1 any above */
	bool legal;                     /* its parts are all in digits */
};

/* A definition of numbers, and where they stand. */
struct docx_list {
	long id;
	struct str linked; /* the style whose list it is another name of */
	struct docx_level levels[DOCX_LEVELS];
	long values[DOCX_LEVELS];
	bool begun[DOCX_LEVELS];
};

struct docx_number {
	long id;
	struct docx_list *list;
	long starts[DOCX_LEVELS]; /* of its own, taken at the first use; -1 for none */
};

struct docx_numbering {
	struct docx_list *lists;
	struct docx_number *numbers;
	size_t lists_n, numbers_n;
};

int docx_numbering_read(struct docx_numbering *g, const struct markup *numbering, const struct docx_styles *styles,
			struct arena *a, struct err *err);
/* The level that the list has for paragraphs of that style; `otherwise` when it names none. */
long docx_numbering_level(const struct docx_numbering *g, long number, struct str style, long otherwise);
/* Counts one on and appends what stands before the paragraph: "Pasal 3", "b.", "-". Nothing without such a list. */
void docx_numbering_next(struct docx_numbering *g, long number, long level, struct buf *out);

/* The value of a child, as in <w:pStyle w:val="x"/>; "" without. */
struct str docx_value(const struct markup_node *n, const char *child);
const struct markup_node *docx_child(const struct markup_node *n, const char *name);
long docx_long(struct str s, long otherwise);
/* Whether a property stands there and isn't switched off; `otherwise` without it. */
bool docx_is_on(const struct markup_node *properties, const char *name, bool otherwise);

/* --- the document being written */

struct docx {
	struct buf html;
	/* writes paragraphs and tables at n and behind it: they stand in cells and notes as well */
	void (*blocks)(struct docx *d, const struct markup_node *n, unsigned depth);
	struct arena arena;
	struct docx_styles styles;
	struct docx_numbering numbering;
	const struct markup_node *notes[2]; /* foot- and endnotes; NULL without */
	const struct markup_node *last_note[2];
	size_t notes_n;
	bool in_note;
	unsigned flat;    /* over 0: in text that goes into one line */
	unsigned in_cell; /* over 0: in a table, where no headings are */
};

enum { DOCX_BOXES_MAX = 64 };

/* Text boxes met within a paragraph. */
struct docx_boxes {
	const struct markup_node *items[DOCX_BOXES_MAX];
	size_t n;
};

/* Appends the text at n and behind it as one line, trimmed, in HTML. */
void docx_line(struct docx *d, const struct markup_node *n, unsigned depth, struct buf *out);
/* A paragraph, or an element within one. */
void docx_inline(struct docx *d, const struct markup_node *n, struct docx_boxes *boxes, unsigned depth);
void docx_table(struct docx *d, const struct markup_node *tbl, unsigned depth);
/* What takes the place of an element: of alternatives the first, of deleted text nothing. NULL: it is left out. */
const struct markup_node *docx_content(const struct markup_node *n);

enum docx_part { DOCX_DOCUMENT, DOCX_STYLES, DOCX_NUMBERING, DOCX_FOOTNOTES, DOCX_ENDNOTES, DOCX_PARTS };

/* The document as HTML, by its parts, of which all but the first may be NULL. The caller releases *ret_html. */
int docx_read(struct markup *const trees[static DOCX_PARTS], struct buf *ret_html, struct err *err);

#endif
