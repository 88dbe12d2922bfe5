/*
 * A spreadsheet (SpreadsheetML, ECMA-376 part 1, 18): what its sheets share,
 * and a sheet's way into an outline.
 *
 * Cells are written as they are shown.  Rows, columns and sheets that are hidden
 * are left out and counted: they often hold what was not meant to be published.
 */
#ifndef KB_WORKBOOK_H
#define KB_WORKBOOK_H

#include "base/arena.h"
#include "base/err.h"
#include "kb/markup/markup_stream.h"
#include "kb/document/number_format.h"
#include "kb/outline/outline.h"

struct extract;

struct workbook {
	struct number_style style;
	struct arena arena;    /* of what follows */
	struct workbook_code { /* the workbook's own formats by number */
		long id;
		const char *code;
	} *codes;
	size_t codes_n, codes_cap;
	const char **formats; /* by the style of a cell */
	size_t formats_n, formats_cap;
	struct buf strings; /* that cells name by number, one behind the other */
	size_t *ends;       /* of each in `strings`; heap */
	size_t ends_n, ends_cap;
	size_t hidden_rows, hidden_columns, hidden_sheets; /* left out, among those that hold something */
};

#define WORKBOOK_AUTO __attribute__((cleanup(workbook_release)))

void workbook_init(struct workbook *b);
void workbook_release(struct workbook *b);
/* styles.xml: formats, and by them how numbers are written. ERR_BAD_DATA, ERR_NO_MEMORY. */
int workbook_read_styles(struct workbook *b, struct str xml, struct err *err);
/* sharedStrings.xml */
int workbook_read_strings(struct workbook *b, struct str xml, struct err *err);
/* "" for a number that no string has. */
struct str workbook_string(const struct workbook *b, long number);
/* The format's code by a cell's style; "" is the general one. */
const char *workbook_format(const struct workbook *b, long style);

/*
 * One sheet's XML: a heading of its name, and its cells. Texts and values of
 * merged cells are repeated over the columns, or the rows, that they cover.
 */
int workbook_read_sheet(struct workbook *b, struct str xml, struct str name, struct outline *o, struct err *err);

/* Text of runs, in a string or a cell: fed event by event, it adds to `text`. */
struct workbook_text {
	struct buf text, run;
	bool open, phonetic, raised;
};

enum { WORKBOOK_CELL_BYTES = 1 << 17 };

void workbook_text_init(struct workbook_text *t);
void workbook_text_release(struct workbook_text *t);
void workbook_text_reset(struct workbook_text *t);
void workbook_text_event(struct workbook_text *t, enum markup_event event, const struct markup_node *n);

/* Notes how many sheets, rows and columns were left out because they are hidden, since no search finds them. */
void workbook_note_hidden(const struct extract *x, size_t sheets, size_t rows, size_t columns);

#endif
