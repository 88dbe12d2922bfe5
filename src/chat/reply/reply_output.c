#include "chat/reply/reply_output.h"

#include <stdio.h>

#include "base/ascii.h"
#include "chat/reply/lead.h"
#include "chat/reply/url.h"

/* The last bytes of what went before, n of them, and s. */
static size_t add_tail(char tail[REPLY_FILTER_TAIL], size_t n, struct str s)
{
	size_t keep;

	s = s.n > REPLY_FILTER_TAIL ? str_sub(s, s.n - REPLY_FILTER_TAIL, REPLY_FILTER_TAIL) : s;
	keep = n < REPLY_FILTER_TAIL - s.n ? n : REPLY_FILTER_TAIL - s.n;
	memmove(tail, tail + n - keep, keep);
	memcpy(tail + keep, s.p, s.n);
	return keep + s.n;
}

/* `open`: its last word may go on. */
static struct lead lead_of(const struct reply_filter *m, bool open)
{
	return lead_at_end(buf_view(&m->ready), !m->sent, open && m->space.n == 0);
}

/* Moves what was decided, but for n bytes, to the sink. */
static void pass_on(struct reply_filter *m, size_t keep)
{
	struct str s = str_sub(buf_view(&m->ready), 0, m->ready.n - keep);

	if (s.n == 0)
		return;
	if (!m->stopped && m->sink.text(m->sink.arg, s, &m->ready_style))
		m->stopped = true;
	m->sent = true;
	m->sent_tail_n = add_tail(m->sent_tail, m->sent_tail_n, s);
	buf_drop(&m->ready, s.n);
}

void reply_flush(struct reply_filter *m)
{
	pass_on(m, lead_of(m, true).n);
}

void reply_flush_all(struct reply_filter *m)
{
	pass_on(m, 0);
}

bool reply_parenthesis_waits(const struct reply_filter *m)
{
	return str_ends(buf_view(&m->space), STR("("));
}

/* What is left of the white space around something that was taken out. */
void reply_close_gap(struct reply_filter *m, bool closing)
{
	struct str space = buf_view(&m->space);
	size_t line = str_find_char(space, '\n');

	m->gap = false;
	if (reply_parenthesis_waits(m))
		return;
	if (m->last && !closing && line < space.n) {
		buf_drop(&m->space, line);
		return;
	}
	buf_reset(&m->space);
	if (m->last && !closing)
		buf_char(&m->space, ' ');
}

/* "[1", so many stars that it is no marker, "]": without them it would look like one. */
static bool citation_form_joins(struct str before, char next)
{
	size_t n = before.n;

	if (next != ']' && !is_digit(next))
		return false;
	while (n > 0 && is_digit(before.p[n - 1]))
		n--;
	return n ? before.p[n - 1] == '[' : before.n == REPLY_FILTER_TAIL;
}

/*
 * Where something was taken out the two sides must not become a marker, or an
 * address, or a longer one, that was never looked up: "htt**ps://…", "http[1]://…".
 */
void reply_part_joint(struct reply_filter *m, char next)
{
	struct str before = {m->tail, m->tail_n};

	if (m->joint && m->space.n == 0 && m->last &&
	    (citation_form_joins(before, next) || url_joins(before, next) ||
	     (m->after_url && url_allows(next) && !url_ends_before(next))))
		buf_char(&m->space, ' ');
	m->joint = false;
}

/* White space goes out when it turned out to stand between two visible things. */
static void give_space(struct reply_filter *m, char next)
{
	struct str space;

	if (m->gap)
		reply_close_gap(m, strchr(".,;:!?)", next) != NULL);
	reply_part_joint(m, next);
	space = buf_view(&m->space);
	if (space.n)
		m->after_url = false;
	buf_str(&m->ready, m->last ? space : str_trim(space));
	buf_reset(&m->space);
}

static bool same_style(const struct reply_style *a, const struct reply_style *b)
{
	return a->strong == b->strong && a->em == b->em && a->code == b->code && str_eq(a->href, b->href);
}

static bool is_plain(const struct reply_style *s)
{
	return !s->strong && !s->em && !s->code && s->href.n == 0;
}

