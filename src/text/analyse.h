/*
 * Text into words: Unicode NFKC and case folding (utf8proc), then runs of
 * letters, digits and marks.
 *
 * An apostrophe inside a word joins ("qur'an" is quran), an English 's is cut
 * off.  Invalid bytes separate words.  No memory is allocated except inside
 * utf8proc for words that are not ASCII.  One thread at a time per struct.
 */
#ifndef TEXT_ANALYSE_H
#define TEXT_ANALYSE_H

#include <stdint.h>

#include "base/str.h"

enum { ANALYSE_WORD_BYTES = 64 }; /* longer words are cut; no word of a dictionary is so long */

struct analyser {
	const char *start;
	struct str rest;
	char word[ANALYSE_WORD_BYTES];
};

struct word {
	struct str text;    /* normalised; borrowed until the next analyse_next */
	size_t from, to;    /* its bytes in the original text */
	bool capitals;      /* written in two or more capital letters, as abbreviations are */
};

void analyse_begin(struct analyser *a, struct str text);
/* The next word; false at the end of the text. */
bool analyse_next(struct analyser *a, struct word *ret);
/* How many words the text has. */
uint32_t analyse_count(struct str text);

#endif
