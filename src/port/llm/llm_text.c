#include "port/llm/llm_text.h"

#include "base/ascii.h"

static const struct tag {
	enum llm_place in;
	struct str text;
	enum llm_place to;
} tags[] = {
	{LLM_IN_TEXT, {"<think>", 7}, LLM_IN_THINK},
	{LLM_IN_TEXT, {"<thinking>", 10}, LLM_IN_THINK},
	{LLM_IN_TEXT, {"<tool_call>", 11}, LLM_IN_CALL},
	/* the opening one was part of the prompt's template: only the tag can still be kept back */
	{LLM_IN_TEXT, {"</think>", 8}, LLM_IN_TEXT},
	{LLM_IN_TEXT, {"</thinking>", 11}, LLM_IN_TEXT},
	{LLM_IN_THINK, {"</think>", 8}, LLM_IN_TEXT},
	{LLM_IN_THINK, {"</thinking>", 11}, LLM_IN_TEXT},
	{LLM_IN_CALL, {"</tool_call>", 12}, LLM_IN_TEXT},
};
enum { TAGS_N = sizeof tags / sizeof tags[0] };

enum fit { FITS_NOT, FITS_SO_FAR, FITS };

void llm_text_init(struct llm_text *t)
{
	*t = (struct llm_text){.place = LLM_IN_TEXT};
	buf_init(&t->shown, LLM_TEXT_MAX);
	buf_init(&t->pending, LLM_TEXT_MAX);
	buf_init(&t->raw_call, LLM_RAW_CALL_MAX);
}

void llm_text_release(struct llm_text *t)
{
	buf_release(&t->shown);
	buf_release(&t->pending);
	buf_release(&t->raw_call);
}

/* Whether s begins with a tag that counts here, or is the beginning of one. */
static enum fit fit(enum llm_place in, struct str s, const struct tag **ret)
{
	enum fit best = FITS_NOT;
	size_t i;

	for (i = 0; i < TAGS_N; i++) {
		if (tags[i].in != in)
			continue;
		if (str_starts(s, tags[i].text)) {
			*ret = &tags[i];
			return FITS;
		}
		if (str_starts(tags[i].text, s))
			best = FITS_SO_FAR;
	}
	return best;
}

static struct str without_leading_space(struct str s)
{
	while (s.n && is_space(s.p[0]))
		s = str_sub(s, 1, s.n);
	return s;
}

/* Text between tags, to where it belongs. */
static int sink(struct llm_text *t, struct str s, struct err *err)
{
	struct buf *to = t->place == LLM_IN_CALL ? &t->raw_call : &t->shown;

	if (t->place == LLM_IN_THINK)
		return 0;
	/* what surrounds a hidden block isn't the answer's beginning */
	if (t->place == LLM_IN_TEXT && t->shown.n == 0)
		s = without_leading_space(s);
	if (s.n == 0)
		return 0;
	buf_str(to, s);
	if (to->bad)
		return err_set(err, ERR_BAD_DATA, "an answer over %zu bytes", to->max);
	if (t->place == LLM_IN_TEXT && t->on_text && t->on_text(t->arg, s) != 0)
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

static void go(struct llm_text *t, enum llm_place to)
{
	if (t->place == LLM_IN_CALL && t->on_raw_call)
		t->on_raw_call(t->arg, buf_view(&t->raw_call));
	buf_reset(&t->raw_call);
	t->place = to;
}

/* Takes from *rest all that is settled, up to and with the next tag. 1: go on; 0: what is left may begin a tag. */
static int step(struct llm_text *t, struct str *rest, struct err *err)
{
	const struct tag *tag = NULL;
	enum fit how = FITS_NOT;
	size_t at;

	for (at = 0; at < rest->n; at++) {
		if (rest->p[at] == '<')
			how = fit(t->place, str_sub(*rest, at, rest->n), &tag);
		if (how != FITS_NOT)
			break;
	}
	if (sink(t, str_sub(*rest, 0, at), err) != 0)
		return -1;
	*rest = str_sub(*rest, at, rest->n);
	if (how != FITS)
		return 0;
	go(t, tag->to);
	*rest = str_sub(*rest, tag->text.n, rest->n);
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
			return err_set(err, ERR_BAD_DATA, "a piece over %zu bytes", t->pending.max);
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

	/* a null character is no text, whatever the model says */
	while (str_cut(&piece, '\0', &part))
		if (feed(t, part, err) != 0)
			return -1;
	return 0;
}

int llm_text_end(struct llm_text *t, struct err *err)
{
	struct str rest = buf_view(&t->pending);
	int rc = sink(t, rest, err);

	buf_reset(&t->pending);
	go(t, LLM_IN_TEXT);
	return rc;
}
