/*
 * Sentences of a passage, where quotes and extracts are cut.
 */
#ifndef CHAT_SENTENCE_H
#define CHAT_SENTENCE_H

#include <stdbool.h>
#include "base/str.h"

/* Longest quote a source carries, in code points (a few lines on a telephone). */
enum { SENTENCE_MAX_POINTS = 300 };

struct sentence {
	struct str text;  /* trimmed; in place, white space as in the document */
	bool continues;   /* the sentence before was longer than SENTENCE_MAX_POINTS and goes on here */
	bool paragraph;   /* begins a line of its own: a paragraph, a list item, a row */
};

struct sentences {
	struct str rest;
	bool inside, new_line;
};

/*
 * A sentence ends at . ? ! before white space, unless an abbreviation, an
 * initial or the number of a list item stands there, and at the end of a line
 * unless the next one goes on in small letters.
 */
void sentences_begin(struct sentences *s, struct str text);
bool sentences_next(struct sentences *s, struct sentence *ret);
/* Where the last sentence of text begins; white space and end marks behind it belong to it. */
size_t sentence_last_start(struct str text);

#endif
