/*
 * Sentences and items of Indonesian and English prose.
 *
 * A sentence ends at . ? ! or … before white space, unless the word before the
 * point is an abbreviation, an initial or a number.  "; 2. ", "; and 2. "
 * and ". b. " begin an item, so the sentence ends before the number.  It ends at each line end.
 */
#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include <stdbool.h>
#include "base/str.h"

/*
 * Cuts the first sentence off *rest and trims it; false when only white space
 * is left.  Every byte that isn't white space belongs to exactly one sentence.
 */
bool sentence_cut(struct str *rest, struct str *ret_sentence);
/* Whether a sentence or an item begins at text.p[at]; the byte before must be white space. */
bool sentence_begins(struct str text, size_t at);

#endif
