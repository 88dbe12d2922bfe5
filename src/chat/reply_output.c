#include "chat/reply_output.h"

#include "base/ascii.h"
#include "chat/url.h"

void reply_output_flush(struct reply_filter *m)
{
	if (m->ready.n && !m->stopped && m->sink.text(m->sink.arg, buf_view(&m->ready)))
		m->stopped = true;
	buf_reset(&m->ready);
}

bool reply_output_has_parenthesis(const struct reply_filter *m)
{
	return str_ends(buf_view(&m->space), STR("("));
}

/* What is left of the white space around something that was taken out. */
static void close_gap(struct reply_filter *m, bool closing)
{
	struct str space = buf_view(&m->space);
	size_t line = str_find_char(space, '\n');

	m->gap = false;
	if (reply_output_has_parenthesis(m))
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
static bool completes_marker(struct str before, char next)
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
static void part_joint(struct reply_filter *m, char next)
{
	struct str before = {m->tail, m->tail_n};

	if (m->joint && m->space.n == 0 && m->last &&
	    (completes_marker(before, next) || url_joins(before, next) ||
	     (m->after_url && url_allows(next) && !url_ends_before(next))))
		buf_char(&m->space, ' ');
	m->joint = false;
}

void reply_output_meet(struct reply_filter *m, char next)
{
	if (m->gap)
		close_gap(m, strchr(".,;:!?)", next) != NULL);
	part_joint(m, next);
}

/* White space goes out when it turned out to stand between two visible things. */
static void give_space(struct reply_filter *m, char next)
{
	struct str space;

	reply_output_meet(m, next);
	space = buf_view(&m->space);
	if (space.n)
		m->after_url = false;
	buf_str(&m->ready, m->last ? space : str_trim(space));
	buf_reset(&m->space);
}

static void remember_tail(struct reply_filter *m, struct str s)
{
	size_t keep;

	s = s.n > REPLY_FILTER_TAIL ? str_sub(s, s.n - REPLY_FILTER_TAIL, REPLY_FILTER_TAIL) : s;
	keep = m->tail_n < REPLY_FILTER_TAIL - s.n ? m->tail_n : REPLY_FILTER_TAIL - s.n;
	memmove(m->tail, m->tail + m->tail_n - keep, keep);
	memcpy(m->tail + keep, s.p, s.n);
	m->tail_n = keep + s.n;
	m->last = s.p[s.n - 1];
}

void reply_output_give(struct reply_filter *m, struct str s)
{
	size_t before = m->ready.n, i;

	if (s.n == 0)
		return;
	give_space(m, s.p[0]);
	buf_str(&m->ready, s);
	for (i = 0; i < s.n; i++)
		if (!url_allows(s.p[i]))
			m->after_url = false;
	if (m->ready.n > before)
		remember_tail(m, str_sub(buf_view(&m->ready), before, m->ready.n));
}
