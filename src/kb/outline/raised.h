/*
 * Raised characters: a note's mark is dropped, for behind a number it would be
 * read as a digit of it ("Rp 300.000¹"); an exponent is written as ^2.
 */
#ifndef KB_RAISED_H
#define KB_RAISED_H

#include "base/buf.h"

/* Appends the raised text to the line, by what stands before it there. */
void raised_put(struct buf *line, struct str raised);

#endif
