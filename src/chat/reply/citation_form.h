/*
 * The forms in which language models cite: [1], [1][2], [1, 2], [1-3], [[1]],
 * [^1], [Source 1], [cite:1], (Sumber: 1), other brackets (citation_form.c has
 * the table), raised numbers, and private code points around a citation.
 */
#ifndef CHAT_CITATION_FORM_H
#define CHAT_CITATION_FORM_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"
#include "chat/reply/reply_filter.h"

/* Longer than this is no marker but text in brackets. */
enum { CITATION_FORM_BYTES_MAX = 64 };

struct citation_form {
	unsigned numbers[CITATION_FORM_NUMBERS_MAX];
	size_t n;
};

/* The text is too short to tell. */
#define CITATION_FORM_UNDECIDED SIZE_MAX
/* Whether a marker may begin with this byte. */
bool citation_form_may_begin(char c);
/* Length of the marker at the front of s, which isn't empty; 0: there is none. One without numbers points nowhere. */
size_t citation_form_length(struct str s, struct citation_form *ret);

#endif
