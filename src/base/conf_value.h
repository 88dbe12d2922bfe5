/* Checks the text of one setting against its row of conf.def and makes it a value. */
#ifndef BASE_CONF_VALUE_H
#define BASE_CONF_VALUE_H

#include "base/conf.h"

/*
 * Sets the row's field.  `text` must live as long as conf, which keeps texts,
 * URLs and choices as pointers to it; a choice is spelt as in the table afterwards.
 * A fault adds a line to `faults` and leaves the field as it was.
 */
void conf_value_store(const struct conf_row *row, char *text, struct conf *conf, struct buf *faults);

#endif
