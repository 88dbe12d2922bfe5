/*
 * Borrowed text: a pointer and a length, never owned, not NUL-terminated.
 *
 * The bytes belong to something else (an arena, a buf, a mapped file, a literal),
 * which must outlive the str.  {NULL, 0} and {"", 0} both mean empty.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})

/* NULL gives the empty str. */
static inline struct str str_of(const char *c)
{
	return (struct str){c ? c : "", c ? strlen(c) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Bytewise order, as strcmp. */
int str_cmp(struct str a, struct str b);
/* ASCII letters without regard to case; other bytes as they are. */
bool str_ieq(struct str a, struct str b);
/* Whether one of the n words is a. */
bool str_among(struct str a, const char *const *words, size_t n);
#define STR_AMONG(a, array) str_among((a), (array), sizeof(array) / sizeof(array)[0])
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* What follows the last "/" of a path. */
struct str str_file_name(struct str path);
/* The part from `from` on, at most n bytes; clamped to s. */
struct str str_sub(struct str s, size_t from, size_t n);
/* Offset of the first occurrence, or s.n when there is none. */
size_t str_find(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);

/*
 * Cuts the text before the next `sep` off the front of *rest and stores it in
 * *ret_part.  False when *rest is used up (its p is then NULL).  "a,b" gives a
 * and b, "a," gives a and an empty part, "" one empty part.  Start with a copy
 * of the whole text.
 */
bool str_cut(struct str *rest, char sep, struct str *ret_part);

/* A whole decimal number with optional sign; false on anything else or overflow. */
bool str_to_long(struct str s, long *ret);
bool str_to_double(struct str s, double *ret);

#endif
