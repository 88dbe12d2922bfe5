#include "chat/citation_form.h"

#include "base/ascii.h"

#define LEFT_BRACKET "\xe3\x80\x90"  /* 【 */
#define RIGHT_BRACKET "\xe3\x80\x91" /* 】 */

/* As much of a number as a marker may have; larger ones point nowhere anyway. */
static bool take_number(struct str *s, unsigned *ret)
{
	size_t i = 0;

	for (*ret = 0; i < s->n && i < 6 && is_digit(s->p[i]); i++)
		*ret = *ret * 10 + (unsigned)(s->p[i] - '0');
	*s = str_sub(*s, i, s->n);
	return i > 0;
}

static void note(struct citation_form *k, unsigned first, unsigned last)
{
	for (; first <= last && k->n < CITATION_FORM_NUMBERS_MAX; first++)
		k->numbers[k->n++] = first;
}

static void skip(struct str *s, const char *set)
{
	while (s->n && strchr(set, s->p[0]) && s->p[0])
		*s = str_sub(*s, 1, s->n);
}

/* "1", "1, 2", "1-3; 5" up to what can't be part of it. False: no marker at all. */
static bool take_numbers(struct str *s, struct citation_form *ret)
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

/* What models write in front of the number, in lower case. */
static const char *const source_words[] = {
	"source", "sources", "sumber", "document", "documents", "doc", "dokumen", "reference", "references",
	"ref", "referensi", "evidence", "bukti", "passage", "citation", "kutipan",
};

/* Length of such a word at the front of s; 0: there is none. */
static size_t word_length(struct str s)
{
	size_t n = 0, i;

	while (n < s.n && is_letter(s.p[n]))
		n++;
	for (i = 0; n > 0 && i < sizeof source_words / sizeof source_words[0]; i++) {
		struct str word = str_of(source_words[i]);

		if (n < s.n && str_ieq(word, str_sub(s, 0, n)))
			return n;
		if (n == s.n && str_ieq(str_sub(word, 0, n), s))
			return CITATION_FORM_UNDECIDED;
	}
	return 0;
}

/* (Sumber 1), (Source: [2]); a number alone in parentheses is one of the text's own. */
static size_t worded_marker(struct str s, struct citation_form *ret)
{
	struct str rest = str_sub(s, 1, s.n);
	size_t word = word_length(rest);

	if (rest.n == 0 || word == CITATION_FORM_UNDECIDED)
		return CITATION_FORM_UNDECIDED;
	rest = str_sub(rest, word, rest.n);
	skip(&rest, " .:#[");
	if (word == 0 || !take_numbers(&rest, ret))
		return 0;
	skip(&rest, "]");
	if (rest.n == 0)
		return CITATION_FORM_UNDECIDED;
	return rest.p[0] == ')' && ret->n ? s.n - rest.n + 1 : 0;
}

/* [1], [[1]], [^1], [Source 1] */
static size_t square_marker(struct str s, struct citation_form *ret)
{
	struct str rest = str_sub(s, 1, s.n);
	bool twice = str_starts(rest, STR("["));
	size_t word;

	if (twice)
		rest = str_sub(rest, 1, rest.n);
	word = word_length(rest);
	if (word == CITATION_FORM_UNDECIDED)
		return CITATION_FORM_UNDECIDED;
	rest = str_sub(rest, word, rest.n);
	if (word)
		skip(&rest, " .:#");
	if (!take_numbers(&rest, ret))
		return 0;
	if (rest.n == 0)
		return CITATION_FORM_UNDECIDED;
	if (rest.p[0] != ']' || ret->n == 0)
		return 0;
	rest = str_sub(rest, 1, rest.n);
	if (!twice)
		return s.n - rest.n;
	if (rest.n == 0)
		return CITATION_FORM_UNDECIDED;
	return rest.p[0] == ']' ? s.n - rest.n + 1 : 0;
}

/* 【1】, 【1†source】 */
static size_t round_marker(struct str s, struct citation_form *ret)
{
	struct str rest = str_sub(s, 3, s.n);
	size_t end;

	if (s.n < 3)
		return str_starts(STR(LEFT_BRACKET), s) ? CITATION_FORM_UNDECIDED : 0;
	if (!str_starts(s, STR(LEFT_BRACKET)) || !take_numbers(&rest, ret))
		return 0;
	end = str_find(rest, STR(RIGHT_BRACKET));
	if (str_find_char(str_sub(rest, 0, end), '\n') < end)
		return 0;
	if (end == rest.n || ret->n == 0)
		return CITATION_FORM_UNDECIDED;
	return s.n - rest.n + end + 3;
}

size_t citation_form_length(struct str s, struct citation_form *ret)
{
	struct str head = str_sub(s, 0, CITATION_FORM_BYTES_MAX);
	size_t n;

	ret->n = 0;
	n = s.p[0] == '['   ? square_marker(head, ret)
	    : s.p[0] == '(' ? worded_marker(head, ret)
			    : round_marker(head, ret);
	return n == CITATION_FORM_UNDECIDED && s.n >= CITATION_FORM_BYTES_MAX ? 0 : n;
}
