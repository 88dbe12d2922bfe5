#include "chat/markers.h"

#include "chat/url.h"

enum {
	MARKER_BYTES_MAX = 64, /* longer than this is no marker but text in brackets */
	SPACE_MAX = 16,        /* white space given out at a time */
	RUN_MAX = 8,           /* of * ` # and of punctuation behind a forged address */
};

/* Each taker looks at the front of s: bytes it took, or MORE when s ends too early. */
#define MORE ((size_t)-1)
#define LEFT_BRACKET "\xe3\x80\x90"  /* 【 */
#define RIGHT_BRACKET "\xe3\x80\x91" /* 】 */
#define LEFT_BRACKET_BYTE (char)0xe3

void markers_init(struct markers *m, struct markers_sink sink)
{
	*m = (struct markers){.sink = sink};
	buf_init(&m->held, 1 << 20);
	buf_init(&m->ready, 1 << 20);
	buf_init(&m->space, SPACE_MAX);
}

void markers_release(struct markers *m)
{
	buf_release(&m->held);
	buf_release(&m->ready);
	buf_release(&m->space);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void flush(struct markers *m)
{
	if (m->ready.n && !m->stopped && m->sink.text(m->sink.arg, buf_view(&m->ready)))
		m->stopped = true;
	buf_reset(&m->ready);
}

static bool parenthesis_waits(const struct markers *m)
{
	return str_ends(buf_view(&m->space), STR("("));
}

/* What is left of the white space around something that was taken out. */
static void close_gap(struct markers *m, bool closing)
{
	struct str space = buf_view(&m->space);
	size_t line = str_find_char(space, '\n');

	m->gap = false;
	if (parenthesis_waits(m))
		return;
	if (m->last && !closing && line < space.n) {
		buf_drop(&m->space, line);
		return;
	}
	buf_reset(&m->space);
	if (m->last && !closing)
		buf_char(&m->space, ' ');
}

/* White space goes out when it turned out to stand between two visible things. */
static void give_space(struct markers *m, char next)
{
	struct str space;

	if (m->gap)
		close_gap(m, strchr(".,;:!?)", next) != NULL);
	space = buf_view(&m->space);
	buf_str(&m->ready, m->last ? space : str_trim(space));
	buf_reset(&m->space);
}

static void give(struct markers *m, struct str s)
{
	if (s.n == 0)
		return;
	give_space(m, s.p[0]);
	buf_str(&m->ready, s);
	m->last = s.p[s.n - 1];
}

static bool at_line_start(const struct markers *m)
{
	return m->last == 0 || str_find_char(buf_view(&m->space), '\n') < m->space.n;
}

/* --- markers */

struct marker {
	unsigned numbers[MARKERS_NUMBERS_MAX];
	size_t n;
};

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

	skip(s, " ^");
	while (take_number(s, &first)) {
		last = first;
		skip(s, " ");
		if (s->n && s->p[0] == '-') {
			*s = str_sub(*s, 1, s->n);
			skip(s, " ");
			if (s->n && !take_number(s, &last))
				return false;
		}
		note(ret, first, last < first ? first : last);
		skip(s, " ,;&");
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
		return MORE;
	if (rest.p[0] != ']' || ret->n == 0)
		return 0;
	rest = str_sub(rest, 1, rest.n);
	if (!twice)
		return s.n - rest.n;
	if (rest.n == 0)
		return MORE;
	return rest.p[0] == ']' ? s.n - rest.n + 1 : 0;
}

/* 【1】, 【1†source】 */
static size_t round_marker(struct str s, struct marker *ret)
{
	struct str rest = str_sub(s, 3, s.n);
	size_t end;

	if (s.n < 3)
		return str_starts(STR(LEFT_BRACKET), s) ? MORE : 0;
	if (!str_starts(s, STR(LEFT_BRACKET)) || !take_numbers(&rest, ret))
		return 0;
	end = str_find(rest, STR(RIGHT_BRACKET));
	if (end == rest.n || ret->n == 0)
		return rest.n && str_find_char(rest, '\n') < rest.n ? 0 : MORE;
	return s.n - rest.n + end + 3;
}

static size_t take_marker(struct markers *m, struct str s)
{
	struct marker k = {.n = 0};
	size_t n = s.p[0] == '[' ? square_marker(s, &k) : round_marker(s, &k);

	if (n == MORE)
		return s.n < MARKER_BYTES_MAX ? MORE : 0;
	if (n == 0)
		return 0;
	flush(m);
	if (!m->stopped && m->sink.cited(m->sink.arg, k.numbers, k.n))
		m->stopped = true;
	m->gap = true;
	return n;
}

/* --- addresses */

/* Takes the rest of a forged address, as far as it is known to be part of it. */
static size_t take_forged(struct markers *m, struct str s, bool last)
{
	bool ended;
	size_t n = url_length(s, &ended);

	if (ended || last) {
		m->forged = false;
		m->gap = true;
		return n;
	}
	return s.n - n < RUN_MAX ? (n ? n : MORE) : s.n;
}

static size_t take_address(struct markers *m, struct str s, bool last)
{
	enum url_start start = url_starts(s);
	bool ended;
	size_t n;

	if (start == URL_NO || (start == URL_MAYBE && last))
		return 0;
	if (start == URL_MAYBE)
		return MORE;
	n = url_length(s, &ended);
	if (!ended && !last && s.n < MARKERS_HELD_MAX &&
	    m->sink.knows_url(m->sink.arg, str_sub(s, 0, n), false))
		return MORE;
	if ((ended || last) && m->sink.knows_url(m->sink.arg, str_sub(s, 0, n), true)) {
		give(m, str_sub(s, 0, n));
		return n;
	}
	m->forged = true;
	return take_forged(m, s, last);
}

/* --- white space and markdown */

static size_t take_space(struct markers *m, struct str s)
{
	/* past SPACE_MAX the rest is dropped, as is what follows "(" and a removed address */
	if (m->space.n < SPACE_MAX && !(m->gap && parenthesis_waits(m)))
		buf_char(&m->space, s.p[0] == '\r' ? ' ' : s.p[0]);
	return 1;
}

/* A "(" waits for what follows: it may be a forged address. */
static size_t take_parenthesis(struct markers *m)
{
	if (m->gap)
		close_gap(m, false);
	if (parenthesis_waits(m) || m->space.n == SPACE_MAX)
		give(m, STR("("));
	else
		buf_char(&m->space, '(');
	return 1;
}

/* Nothing is left between the parentheses: they go as well. */
static size_t close_parenthesis(struct markers *m)
{
	if (!m->gap || !parenthesis_waits(m))
		return 0;
	buf_cut(&m->space, m->space.n - 1);
	return 1;
}

static size_t run_of(struct str s, char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

/* Emphasis touches a word on one side; a sum or a lone star doesn't. */
static size_t take_stars(struct markers *m, struct str s, bool last)
{
	size_t n = run_of(s, '*');
	char before = m->space.n ? ' ' : m->last, after = n < s.n ? s.p[n] : ' ';

	if (n == s.n && !last && n < RUN_MAX)
		return MORE;
	if (n == 1 && at_line_start(m) && after == ' ') {
		give(m, STR("-"));
		return 1;
	}
	if (n == 1 && ((is_space(after) && (before == 0 || is_space(before))) ||
		       (is_digit(before) && is_digit(after))))
		give(m, STR("*"));
	return n;
}

static size_t take_heading(struct markers *m, struct str s, bool last)
{
	size_t n = run_of(s, '#');

	if (n == s.n && !last && n < RUN_MAX)
		return MORE;
	if (at_line_start(m) && n < s.n && s.p[n] == ' ')
		return n + 1;
	give(m, str_sub(s, 0, n));
	return n;
}

/* --- all together */

/* Text up to the next byte that some taker looks at. */
static size_t plain_run(struct str s)
{
	size_t n = 1;

	while (n < s.n && !is_space(s.p[n]) && strchr("[()*`#hHwWfF", s.p[n]) == NULL &&
	       s.p[n] != LEFT_BRACKET_BYTE)
		n++;
	return n;
}

static size_t take_special(struct markers *m, struct str s, bool last)
{
	switch (s.p[0]) {
	case '(':
		return take_parenthesis(m);
	case '*':
		return take_stars(m, s, last);
	case '#':
		return take_heading(m, s, last);
	case '`':
		return 1;
	case '[':
	case LEFT_BRACKET_BYTE:
		return take_marker(m, s);
	case ')':
		return close_parenthesis(m);
	default:
		return 0;
	}
}

static size_t take(struct markers *m, struct str s, bool last)
{
	size_t n;

	if (m->forged)
		return take_forged(m, s, last);
	if (is_space(s.p[0]))
		return take_space(m, s);
	n = take_special(m, s, last);
	if (n == 0)
		n = take_address(m, s, last);
	if (n)
		return n;
	n = plain_run(s);
	give(m, str_sub(s, 0, n));
	return n;
}

static int work(struct markers *m, bool last, struct err *err)
{
	size_t at = 0;

	while (at < m->held.n && !m->stopped) {
		size_t n = take(m, str_sub(buf_view(&m->held), at, m->held.n), last);

		if (n == MORE && !last)
			break;
		if (n == MORE) {
			/* the text ended within what might have become a marker */
			n = plain_run(str_sub(buf_view(&m->held), at, m->held.n));
			give(m, str_sub(buf_view(&m->held), at, n));
		}
		at += n;
	}
	buf_drop(&m->held, at);
	flush(m);
	if (m->stopped)
		return err_set(err, ERR_GONE, "the reader went away");
	if (m->held.bad || m->ready.bad)
		return err_set(err, ERR_NO_MEMORY, "an answer's text");
	return 0;
}

int markers_feed(struct markers *m, struct str piece, struct err *err)
{
	buf_str(&m->held, piece);
	return work(m, false, err);
}

int markers_end(struct markers *m, struct err *err)
{
	return work(m, true, err);
}
