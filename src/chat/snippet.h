/*
 * What quotes and extracts are cut into: the sentences of a passage (as
 * text/sentence.h tells them), long ones at a clause.
 */
#ifndef CHAT_SNIPPET_H
#define CHAT_SNIPPET_H

#include <stdbool.h>
#include "base/str.h"

/* Longest quote a source carries, in code points (a few lines on a telephone). */
enum { SNIPPET_POINTS = 300 };

struct snippet {
	struct str text; /* trimmed; in place, white space as in the document */
	bool continues;  /* the sentence before was longer than SNIPPET_POINTS and goes on here */
	bool paragraph;  /* begins a line of its own: a paragraph, a list item, a row */
	bool heading;    /* a short line without an end mark, and more behind it */
};

struct snippets {
	const char *start;
	struct str rest, sentence; /* `sentence` is what is left of the present one */
};

void snippets_begin(struct snippets *s, struct str text);
bool snippets_next(struct snippets *s, struct snippet *ret);
/* A list item's text without its mark. */
struct str snippet_without_bullet(struct str s);
/* Where the last sentence of text begins. */
size_t snippet_last_start(struct str text);

#endif
