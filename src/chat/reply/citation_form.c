#include "chat/reply/citation_form.h"

#include "base/ascii.h"

/* Private code points around a citation, as OpenAI's models write them: U+E200 cite U+E202 turn0search1 U+E201 */
#define PRIVATE_BEGIN "\xee\x88\x80"
#define PRIVATE_END "\xee\x88\x81"
#define PRIVATE_NEXT "\xee\x88\x82"
#define DAGGER "\xe2\x80\xa0" /* † */
#define EN_DASH "\xe2\x80\x93"

enum { PRIVATE_BYTES_MAX = 200 };

/* What numbers stand between. */
static const struct bracket {
	const char *open, *close;
	enum { NUMBERS, WORDED, LOOSE } kind; /* WORDED: only behind a word; LOOSE: more may follow them */
} brackets[] = {
	{"[[", "]]", NUMBERS},
	{"[", "]", NUMBERS},
	{"\\[", "\\]", NUMBERS},
	{"\\[", "]", NUMBERS},
	{"(", ")", WORDED}, /* a number alone in parentheses is one of the text's own */
	{"\xe3\x80\x90", "\xe3\x80\x91", LOOSE},     /* 【1†source】 */
	{"\xef\xbc\xbb", "\xef\xbc\xbd", NUMBERS},   /* ［1］ */
	{"\xe3\x80\x94", "\xe3\x80\x95", NUMBERS},   /* 〔1〕 */
	{"\xe3\x80\x96", "\xe3\x80\x97", NUMBERS},   /* 〖1〗 */
	{"\xe2\x9f\xa6", "\xe2\x9f\xa7", NUMBERS},   /* ⟦1⟧ */
	{"<sup>[", "]</sup>", NUMBERS},
	{"<sup>", "</sup>", NUMBERS},
	{"<cite>", "</cite>", NUMBERS},
	{"<ref>", "</ref>", NUMBERS},
};
enum { BRACKETS = sizeof brackets / sizeof brackets[0] };

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

