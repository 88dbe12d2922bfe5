/*
 * Cuts a document into chunks: passages of CHUNKER_LEAST to CHUNKER_MOST words,
 * each with the headings it stands under.
 *
 * A chunk never crosses a heading, except that sections too small to stand
 * alone are joined (their headings are then part of the text).  A section that is
 * too long is cut into parts of about equal length, each at the best border
 * nearby: of a block, a sentence or item, a clause, a word.  Each row of a table is
 * a chunk of its own, and so is a small table as a whole.
 */
#ifndef KB_CHUNKER_H
#define KB_CHUNKER_H

#include "base/err.h"
#include "kb/outline/outline.h"

enum {
	CHUNKER_LEAST = 120, /* words in a part of a section that is cut, where its borders allow */
	CHUNKER_MOST = 180,
	CHUNKER_JOIN = 40,   /* a section of fewer words is joined with the next one */
};
/* Documents are read again when it changes: raise it whenever the rules change. */
#define CHUNKER_VERSION "3"

struct chunk {
	struct str text;    /* a verbatim piece of the outline's text, trimmed */
	struct str heading; /* "Chapter > Section", without the document's title; "" without */
	uint32_t page;      /* where it begins, 0 without pages */
};

/* The chunk is valid until `take` returns. When `take` returns non-zero, cutting ends and returns the same. */
int chunker_cut(const struct outline *o, int (*take)(void *arg, const struct chunk *c), void *arg);

/* Words; a token of more than 24 bytes counts for more, so that text without spaces is bounded too. */
size_t chunker_words(struct str text);

#endif
