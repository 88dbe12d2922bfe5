/*
 * The forms in which language models cite: [1], [1][2], [1, 2], [1-3], [[1]], [^1], 【1†source】,
 * [Source 1], (Sumber: 1).
 */
#ifndef CHAT_MARKER_H
#define CHAT_MARKER_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"
#include "chat/markers.h"

/* Longer than this is no marker but text in brackets. */
enum { MARKER_BYTES_MAX = 64 };

struct marker {
	unsigned numbers[MARKERS_NUMBERS_MAX];
	size_t n;
};

/* The text is too short to tell. */
#define MARKER_UNDECIDED SIZE_MAX
/* The first byte of 【 (and of other characters). */
#define MARKER_WIDE_BYTE ((char)0xe3)

/* Length of the marker at the front of s, which begins with [, ( or MARKER_WIDE_BYTE; 0: there is none. */
size_t marker_length(struct str s, struct marker *ret);

#endif
