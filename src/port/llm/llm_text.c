#include "port/llm/llm_text.h"

#include "base/ascii.h"

/* A header has a role and a channel; a longer text is not a header. */
enum { HEADER_MAX = 256, LOST_HEADER_MAX = 40 };

/* What was found at a place of the text. */
struct found {
	struct reply_form form;
	bool bare_call; /* form.n bytes are a tool call without a form around it */
};

void llm_text_init(struct llm_text *t)
{
	*t = (struct llm_text){.place = LLM_IN_TEXT};
	buf_init(&t->shown, LLM_TEXT_MAX);
	buf_init(&t->pending, LLM_TEXT_MAX);
	buf_init(&t->aside, LLM_TEXT_MAX);
}

void llm_text_release(struct llm_text *t)
{
	buf_release(&t->shown);
	buf_release(&t->pending);
	buf_release(&t->aside);
}

void llm_text_hold(struct llm_text *t)
{
	t->place = LLM_HELD;
}

/* --- text to where it belongs ---------------------------------------------- */

static struct str without_leading_space(struct str s)
{
	while (s.n && is_space(s.p[0]))
		s = str_sub(s, 1, s.n);
	return s;
}

static int keep_aside(struct llm_text *t, struct str s, struct err *err)
{
	size_t max = t->place == LLM_IN_CALL ? LLM_RAW_CALL_MAX : LLM_TEXT_MAX;

	buf_str(&t->aside, s);
	if (t->aside.bad || t->aside.n > max)
		return err_set(err, ERR_BAD_DATA, "a hidden part of the answer is over %zu bytes", max);
	return 0;
}

