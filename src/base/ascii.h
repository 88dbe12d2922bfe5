/*
 * Kinds of ASCII characters, whatever the locale.  A byte of a longer UTF-8
 * sequence is of none of these kinds, except for is_letterlike.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

/* Space, tab, line feed, vertical tab, form feed or carriage return. */
static inline bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_letter(char c)
{
	return is_lower(c) || is_upper(c);
}

static inline bool is_alnum(char c)
{
	return is_letter(c) || is_digit(c);
}

/* A letter, or a byte of a character beyond ASCII, most of which are letters. */
static inline bool is_letterlike(char c)
{
	return is_letter(c) || (unsigned char)c >= 0x80;
}

/* Only ASCII letters change. */
static inline char to_lower(char c)
{
	return is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

/* The value of a hexadecimal digit of either case; -1 for anything else. */
static inline int hex_value(char c)
{
	char low = to_lower(c);

	return is_digit(c) ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

#endif
