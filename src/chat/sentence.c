#include "chat/sentence.h"

#include "base/utf8.h"

/* Ends in a full stop without ending a sentence. Lower case. */
static const char *const abbreviations[] = {
	"prof", "dr", "ir", "drs", "dra", "st", "s.t", "m.t", "m.sc", "m.eng", "ph.d", "s.si", "m.si",
	"no", "jl", "jln", "hlm", "hal", "tel", "telp", "kec", "kab", "prov", "mr", "mrs", "ms", "vs",
	"e.g", "i.e", "cf", "fig", "vol", "ed", "a.n", "u.p", "s.d", "d.a", "etc", "art", "par", "approx",
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_end_mark(char c)
{
	return c == '.' || c == '?' || c == '!';
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The word that ends before text[at], with its inner full stops. */
static struct str word_before(struct str text, size_t at)
{
	size_t from = at;

	while (from > 0 && (is_letter(text.p[from - 1]) || is_digit(text.p[from - 1]) ||
			    text.p[from - 1] == '.'))
		from--;
	return str_sub(text, from, at - from);
}

static bool all_digits(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* Whether only blanks stand between text[at] and the beginning of its line. */
static bool at_line_start(struct str text, size_t at)
{
	while (at > 0 && (text.p[at - 1] == ' ' || text.p[at - 1] == '\t'))
		at--;
	return at == 0 || text.p[at - 1] == '\n';
}

/* The full stop at text[at] belongs to its word. */
static bool stop_is_inner(struct str text, size_t at)
{
	struct str word = word_before(text, at);
	size_t i;

	if (word.n == 1 && is_letter(word.p[0]))
		return true; /* an initial, or "a." of a list */
	if (all_digits(word) && word.n <= 3 && at_line_start(text, at - word.n))
		return true;
	for (i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++)
		if (str_ieq(word, str_of(abbreviations[i])))
			return true;
	return false;
}

/* Closing quotes and brackets behind an end mark. */
static size_t skip_closers(struct str text, size_t at)
{
	while (at < text.n) {
		if (text.p[at] == '"' || text.p[at] == '\'' || text.p[at] == ')' || is_end_mark(text.p[at]))
			at++;
		else if (str_starts(str_sub(text, at, 3), STR("\xe2\x80\x9d")))
			at += 3; /* ” */
		else
			break;
	}
	return at;
}

/* If a sentence ends with the mark at text[at]: where; else 0. */
static size_t mark_ends(struct str text, size_t at)
{
	size_t end;

	if (!is_end_mark(text.p[at]) || (text.p[at] == '.' && stop_is_inner(text, at)))
		return 0;
	end = skip_closers(text, at + 1);
	return end == text.n || is_space(text.p[end]) ? end : 0;
}

/* The line end at text[at] is a border, not a wrapped line. */
static bool line_ends(struct str text, size_t at)
{
	at++;
	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '\r'))
		at++;
	return at == text.n || !is_small(text.p[at]) ||
	       (at + 1 < text.n && (text.p[at + 1] == '.' || text.p[at + 1] == ')')); /* a. b) */
}

static size_t find_end(struct str text)
{
	size_t at;

	for (at = 0; at < text.n; at++) {
		size_t end = mark_ends(text, at);

		if (end)
			return end;
		if (text.p[at] == '\n' && line_ends(text, at))
			return at;
	}
	return text.n;
}

/* The last place in the first SENTENCE_MAX_POINTS to cut: after a clause, else after a word. */
static size_t cut_long(struct str text)
{
	size_t max = utf8_prefix(text, SENTENCE_MAX_POINTS), at, word = 0;

	for (at = max; at > max / 2; at--) {
		if (!is_space(text.p[at]))
			continue;
		if (word == 0)
			word = at;
		if (text.p[at - 1] == ',' || text.p[at - 1] == ';' || text.p[at - 1] == ':')
			return at;
	}
	return word ? word : max;
}

void sentences_begin(struct sentences *s, struct str text)
{
	*s = (struct sentences){text, false, true};
}

static void skip_space(struct sentences *s)
{
	while (s->rest.n && is_space(s->rest.p[0])) {
		if (s->rest.p[0] == '\n')
			s->new_line = true;
		s->rest = str_sub(s->rest, 1, s->rest.n);
	}
}

bool sentences_next(struct sentences *s, struct sentence *ret)
{
	size_t end;
	bool is_long;

	skip_space(s);
	if (s->rest.n == 0)
		return false;
	end = find_end(s->rest);
	is_long = utf8_prefix(str_sub(s->rest, 0, end), SENTENCE_MAX_POINTS) < end;
	if (is_long)
		end = cut_long(s->rest);
	*ret = (struct sentence){str_trim(str_sub(s->rest, 0, end)), s->inside, s->new_line};
	s->inside = is_long;
	s->new_line = false;
	s->rest = str_sub(s->rest, end, s->rest.n);
	return true;
}

size_t sentence_last_start(struct str text)
{
	size_t at = text.n;

	while (at > 0 && (is_space(text.p[at - 1]) || is_end_mark(text.p[at - 1])))
		at--;
	for (; at > 0; at--) {
		char c = text.p[at - 1];

		if (c == '\n' || (is_end_mark(c) && mark_ends(text, at - 1)))
			break;
	}
	at = at ? skip_closers(text, at) : 0;
	while (at < text.n && is_space(text.p[at]))
		at++;
	return at;
}
