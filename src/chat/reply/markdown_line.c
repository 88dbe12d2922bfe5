#include "chat/reply/markdown_line.h"

#include "base/ascii.h"

enum { NUMBER_DIGITS = 3, HEADING_MOST = 6, FENCE_LEAST = 3, RULE_LEAST = 3 };

static size_t run_of(struct str s, char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* "---", "* * *", and nothing else. */
static bool only_rule(struct str s)
{
	size_t n = 0, i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == s.p[0])
			n++;
		else if (!is_blank(s.p[i]))
			return false;
	return n >= RULE_LEAST;
}

static bool may_be_rule(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != s.p[0] && !is_blank(s.p[i]))
			return false;
	return true;
}

/* A mark of n bytes, white space and text. */
static struct line marked(struct str s, size_t n, enum line_kind kind, bool ended)
{
	struct line l = {.kind = LINE_TEXT};

	if (s.n == n)
		l.kind = ended ? LINE_BLANK : LINE_UNDECIDED;
	else if (is_blank(s.p[n]))
		l = (struct line){.kind = kind, .skip = n + 1};
	return l;
}

static struct line bullet_or_rule(struct str s, bool ended)
{
	if (may_be_rule(s) && s.p[0] != '+') {
		if (!ended)
			return (struct line){.kind = LINE_UNDECIDED};
		if (only_rule(s))
			return (struct line){.kind = LINE_RULE, .skip = s.n};
	}
	return s.p[0] == '_' ? (struct line){.kind = LINE_TEXT} : marked(s, 1, LINE_BULLET, ended);
}

static struct line number(struct str s, bool ended)
{
	struct line l;
	size_t n = 0;
	long value = 0;

	for (; n < s.n && n <= NUMBER_DIGITS && is_digit(s.p[n]); n++)
		value = 10 * value + (s.p[n] - '0');
	if (n > NUMBER_DIGITS || (n < s.n && s.p[n] != '.' && s.p[n] != ')') || (n == s.n && ended))
		return (struct line){.kind = LINE_TEXT};
	if (n == s.n)
		return (struct line){.kind = LINE_UNDECIDED};
	l = marked(s, n + 1, LINE_NUMBER, ended);
	if (l.kind == LINE_BLANK)
		l.kind = LINE_TEXT;
	l.number = value;
	return l;
}

static struct line whole(enum line_kind kind, bool ended)
{
	return (struct line){.kind = ended ? kind : LINE_UNDECIDED};
}

static struct line fence(struct str s, bool ended)
{
	size_t n = run_of(s, s.p[0]);

	if (n < FENCE_LEAST)
		return (struct line){.kind = n == s.n && !ended ? LINE_UNDECIDED : LINE_TEXT};
	return whole(LINE_FENCE, ended);
}

static struct line heading(struct str s, bool ended)
{
	size_t n = run_of(s, '#');

	return n > HEADING_MOST ? (struct line){.kind = LINE_TEXT} : marked(s, n, LINE_HEADING, ended);
}

static struct line quote(struct str s, bool ended)
{
	if (s.n == 1 && !ended)
		return (struct line){.kind = LINE_UNDECIDED};
	return (struct line){.kind = LINE_QUOTE, .skip = s.n > 1 && is_blank(s.p[1]) ? 2 : 1};
}

static struct line unindented(struct str s, bool ended)
{
	static const struct str dot = {"\xe2\x80\xa2", 3};

	switch (s.p[0]) {
	case '`':
	case '~':
		return fence(s, ended);
	case '|':
		return whole(LINE_TABLE, ended);
	case '#':
		return heading(s, ended);
	case '>':
		return quote(s, ended);
	case '-':
	case '*':
	case '+':
	case '_':
		return bullet_or_rule(s, ended);
	default:
		if (str_starts(s, dot))
			return marked(s, dot.n, LINE_BULLET, ended);
		return is_digit(s.p[0]) ? number(s, ended) : (struct line){.kind = LINE_TEXT};
	}
}

struct line line_read(struct str s, bool ended)
{
	size_t n = 0, indent = 0;
	struct line l;

	for (; n < s.n && is_blank(s.p[n]); n++)
		indent += s.p[n] == '\t' ? 4 : 1;
	if (n == s.n)
		return (struct line){.kind = ended ? LINE_BLANK : LINE_UNDECIDED};
	l = unindented(str_sub(s, n, s.n), ended);
	l.indent = indent;
	l.skip += n;
	return l;
}
