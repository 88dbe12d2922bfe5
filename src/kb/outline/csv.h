/*
 * Comma-separated values (RFC 4180) in the forms that spreadsheets write them:
 * semicolons or tabs as separators, line ends of any kind, quotes within
 * unquoted fields.
 */
#ifndef KB_CSV_H
#define KB_CSV_H

#include "kb/outline/table.h"

/* The separator that divides the first lines most evenly: ',', ';', '\t' or '|'. */
char csv_separator(struct str text);
/* Adds every record as a row. Any text is CSV of some kind, so it can't fail; table.bad tells that it was too much. */
void csv_read(struct str text, char separator, struct table *t);

#endif
