#include "chat/marker.h"

#define LEFT_BRACKET "\xe3\x80\x90"  /* 【 */
#define RIGHT_BRACKET "\xe3\x80\x91" /* 】 */

/* Longer than this is no marker but text in brackets. */
enum { MARKER_BYTES_MAX = 64 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As much of a number as a marker may have; larger ones point nowhere anyway. */
static bool take_number(struct str *s, unsigned *ret)
{
	size_t i = 0;

	for (*ret = 0; i < s->n && i < 6 && is_digit(s->p[i]); i++)
		*ret = *ret * 10 + (unsigned)(s->p[i] - '0');
	*s = str_sub(*s, i, s->n);
	return i > 0;
}

static void note(struct marker *k, unsigned first, unsigned last)
{
	for (; first <= last && k->n < MARKERS_NUMBERS_MAX; first++)
		k->numbers[k->n++] = first;
}

static void skip(struct str *s, const char *set)
{
	while (s->n && strchr(set, s->p[0]) && s->p[0])
		*s = str_sub(*s, 1, s->n);
}

/* "1", "1, 2", "1-3; 5" up to what can't be part of it. False: no marker at all. */
static bool take_numbers(struct str *s, struct marker *ret)
{
	unsigned first, last;

	skip(s, " ^*`");
	while (take_number(s, &first)) {
		last = first;
		skip(s, " *`");
		if (s->n && s->p[0] == '-') {
			*s = str_sub(*s, 1, s->n);
			skip(s, " ");
			if (s->n && !take_number(s, &last))
				return false;
		}
		note(ret, first, last < first ? first : last);
		skip(s, " ,;&*`");
		if (s->n && (s->p[0] == '^' || s->p[0] == '#'))
			*s = str_sub(*s, 1, s->n);
	}
	return s->n == 0 || ret->n > 0;
}

/* [1], [[1]], [^1] */
static size_t square_marker(struct str s, struct marker *ret)
{
	struct str rest = str_sub(s, 1, s.n);
	bool twice = str_starts(rest, STR("["));

	if (twice)
		rest = str_sub(rest, 1, rest.n);
	if (!take_numbers(&rest, ret))
		return 0;
	if (rest.n == 0)
		return MARKER_UNDECIDED;
	if (rest.p[0] != ']' || ret->n == 0)
		return 0;
	rest = str_sub(rest, 1, rest.n);
	if (!twice)
		return s.n - rest.n;
	if (rest.n == 0)
		return MARKER_UNDECIDED;
	return rest.p[0] == ']' ? s.n - rest.n + 1 : 0;
}

/* 【1】, 【1†source】 */
static size_t round_marker(struct str s, struct marker *ret)
{
	struct str rest = str_sub(s, 3, s.n);
	size_t end;

	if (s.n < 3)
		return str_starts(STR(LEFT_BRACKET), s) ? MARKER_UNDECIDED : 0;
	if (!str_starts(s, STR(LEFT_BRACKET)) || !take_numbers(&rest, ret))
		return 0;
	end = str_find(rest, STR(RIGHT_BRACKET));
	if (str_find_char(str_sub(rest, 0, end), '\n') < end)
		return 0;
	if (end == rest.n || ret->n == 0)
		return MARKER_UNDECIDED;
	return s.n - rest.n + end + 3;
}

size_t marker_length(struct str s, struct marker *ret)
{
	struct str head = str_sub(s, 0, MARKER_BYTES_MAX);
	size_t n;

	ret->n = 0;
	n = s.p[0] == '[' ? square_marker(head, ret) : round_marker(head, ret);
	return n == MARKER_UNDECIDED && s.n >= MARKER_BYTES_MAX ? 0 : n;
}
