/*
 * One section of a number format cut into its parts; for number_*.c alone.
 */
#ifndef KB_NUMBER_TOKEN_H
#define KB_NUMBER_TOKEN_H

#include "kb/document/number_format.h"

/* A section of more parts is cut: none that a person wrote has them. */
enum { NUMBER_TOKENS_MAX = 96 };

enum number_token_kind {
	NUMBER_LITERAL,
	NUMBER_DIGIT,   /* c: '0', '#' or '?' */
	NUMBER_POINT,
	NUMBER_COMMA,
	NUMBER_PERCENT,
	NUMBER_POWER,   /* "E+" */
	NUMBER_DATE,    /* c: one of "ymdhs", n of them */
	NUMBER_ELAPSED, /* c: one of "hms": all hours, minutes, seconds */
	NUMBER_NOON,    /* AM or PM */
	NUMBER_GENERAL,
};

struct number_token {
	enum number_token_kind kind;
	char c;
	unsigned n;
	struct str text; /* of a literal, borrowed from the code */
};

struct number_section {
	struct number_token tokens[NUMBER_TOKENS_MAX];
	size_t n;
	struct str condition; /* ">=100", else "" */
	long language;        /* Windows' number for it, 0 when none is said */
	bool date;
};

/* Each appends the value as the section shows it; number_digits() a value that is not negative. */
void number_digits(const struct number_section *s, double value, bool minus, bool comma, struct buf *out);
void number_general(double value, bool comma, struct buf *out);
/* False: the value is no date. */
bool number_date(const struct number_section *s, double value, const struct number_style *style, struct buf *out);

#endif