static int sink(struct llm_text *t, struct str s, struct err *err)
{
	if (t->place == LLM_IN_THINK || t->place == LLM_OVER)
		return 0;
	if (t->place != LLM_IN_TEXT)
		return keep_aside(t, s, err);
	/* white space around a hidden block does not begin the answer */
	if (t->shown.n == 0)
		s = without_leading_space(s);
	if (s.n == 0)
		return 0;
	buf_str(&t->shown, s);
	if (t->shown.bad)
		return err_set(err, ERR_BAD_DATA, "the answer is over %zu bytes", t->shown.max);
	if (t->on_text && t->on_text(t->arg, s) != 0)
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

/* --- finding forms --------------------------------------------------------- */

/* Whether there are only spaces between the beginning of the line and rest.p[at]. */
static bool begins_line(const struct llm_text *t, struct str rest, size_t at)
{
	struct str before = buf_view(&t->shown);

	while (at > 0 && (rest.p[at - 1] == ' ' || rest.p[at - 1] == '\t'))
		at--;
	if (at > 0)
		return rest.p[at - 1] == '\n';
	while (before.n && (before.p[before.n - 1] == ' ' || before.p[before.n - 1] == '\t'))
		before.n--;
	return before.n == 0 || before.p[before.n - 1] == '\n';
}

static struct found find_bare(const struct llm_text *t, struct str rest, size_t at)
{
	struct found f = {.form.kind = REPLY_TEXT};
	enum written how;

	if (t->tools == NULL || t->place != LLM_IN_TEXT || is_space(rest.p[at]) || !begins_line(t, rest, at))
		return f;
	how = written_call_at(t->tools, str_sub(rest, at, rest.n), &f.form.n);
	if (how == WRITTEN_MORE)
		f.form.kind = REPLY_MORE;
	f.bare_call = how == WRITTEN_YES;
	return f;
}

static enum reply_place place_of(const struct llm_text *t, struct str rest, size_t at)
{
	if (t->place == LLM_IN_THINK)
		return REPLY_IN_REASONING;
	if (t->place == LLM_IN_TEXT && t->shown.n == 0 && without_leading_space(str_sub(rest, 0, at)).n == 0)
		return REPLY_AT_START;
	return REPLY_WITHIN;
}

static struct found find_at(const struct llm_text *t, struct str rest, size_t at)
{
	enum reply_place place = place_of(t, rest, at);
	struct found f = {.form.kind = REPLY_TEXT};
	bool in_header = t->place == LLM_IN_HEADER;

	if (in_header && rest.p[at] == '\n')
		f.form = (struct reply_form){.kind = REPLY_HEADER_END, .n = 1};
	else if (in_header && t->aside.n + at >= HEADER_MAX && ((unsigned char)rest.p[at] & 0xC0) != 0x80)
		f.form.kind = REPLY_TOKEN; /* of no bytes, because this is not a header */
	else if (reply_form_may_begin(rest.p[at], place))
		f.form = reply_form_at(str_sub(rest, at, rest.n), place);
	return f.form.kind == REPLY_TEXT ? find_bare(t, rest, at) : f;
}

/* --- what forms do --------------------------------------------------------- */

static void go(struct llm_text *t, enum llm_place to)
{
	buf_reset(&t->aside);
	t->place = to;
}

static void end_call(struct llm_text *t)
{
	if (t->on_raw_call)
		t->on_raw_call(t->arg, buf_view(&t->aside));
	go(t, t->back == LLM_IN_THINK ? LLM_IN_THINK : LLM_IN_TEXT);
}

static void begin_call(struct llm_text *t, const struct reply_form *form)
{
	t->back = t->place;
	memcpy(t->opener, form->tag ? form->name : "", form->tag ? sizeof t->opener : 1);
	go(t, LLM_IN_CALL);
}

/* Decides by the header what follows it: reasoning, a tool call, another's turn, or the answer. */
static void end_header(struct llm_text *t)
{
	struct str header = buf_view(&t->aside);

	if (str_find(header, STR("to=")) < header.n) {
		/* the recipient, which the header names, belongs to the call */
		t->place = LLM_IN_CALL;
		t->opener[0] = '\0';
		return;
	}
	if (str_find(header, STR("analysis")) < header.n || str_find(header, STR("commentary")) < header.n ||
	    str_find(header, STR("thought")) < header.n)
		go(t, LLM_IN_THINK);
	else if (t->back == LLM_OVER || str_find(header, STR("user")) < header.n)
		go(t, LLM_OVER);
	else
		go(t, LLM_IN_TEXT);
	t->opened = t->opened || t->place == LLM_IN_THINK;
}

static int restart(struct llm_text *t, struct err *err)
{
	bool any = t->shown.n > 0;

	t->unopened = t->unopened || !t->opened;
	buf_reset(&t->shown);
	go(t, LLM_IN_TEXT);
	if (any && t->on_restart && t->on_restart(t->arg) != 0)
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

/* Hands on what was kept aside, as it turned out to be text. */
static int release(struct llm_text *t, struct err *err)
{
	int rc;

	t->place = LLM_IN_TEXT;
	rc = sink(t, buf_view(&t->aside), err);
	buf_reset(&t->aside);
	return rc;
}

/* The header's first token was dropped on the way: "analysis<|message|>". */
static int lost_header(struct llm_text *t, struct err *err)
{
	BUF_AUTO struct buf header = BUF_MAX(LOST_HEADER_MAX);

	buf_str(&header, buf_view(&t->shown));
	if (header.bad || t->place != LLM_IN_TEXT)
		return 0;
	if (restart(t, err) != 0)
		return -1;
	t->unopened = false;
	t->back = LLM_IN_TEXT;
	buf_str(&t->aside, buf_view(&header));
	end_header(t);
	return 0;
}

static int in_text(struct llm_text *t, const struct reply_form *form, struct err *err)
{
	switch (form->kind) {
	case REPLY_THINK:
		if (t->place == LLM_HELD && release(t, err) != 0)
			return -1;
		t->opened = true;
		go(t, LLM_IN_THINK);
		return 0;
	case REPLY_THOUGHT:
		return restart(t, err);
	case REPLY_CALL:
		begin_call(t, form);
		return 0;
	case REPLY_HEADER:
		t->back = t->place;
		go(t, LLM_IN_HEADER);
		return 0;
	case REPLY_END:
		if (t->shown.n)
			go(t, LLM_OVER);
		return 0;
	case REPLY_HEADER_END:
		return lost_header(t, err);
	default:
		return 0;
	}
}

static void in_think(struct llm_text *t, const struct reply_form *form)
{
	if (form->kind == REPLY_THOUGHT)
		go(t, LLM_IN_TEXT);
	else if (form->kind == REPLY_CALL)
		begin_call(t, form);
	else if (form->kind == REPLY_HEADER) {
		t->back = LLM_IN_THINK;
		go(t, LLM_IN_HEADER);
	}
}

/* A call ends with its own tag or with the turn; other forms within it belong to it. */
static int in_call(struct llm_text *t, const struct reply_form *form, struct str bytes, struct err *err)
{
	bool ends = form->kind == REPLY_END || form->kind == REPLY_HEADER ||
		    (form->kind == REPLY_CALLED && form->tag && str_starts(str_of(t->opener), str_of(form->name))) ||
		    (form->kind == REPLY_THOUGHT && t->back == LLM_IN_THINK);

	if (!ends)
		return keep_aside(t, bytes, err);
	end_call(t);
	if (form->kind == REPLY_THOUGHT)
		go(t, LLM_IN_TEXT);
	else if (form->kind == REPLY_HEADER)
		return in_text(t, form, err);
	return 0;
}

static int in_header(struct llm_text *t, const struct reply_form *form, struct err *err)
{
	if (t->aside.n >= HEADER_MAX)
		return release(t, err);
	if (form->kind == REPLY_HEADER_END)
		end_header(t);
	else if (form->kind == REPLY_END)
		go(t, t->shown.n ? LLM_OVER : LLM_IN_TEXT);
	else
		return keep_aside(t, STR(" "), err);
	return 0;
}

static int enter(struct llm_text *t, const struct found *f, struct str bytes, struct err *err)
{
	if (f->bare_call) {
		if (t->on_raw_call)
			t->on_raw_call(t->arg, bytes);
		return 0;
	}
	switch (t->place) {
	case LLM_IN_TEXT:
	case LLM_HELD:
		return in_text(t, &f->form, err);
	case LLM_IN_THINK:
		in_think(t, &f->form);
		return 0;
	case LLM_IN_CALL:
		return in_call(t, &f->form, bytes, err);
	case LLM_IN_HEADER:
		return in_header(t, &f->form, err);
	default:
		if (f->form.kind == REPLY_HEADER)
			return in_text(t, &f->form, err);
		return 0;
	}
}

/* --- feeding --------------------------------------------------------------- */

/* Takes from *rest all up to the next form, and the form. 1: go on; 0: what is left in *rest may begin a form. */
static int step(struct llm_text *t, struct str *rest, struct err *err)
{
	struct found f = {.form.kind = REPLY_TEXT};
	size_t at;

	for (at = 0; at < rest->n; at++) {
		f = find_at(t, *rest, at);
		if (f.bare_call || f.form.kind != REPLY_TEXT)
			break;
	}
	if (sink(t, str_sub(*rest, 0, at), err) != 0)
		return -1;
	*rest = str_sub(*rest, at, rest->n);
	if (rest->n == 0 || f.form.kind == REPLY_MORE)
		return 0;
	if (enter(t, &f, str_sub(*rest, 0, f.form.n), err) != 0)
		return -1;
	*rest = str_sub(*rest, f.form.n, rest->n);
	return 1;
}

static int feed(struct llm_text *t, struct str piece, struct err *err)
{
	bool held = t->pending.n > 0;
	struct str rest = piece;
	int more;

	if (held) {
		buf_str(&t->pending, piece);
		if (t->pending.bad)
			return err_set(err, ERR_BAD_DATA, "a piece of the answer is over %zu bytes", t->pending.max);
		rest = buf_view(&t->pending);
	}
	do {
		more = step(t, &rest, err);
	} while (more > 0);
	if (held)
		buf_drop(&t->pending, t->pending.n - rest.n);
	else
		buf_str(&t->pending, rest);
	return more;
}

int llm_text_feed(struct llm_text *t, struct str piece, struct err *err)
{
	struct str part;

	/* null characters are left out: later stages can't carry them */
	while (str_cut(&piece, '\0', &part))
		if (feed(t, part, err) != 0)
			return -1;
	return 0;
}

/* At the end, what may begin a form is text, unless it is a bare call that was cut off. */
static int settle(struct llm_text *t, struct err *err)
{
	struct str rest = buf_view(&t->pending);
	int rc = 0;

	if (t->cut_short && rest.n && rest.p[0] == '<')
		rest = STR(""); /* half a form */
	if (t->place != LLM_IN_TEXT || t->tools == NULL || !written_call_begins(t->tools, rest))
		rc = sink(t, rest, err);
	else if (t->on_raw_call)
		t->on_raw_call(t->arg, rest);
	buf_reset(&t->pending);
	return rc;
}

/* No form closed what was held back, so it is not reasoning but text. */
static int release_held(struct llm_text *t, struct err *err)
{
	BUF_AUTO struct buf held = t->aside;

	buf_init(&t->aside, LLM_TEXT_MAX);
	t->place = LLM_IN_TEXT;
	return feed(t, buf_view(&held), err) != 0 ? -1 : settle(t, err);
}

int llm_text_end(struct llm_text *t, struct err *err)
{
	if (settle(t, err) != 0 || (t->place == LLM_HELD && !t->cut_short && release_held(t, err) != 0))
		return -1;
	if (t->place == LLM_IN_CALL)
		end_call(t);
	go(t, LLM_OVER);
	return 0;
}
