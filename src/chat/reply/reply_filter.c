#include "chat/reply/reply_filter.h"

#include "base/ascii.h"
#include "chat/reply/citation_form.h"
#include "chat/reply/link_form.h"
#include "chat/reply/reply_output.h"
#include "chat/reply/url.h"

/* Each taker looks at the front of s: bytes it took, or MORE when s ends too early. */
#define MORE CITATION_FORM_UNDECIDED

void reply_filter_init(struct reply_filter *m, struct reply_filter_sink sink)
{
	*m = (struct reply_filter){.sink = sink};
	buf_init(&m->held, 1 << 20);
	buf_init(&m->ready, 1 << 20);
	buf_init(&m->space, REPLY_SPACE_MAX);
}

void reply_filter_restart(struct reply_filter *m)
{
	struct buf held = m->held, ready = m->ready, space = m->space;

	*m = (struct reply_filter){.sink = m->sink, .held = held, .ready = ready, .space = space};
	buf_reset(&m->held);
	buf_reset(&m->ready);
	buf_reset(&m->space);
}

void reply_filter_release(struct reply_filter *m)
{
	buf_release(&m->held);
	buf_release(&m->ready);
	buf_release(&m->space);
}

static bool at_line_start(const struct reply_filter *m)
{
	return m->last == 0 || str_find_char(buf_view(&m->space), '\n') < m->space.n;
}

/* --- markers, addresses */

static size_t take_marker(struct reply_filter *m, struct str s)
{
	struct citation_form k;
	size_t n = citation_form_length(s, &k);

	if (n == 0 || n == MORE)
		return n;
	if (reply_give_power(m, s, n, k.n ? k.numbers[0] : 0))
		return n;
	reply_flush_all(m);
	if (k.n && !m->stopped && m->sink.cited(m->sink.arg, k.numbers, k.n))
		m->stopped = true;
	m->gap = m->joint = true;
	return n;
}

/* Takes the rest of a forged address, as far as it is known to be part of it. */
static size_t take_forged(struct reply_filter *m, struct str s, bool last)
{
	bool ended;
	size_t n = url_length(s, &m->open, &ended);

	if (!ended && !last)
		return n ? n : MORE;
	m->forged = false;
	m->gap = m->joint = true;
	return n;
}

static size_t take_address(struct reply_filter *m, struct str s, bool last)
{
	enum url_start start = url_starts(s);
	bool ended;
	size_t n;

	if (start == URL_NO || (start == URL_MAYBE && last))
		return 0;
	if (start == URL_MAYBE)
		return MORE;
	m->open = 0;
	n = url_length(s, &m->open, &ended);
	if (!ended && !last && s.n < REPLY_FILTER_HELD_MAX &&
	    m->sink.knows_url(m->sink.arg, str_sub(s, 0, n), false))
		return MORE;
	if ((ended || last) && m->sink.knows_url(m->sink.arg, str_sub(s, 0, n), true)) {
		reply_give_linked(m, str_sub(s, 0, n), str_sub(s, 0, n));
		m->after_url = true;
		return n;
	}
	m->open = 0;
	m->forged = true;
	m->dropping = reply_drop_lead(m);
	return take_forged(m, s, last);
}

/* The rest of a clause whose address was taken out, up to the mark that ends it. */
static size_t take_clause(struct reply_filter *m, struct str s, bool last)
{
	size_t n = 0;

	m->gap = m->joint = true;
	while (n < s.n && strchr(".,;:!?\n)", s.p[n]) == NULL)
		n++;
	if (n)
		return n;
	while (n < s.n && url_ends_before(s.p[n]))
		n++;
	if (n && n == s.n && !last)
		return MORE;
	if (n && n < s.n && !is_space(s.p[n]) && s.p[n] != ')')
		return n; /* of a number, or an address */
	if (n == 0 && s.p[0] == ')' && !reply_parenthesis_waits(m))
		return 1;
	m->dropping = false;
	return m->last == 0 || strchr(".,;:!?\n", m->last) ? n : 0;
}

/* A link whose address nobody knows leaves its text, unless that is an address or the clause goes. */
static size_t take_link(struct reply_filter *m, struct str s)
{
	struct link_form k;
	size_t n = link_form_length(s, &k);
	struct str text = {k.text, k.text_n}, rest = text, url;
	bool ended, known, address = n && n != MORE && url_starts(k.url) == URL_YES;
	int open = 0;

	if (n == 0 || n == MORE)
		return n;
	known = address && url_length(k.url, &open, &ended) == k.url.n &&
		m->sink.knows_url(m->sink.arg, k.url, true);
	if (text.n == 0 || url_find(&rest, &url))
		text = known ? k.url : STR("");
	m->joint = true;
	if (address && !known && reply_drop_lead(m)) {
		m->dropping = true;
		return n;
	}
	if (text.n) {
		reply_give_linked(m, text, known ? k.url : STR(""));
		m->after_url = text.p == k.url.p;
	}
	m->gap = m->gap || text.n == 0;
	m->joint = true;
	return n;
}

/* --- white space and markdown */

static size_t take_space(struct reply_filter *m, struct str s)
{
	/* past REPLY_SPACE_MAX the rest is dropped, as is what follows "(" and a removed address */
	if (m->space.n < REPLY_SPACE_MAX && !(m->gap && reply_parenthesis_waits(m)))
		buf_char(&m->space, s.p[0] == '\r' ? ' ' : s.p[0]);
	return 1;
}

/* A "(" that begins no marker waits for what follows: it may be a forged address. */
static size_t take_parenthesis(struct reply_filter *m, struct str s, bool last)
{
	size_t n = take_marker(m, s);

	if (n && !(n == MORE && last))
		return n;
	if (m->gap)
		reply_close_gap(m, false);
	reply_part_joint(m, '(');
	if (reply_parenthesis_waits(m) || m->space.n == REPLY_SPACE_MAX)
		reply_give(m, STR("("));
	else
		buf_char(&m->space, '(');
	return 1;
}

