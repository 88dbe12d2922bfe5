/*
 * A spreadsheet's number formats (ECMA-376 part 1, 18.8.31): what a cell shows
 * for the number it holds.
 *
 * Two things differ from the screen, so that a reader can't mistake them: a date
 * in digits alone is written year first, and years have four digits.
 */
#ifndef KB_NUMBER_FORMAT_H
#define KB_NUMBER_FORMAT_H

#include "base/buf.h"

/* Of a whole workbook. */
struct number_style {
	bool indonesian; /* names of months and days, where the format doesn't say a language */
	bool comma;      /* 1.234,5 and not 1,234.5 */
	bool from_1904;  /* day 0 is the first of January 1904 */
};

/* The code of a format that every workbook knows by number, "" when there is none. */
const char *number_format_builtin(long id);
/* Whether the code speaks of rupiah or of Indonesian: its author reads numbers as Indonesians do. */
bool number_format_is_indonesian(const char *code);
/* Appends what a cell of that format shows. */
void number_format(const char *code, double value, const struct number_style *style, struct buf *out);

#endif
