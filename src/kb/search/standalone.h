/*
 * The question as one text that stands alone, for models that read a question
 * rather than look its words up: after the earlier questions that it refers to
 * (followup.h), with slang in its standard form, and after the query that a
 * language model wrote, if there is one.
 */
#ifndef KB_STANDALONE_H
#define KB_STANDALONE_H

#include "kb/search/kb.h"

/* Arena memory. ERR_NO_MEMORY. */
int standalone(const struct kb_gen *gen, const struct kb_query *q, struct arena *a, struct str *ret, struct err *err);

#endif