/* Nothing is left between the parentheses: they go as well. */
static size_t close_parenthesis(struct reply_filter *m)
{
	if (!m->gap || !reply_parenthesis_waits(m))
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
static size_t take_stars(struct reply_filter *m, struct str s, bool last)
{
	size_t n = run_of(s, '*');
	bool *mark = n == 1 ? &m->style.em : &m->style.strong;
	char before = m->space.n ? ' ' : m->last, after = n < s.n ? s.p[n] : ' ';

	if (n == s.n && !last)
		return MORE;
	if (n == 1 && !m->style.code && at_line_start(m) && after == ' ') {
		reply_give(m, STR("-"));
		return 1;
	}
	if (m->style.code || (n == 1 && ((is_space(after) && (before == 0 || is_space(before))) ||
		       (is_digit(before) && is_digit(after)))))
		reply_give(m, str_sub(s, 0, n));
	else
		m->joint = true;
	if (m->joint && n < 4)
		*mark = !*mark && !is_space(after);
	return n;
}

static size_t take_ticks(struct reply_filter *m, struct str s, bool last)
{
	size_t n = run_of(s, '`');

	if (n == s.n && !last)
		return MORE;
	m->joint = true;
	m->style.code = !m->style.code;
	return n;
}

/* A mark that is not Markdown's. */
static size_t take_escape(struct reply_filter *m, struct str s, bool last)
{
	if (s.n == 1)
		return last ? 0 : MORE;
	if (m->style.code || strchr("*_#`~|-", s.p[1]) == NULL || s.p[1] == '\0')
		return 0;
	m->joint = true;
	reply_give(m, str_sub(s, 1, 1));
	return 2;
}

static size_t take_heading(struct reply_filter *m, struct str s, bool last)
{
	size_t n = run_of(s, '#');

	if (n == s.n && !last)
		return MORE;
	if (at_line_start(m) && n < s.n && s.p[n] == ' ')
		return n + 1;
	reply_give(m, str_sub(s, 0, n));
	return n;
}

/* --- all together */

/* Text up to the next byte that some taker looks at. */
static size_t plain_run(struct str s)
{
	size_t n = 1;

	while (n < s.n && !is_space(s.p[n]) && strchr("()*`#\\hHwWfF", s.p[n]) == NULL &&
	       !citation_form_may_begin(s.p[n]))
		n++;
	return n;
}

static size_t take_form(struct reply_filter *m, struct str s, bool last)
{
	size_t n = citation_form_may_begin(s.p[0]) ? take_marker(m, s) : 0;

	if (n == 0 && s.p[0] == '[')
		return take_link(m, s);
	if (n == 0 && s.p[0] == '\\')
		return take_escape(m, s, last);
	if (n != MORE || !last || s.p[0] != '\xee')
		return n;
	/* a private code point is for no reader, whatever it begins */
	m->joint = true;
	return 3;
}

static size_t take_special(struct reply_filter *m, struct str s, bool last)
{
	switch (s.p[0]) {
	case '(':
		return take_parenthesis(m, s, last);
	case '*':
		return take_stars(m, s, last);
	case '#':
		return take_heading(m, s, last);
	case '`':
		return take_ticks(m, s, last);
	case ')':
		return close_parenthesis(m);
	default:
		return take_form(m, s, last);
	}
}

/*
 * Punctuation that joins an address, as in "… /a [1].": the sentence's own when
 * white space follows, else kept apart.
 */
static bool joins_undecided(struct reply_filter *m, struct str s, bool last)
{
	size_t n = 0;

	if (!m->joint || !m->after_url || !url_ends_before(s.p[0]))
		return false;
	while (n < s.n && url_ends_before(s.p[n]))
		n++;
	if (n == s.n)
		return !last;
	if (is_space(s.p[n]))
		return false;
	m->gap = m->joint = false;
	buf_reset(&m->space);
	buf_char(&m->space, ' ');
	return false;
}

static size_t take(struct reply_filter *m, struct str s, bool last)
{
	size_t n;

	if (m->forged)
		return take_forged(m, s, last);
	if (m->dropping && (n = take_clause(m, s, last)) > 0)
		return n;
	if (is_space(s.p[0]))
		return take_space(m, s);
	if (joins_undecided(m, s, last))
		return MORE;
	n = take_special(m, s, last);
	if (n == 0)
		n = take_address(m, s, last);
	if (n)
		return n;
	n = plain_run(s);
	reply_give(m, str_sub(s, 0, n));
	return n;
}

static int work(struct reply_filter *m, bool last, struct err *err)
{
	size_t at = 0;

	while (at < m->held.n && !m->stopped) {
		size_t n = take(m, str_sub(buf_view(&m->held), at, m->held.n), last);

		if (n == MORE && !last)
			break;
		if (n == MORE) {
			/* the text ended within what might have become a marker */
			n = plain_run(str_sub(buf_view(&m->held), at, m->held.n));
			reply_give(m, str_sub(buf_view(&m->held), at, n));
		}
		at += n;
	}
	buf_drop(&m->held, at);
	if (last)
		reply_flush_all(m);
	else
		reply_flush(m);
	if (m->stopped)
		return err_set(err, ERR_GONE, "the reader went away");
	if (m->held.bad || m->ready.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for an answer's text");
	return 0;
}

int reply_filter_feed(struct reply_filter *m, struct str piece, struct err *err)
{
	buf_str(&m->held, piece);
	return work(m, false, err);
}

int reply_filter_end(struct reply_filter *m, struct err *err)
{
	return work(m, true, err);
}
