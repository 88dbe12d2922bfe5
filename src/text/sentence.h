/*
 * Sentences and items of Indonesian and English prose.
 *
 * A sentence ends at . ? ! or … before white space, unless the word before the
 * point is an abbreviation, an initial or a number.  "; 2. ", "; and 2. "
 * and ". b. " begin an item, so the end lies before the number.  A line end always ends one.
 */
#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include <stdbool.h>
#include "base/str.h"

/*
 * Cuts the first sentence off *rest, trimmed; false when nothing but white
 * space is left.  Every byte that isn't white space belongs to exactly one.
 */
bool sentence_cut(struct str *rest, struct str *ret_sentence);
/* Whether a sentence or item begins at text.p[at]; text.p[at - 1] is white space. */
bool sentence_begins(struct str text, size_t at);

#endif
