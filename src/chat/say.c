#include "base/utf8.h"
#include "chat/state.h"

int chat_say(struct chat *c, struct str text, struct err *err)
{
	if (text.n == 0)
		return 0;
	buf_str(&c->said, text);
	if (c->said.bad)
		return err_set(err, ERR_NO_MEMORY, "an answer over %d bytes", CHAT_TEXT_MAX);
	c->said_points += utf8_count(text);
	if (c->out->delta && c->out->delta(c->out, text))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

int chat_wait(void *chat)
{
	struct chat *c = chat;

	cache_renew(&c->kept, &c->claim);
	return c->out->wait ? c->out->wait(c->out) : 0;
}

int chat_unsay(struct chat *c, struct err *err)
{
	buf_reset(&c->said);
	c->said_points = c->blocks_told = 0;
	blocks_forget(&c->blocks);
	c->answer.sources_n = c->answer.citations_n = 0;
	memset(c->source_of, -1, sizeof c->source_of);
	if (c->out->restart && c->out->restart(c->out))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

void chat_count_usage(struct chat *c, const struct llm_answer *a)
{
	struct chat_usage *u = &c->answer.usage;

	u->prompt_tokens += a->prompt_tokens;
	u->completion_tokens += a->completion_tokens;
	u->total_tokens += a->total_tokens;
}

int step_deliver(struct chat *c, struct err *err)
{
	if (c->out->done(c->out, &c->answer))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}
