/*
 * The forms in which language models cite: [1], [1][2], [1, 2], [1-3], [[1]], [^1], 【1†source】,
 * [Source 1], (Sumber: 1).
 */
#ifndef CHAT_CITATION_FORM_H
#define CHAT_CITATION_FORM_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"
#include "chat/reply_filter.h"

/* Longer than this is no marker but text in brackets. */
enum { CITATION_FORM_BYTES_MAX = 64 };

struct citation_form {
	unsigned numbers[CITATION_FORM_NUMBERS_MAX];
	size_t n;
};

/* The text is too short to tell. */
#define CITATION_FORM_UNDECIDED SIZE_MAX
/* The first byte of 【 (and of other characters). */
#define CITATION_FORM_WIDE_BYTE ((char)0xe3)

/* Length of the marker at the front of s, which begins with [, ( or CITATION_FORM_WIDE_BYTE; 0: there is none. */
size_t citation_form_length(struct str s, struct citation_form *ret);

#endif
