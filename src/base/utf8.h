/*
 * UTF-8 (RFC 3629): checking, counting and stepping.
 *
 * Overlong forms, surrogates and values over U+10FFFF are not UTF-8.
 * Normalisation is the analyser's (text/analyse.h), which uses utf8proc.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/str.h"

/*
 * Takes one code point off the front of *s.  An invalid byte is taken by itself,
 * as U+FFFD, and sets *ret_bad (may be NULL).  s must not be empty.
 */
uint32_t utf8_next(struct str *s, bool *ret_bad);
bool utf8_valid(struct str s);
/* Code points; an invalid byte counts as one. */
size_t utf8_count(struct str s);
/* Bytes of the longest prefix that has at most n code points. */
size_t utf8_prefix(struct str s, size_t n);
/* Bytes at the end of s that begin a code point not yet complete (0 to 3). */
size_t utf8_partial_tail(struct str s);
/* Appends the code point; a value that is none becomes U+FFFD. */
void utf8_put(struct buf *b, uint32_t code_point);
/* Appends s with every invalid byte replaced by U+FFFD. */
void utf8_clean(struct buf *b, struct str s);

#endif