static void begin_style(struct reply_filter *m)
{
	if (!same_style(&m->style, &m->ready_style))
		reply_flush_all(m);
	m->ready_style = m->style;
}

void reply_give(struct reply_filter *m, struct str s)
{
	size_t before, i;

	if (s.n == 0)
		return;
	if (is_plain(&m->style))
		begin_style(m); /* the space between is the plain side's */
	before = m->ready.n;
	give_space(m, s.p[0]);
	m->tail_n = add_tail(m->tail, m->tail_n, str_sub(buf_view(&m->ready), before, m->ready.n));
	begin_style(m);
	buf_str(&m->ready, s);
	for (i = 0; i < s.n; i++)
		if (!url_allows(s.p[i]))
			m->after_url = false;
	m->tail_n = add_tail(m->tail, m->tail_n, s);
	m->last = s.p[s.n - 1];
}

void reply_give_linked(struct reply_filter *m, struct str s, struct str href)
{
	m->style.href = href;
	reply_give(m, s);
	reply_flush_all(m);
	m->style.href = m->ready_style.href = STR("");
}

/* The white space and "(" in front of it wait for what comes. */
static void wait_again(struct reply_filter *m, struct str taken)
{
	bool waits = reply_parenthesis_waits(m);
	size_t i;

	buf_reset(&m->space);
	for (i = 0; i < taken.n && (is_space(taken.p[i]) || taken.p[i] == '(' || taken.p[i] == ','); i++)
		if (is_space(taken.p[i]) && m->space.n < REPLY_SPACE_MAX - 1)
			buf_char(&m->space, taken.p[i]);
		else if (taken.p[i] == '(')
			waits = true;
	if (waits && m->space.n == 0 && m->last)
		buf_char(&m->space, ' ');
	if (waits)
		buf_char(&m->space, '(');
}

bool reply_drop_lead(struct reply_filter *m)
{
	struct lead lead = lead_of(m, false);
	char taken[REPLY_LEAD_MAX];

	lead.n = lead.n < sizeof taken ? lead.n : 0;
	if (lead.n == 0)
		return false;
	memcpy(taken, m->ready.p + m->ready.n - lead.n, lead.n);
	buf_cut(&m->ready, m->ready.n - lead.n);
	/* what stands before is no lead of a second address, however the text was cut */
	pass_on(m, 0);
	memcpy(m->tail, m->sent_tail, sizeof m->tail);
	m->tail_n = add_tail(m->tail, m->sent_tail_n, buf_view(&m->ready));
	m->last = m->tail_n ? m->tail[m->tail_n - 1] : 0;
	m->after_url = m->tail_n > 0; /* perhaps */
	wait_again(m, (struct str){taken, lead.n});
	return lead.orders;
}

static bool is_raised(struct str s)
{
	return str_ieq(str_sub(s, 0, 5), STR("<sup>")) || s.p[0] == '\xc2' || str_starts(s, STR("\xe2\x81"));
}

/* Whether what was given out last is raised to a power: a number, a unit of length, a variable. */
static bool is_power(const struct reply_filter *m)
{
	size_t n = m->tail_n, letters = 0;

	if (m->space.n || m->gap || n == 0)
		return false;
	while (letters < n && is_letter(m->tail[n - 1 - letters]))
		letters++;
	if (letters == 0)
		return is_digit(m->last) || m->last == ')' ||
		       str_ends((struct str){m->tail, n}, STR("\xe2\x81\xbb")); /* ⁻ */
	return letters == 1 || (letters == 2 && m->last == 'm' && strchr("cdhkm", m->tail[n - 2]));
}

/* "m<sup>2</sup>" becomes "m²". */
bool reply_give_power(struct reply_filter *m, struct str s, size_t n, unsigned power)
{
	char text[16];

	if (!is_raised(s) || !is_power(m))
		return false;
	snprintf(text, sizeof text, "^%u", power);
	if (s.p[0] != '<')
		reply_give(m, str_sub(s, 0, n));
	else if (power == 2 || power == 3)
		reply_give(m, power == 2 ? STR("\xc2\xb2") : STR("\xc2\xb3"));
	else
		reply_give(m, str_of(text));
	return true;
}