/* What models write in front of the number, in lower case. */
static const char *const source_words[] = {
	"source", "sources", "sumber", "document", "documents", "doc", "dokumen", "reference", "references",
	"ref", "referensi", "evidence", "bukti", "passage", "citation", "kutipan", "cite",
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

/* The word between two numbers: "Source 1, Source 2", "1 dan 2". */
static void take_joint(struct str *s)
{
	static const struct str joints[] = {{"dan ", 4}, {"and ", 4}};
	size_t word = word_length(*s), i;

	for (i = 0; i < 2; i++)
		if (str_starts(*s, joints[i]))
			word = joints[i].n;
		else if (s->n && str_starts(joints[i], *s))
			word = CITATION_FORM_UNDECIDED;
	if (word == CITATION_FORM_UNDECIDED)
		word = s->n; /* nothing is left, so that it stays undecided */
	if (word == 0)
		return;
	*s = str_sub(*s, word, s->n);
	skip(s, " .:#");
}

/* "1", "1, 2", "1-3; 5" up to what can't be part of it. False: no marker at all. */
static bool take_numbers(struct str *s, struct citation_form *ret)
{
	unsigned first, last;

	skip(s, " ^*`");
	while (take_number(s, &first)) {
		last = first;
		skip(s, " *`");
		if (s->n && (s->p[0] == '-' || str_starts(*s, STR(EN_DASH)))) {
			*s = str_sub(*s, s->p[0] == '-' ? 1 : 3, s->n);
			skip(s, " ");
			if (s->n && !take_number(s, &last))
				return false;
		}
		note(ret, first, last < first ? first : last);
		skip(s, " ,;&*`");
		take_joint(s);
		if (s->n && (s->p[0] == '^' || s->p[0] == '#'))
			*s = str_sub(*s, 1, s->n);
	}
	return s->n == 0 || ret->n > 0;
}

static bool begins(struct str s, struct str text)
{
	return str_ieq(str_sub(s, 0, text.n), text);
}

/* Whether s is the beginning of the text, and not yet all of it. */
static bool is_part(struct str s, struct str text)
{
	return s.n < text.n && str_ieq(s, str_sub(text, 0, s.n));
}

/* What stands behind the numbers, up to the closing bracket: its length with the bracket, 0, or undecided. */
static size_t close_length(struct str rest, const struct bracket *b, bool loose)
{
	struct str close = str_of(b->close);
	size_t end = 0;

	if (loose || str_starts(rest, STR(DAGGER))) {
		end = str_find(rest, close);
		if (str_find_char(str_sub(rest, 0, end), '\n') < end)
			return 0;
	} else if (b->kind == WORDED && rest.n && rest.p[0] == ']') {
		end = 1; /* (Source: [2]) */
	}
	rest = str_sub(rest, end, rest.n);
	if (is_part(rest, close))
		return CITATION_FORM_UNDECIDED;
	return begins(rest, close) ? end + close.n : 0;
}

static size_t bracketed(struct str s, const struct bracket *b, struct citation_form *ret)
{
	struct str rest = str_sub(s, strlen(b->open), s.n);
	size_t word, end;

	ret->n = 0;
	if (is_part(s, str_of(b->open)))
		return CITATION_FORM_UNDECIDED;
	if (!begins(s, str_of(b->open)))
		return 0;
	word = word_length(rest);
	if (rest.n == 0 || word == CITATION_FORM_UNDECIDED)
		return CITATION_FORM_UNDECIDED;
	if (b->kind == WORDED && word == 0)
		return 0;
	rest = str_sub(rest, word, rest.n);
	if (word)
		skip(&rest, b->kind == WORDED ? " .:#[" : " .:#");
	if (!take_numbers(&rest, ret))
		return 0;
	/* [Source 1: its title] */
	end = close_length(rest, b, b->kind == LOOSE || (word && b->kind == NUMBERS && str_starts(rest, STR(":"))));
	if (rest.n == 0 || end == CITATION_FORM_UNDECIDED)
		return CITATION_FORM_UNDECIDED;
	return end && ret->n ? s.n - rest.n + end : 0;
}

/* ¹ ² ³ …, each a number of its own. */
static size_t raised(struct str s, struct citation_form *ret)
{
	static const char *const digits[] = {
		"\xc2\xb9", "\xc2\xb2", "\xc2\xb3", "\xe2\x81\xb4", "\xe2\x81\xb5", "\xe2\x81\xb6",
		"\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9",
	};
	unsigned i;

	for (i = 0; i < sizeof digits / sizeof digits[0]; i++)
		if (str_starts(s, str_of(digits[i]))) {
			note(ret, i + 1, i + 1);
			return strlen(digits[i]);
		}
	return 0;
}

/* Private code points are for no reader; those around a citation take it with them, numbers of it count. */
static size_t private(struct str s, struct citation_form *ret)
{
	struct str head = str_sub(s, 0, PRIVATE_BYTES_MAX), part, number;
	size_t end = str_find(head, STR(PRIVATE_END)), i;
	long n;

	if (!str_starts(s, STR(PRIVATE_BEGIN)) || (s.n > 3 && !is_lower(s.p[3])))
		return 3;
	if (end == head.n)
		return s.n < PRIVATE_BYTES_MAX ? CITATION_FORM_UNDECIDED : 3;
	for (part = str_sub(head, 0, end); (i = str_find(part, STR(PRIVATE_NEXT))) < part.n;) {
		part = str_sub(part, i + 3, part.n);
		number = str_sub(part, 0, str_find(part, STR(PRIVATE_NEXT)));
		if (str_to_long(number, &n) && n > 0 && n < 1000000)
			note(ret, (unsigned)n, (unsigned)n);
	}
	return end + 3;
}

/* U+E000 to U+F8FF */
static bool is_private(struct str s)
{
	unsigned char a = (unsigned char)s.p[0], b = s.n > 1 ? (unsigned char)s.p[1] : 0;

	return s.n > 2 && (a == 0xee || (a == 0xef && b < 0xa4));
}

bool citation_form_may_begin(char c)
{
	size_t i;

	for (i = 0; i < BRACKETS; i++)
		if (c == brackets[i].open[0])
			return true;
	return c == '\xc2' || c == '\xee';
}

size_t citation_form_length(struct str s, struct citation_form *ret)
{
	struct str head = str_sub(s, 0, CITATION_FORM_BYTES_MAX);
	size_t n = 0, i;
	bool undecided = false;

	ret->n = 0;
	if (is_private(s))
		return private(s, ret);
	for (i = 0; i < BRACKETS && (n == 0 || n == CITATION_FORM_UNDECIDED); i++) {
		undecided = undecided || n == CITATION_FORM_UNDECIDED;
		n = bracketed(head, &brackets[i], ret);
	}
	if (n == 0)
		n = raised(head, ret);
	if (n && n != CITATION_FORM_UNDECIDED)
		return n;
	ret->n = 0;
	return (undecided || n) && s.n < CITATION_FORM_BYTES_MAX ? CITATION_FORM_UNDECIDED : 0;
}
