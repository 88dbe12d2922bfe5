/*
 * Passages about the very thing that is asked for.
 *
 * "Apa itu ITB?" leaves the one word "itb", which nearly every chunk of a
 * university holds; but one document's title is that word, and its beginning
 * says what it is.  Where a title's words, without stop words, are the
 * question's, its chunks are preferred, the first one most.  A chunk that is no more
 * than a link comes later, unless a link is asked for.
 */
#ifndef KB_ABOUT_H
#define KB_ABOUT_H

#include "kb/search/gen.h"
#include "kb/search/plan.h"
#include "kb/search/rescore.h"

/* Adds to the scores and sorts the list anew. */
void about_prefer(const struct kb_gen *gen, const struct plan *p, struct rescored *list, uint32_t n);

#endif
