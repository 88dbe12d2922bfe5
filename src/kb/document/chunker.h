/*
 * Cutting a document into chunks: passages of CHUNKER_LEAST to CHUNKER_MOST
 * words, each with the headings it stands under.
 *
 * A chunk never crosses a heading, except that sections too small to stand
 * alone are joined (their headings are then part of the text).  A section too
 * long is cut into parts of about equal length at the best border near: block,
 * sentence or item, clause, word.  A table's row is a chunk of its own, and so is a
 * small table whole.
 */
#ifndef KB_CHUNKER_H
#define KB_CHUNKER_H

#include "base/err.h"
#include "kb/document/outline.h"

enum {
	CHUNKER_LEAST = 120, /* words a part of a cut section has, where borders allow */
	CHUNKER_MOST = 180,
	CHUNKER_JOIN = 40,   /* a section of fewer words is joined with the next one */
};
/* Part of what decides whether a document is unchanged: raise it with the rules. */
#define CHUNKER_VERSION "3"

struct chunk {
	struct str text;    /* a verbatim piece of the outline's text, trimmed */
	struct str heading; /* "Chapter > Section", without the document's title; "" without */
	uint32_t page;      /* where it begins, 0 without pages */
};

/* What is borrowed lives until `take` returns. Non-zero from `take` ends the work and is returned. */
int chunker_cut(const struct outline *o, int (*take)(void *arg, const struct chunk *c), void *arg);

/* Words; a token of more than 24 bytes counts for more, so that text without spaces is bounded too. */
size_t chunker_words(struct str text);

#endif
