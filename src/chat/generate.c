#include "chat/generate.h"

#include "base/log.h"
#include "chat/compose.h"
#include "chat/ground.h"
#include "chat/saying.h"
#include "port/system/crypto.h"

/* --- the answer on its way from the model to the reader */

static int take_block(void *arg, enum block_type type, size_t columns, struct str lang)
{
	struct generate *g = arg;

	return compose_block(g->chat, type, columns, lang, &g->why);
}

static int take_text(void *arg, struct str piece, size_t cell, const struct reply_style *style)
{
	struct generate *g = arg;

	return compose_say(g->chat, piece, cell, style, &g->why);
}

static int take_marker(void *arg, const unsigned *numbers, size_t n)
{
	struct generate *g = arg;

	return ground_marker(g->chat, numbers, n, &g->why);
}

static bool knows_url(void *arg, struct str url, bool whole)
{
	const struct generate *g = arg;

	return evidence_knows_url(&g->chat->evidence, url, whole);
}

static void begin_text(struct generate *g)
{
	markdown_init(&g->text, g->chat->arena,
		      (struct markdown_sink){take_block, take_text, take_marker, knows_url, g});
}

static int on_text(void *arg, struct str piece)
{
	struct generate *g = arg;

	g->said = true;
	return markdown_feed(&g->text, piece, &g->why);
}

static int compose(void *arg, long tokens, const struct llm_message **ret, size_t *ret_n)
{
	struct generate *g = arg;

	if (generate_messages(g, tokens, NULL))
		return -1;
	*ret = g->messages;
	*ret_n = g->messages_n;
	return 0;
}

static int on_restart(void *arg)
{
	struct generate *g = arg;

	markdown_release(&g->text);
	begin_text(g);
	return chat_unsay(g->chat, &g->why);
}

/* --- one call */

static int call(struct generate *g, bool with_tools, struct llm_answer *ret, struct err *err)
{
	struct chat *c = g->chat;
	struct llm_call l = {
		.messages = g->messages,
		.messages_n = g->messages_n,
		.tools = str_of(with_tools ? generate_tool_json : ""),
		.known_tools = str_of(generate_tool_json),
		.traceparent = c->q->traceparent,
		.key_name = c->q->key_name,
		.patience = &c->patience,
		.compose = compose,
		.on_text = on_text,
		.on_restart = on_restart,
		.arg = g,
	};
	int r;

	*ret = (struct llm_answer){0};
	r = llm_chat(c->env->ports, &l, c->arena, ret, err);
	chat_count_usage(c, ret);
	if (ret->model.n)
		c->answer.model = ret->model;
	if (r && g->why.code) /* our own side stopped it: that reason is the true one */
		*err = g->why;
	return r;
}

/* --- rounds */

/* "I'll look that up.": what stands beside a call is not the answer. */
static int forget_preface(struct generate *g, struct err *err)
{
	bool said = g->said;

	g->said = false;
	return said && on_restart(g) ? err_pass(err, &g->why) : 0;
}

/* Until the model has answered, or asked too often; *ret_cut is of the last answer. */
static int rounds(struct generate *g, enum llm_cut *ret_cut, struct err *err)
{
	bool tools = !str_eq(str_of(g->chat->conf->llm_tools), STR("off"));
	struct llm_answer a;
	int round, failed;

	for (round = 0; round <= GENERATE_TOOL_ROUNDS; round++) {
		bool offered = tools && round < GENERATE_TOOL_ROUNDS;

		/* some servers refuse earlier calls without tools on offer: the results join the question instead */
		if (round && !offered && generate_messages(g, 0, err))
			return -1;
		failed = call(g, offered, &a, err);
		*ret_cut = a.cut;
		if (failed)
			return -1;
		if (a.tool_calls_n == 0)
			return 0;
		if (forget_preface(g, err))
			return -1;
		if (!offered)
			return err_set(err, ERR_BAD_DATA, "a tool call where no tools are on offer");
		if (generate_tools(g, &a, err))
			return -1;
	}
	return 0;
}

/* --- when it fails */

/* Ours to report: the reader or our memory is gone; all else has a simpler answer. */
static bool is_final(const struct err *why)
{
	return why->code == ERR_GONE || why->code == ERR_NO_MEMORY;
}

/*
 * What was said stays said, with a word about it: readers have seen it, and half
 * an answer with its sources is worth more to them than none.
 */
static int break_off(struct chat *c, enum chat_reason reason, struct err *err)
{
	enum saying saying = reason == CHAT_CUT_LENGTH   ? SAYING_TOO_LONG
			     : reason == CHAT_CUT_FILTER ? SAYING_WITHHELD
							 : SAYING_CUT_OFF;

	c->answer.reason = reason;
	c->answered = true;
	if (chat_say(c, STR("\xe2\x80\xa6\n\n"), err))
		return -1;
	return chat_say(c, saying_text(saying, c->lang, c->conf, c->arena), err);
}

/* Passages will be the answer. */
static int give_up(struct chat *c, enum llm_cut cut, struct err *err)
{
	c->answer.reason = cut == LLM_CUT_FILTER ? CHAT_CUT_FILTER : CHAT_MODEL_FAILED;
	if (cut != LLM_CUT_FILTER)
		return 0;
	if (chat_say(c, saying_text(SAYING_INSTEAD, c->lang, c->conf, c->arena), err))
		return -1;
	return chat_say(c, STR("\n\n"), err);
}

static void log_failure(const struct chat *c, const struct err *why)
{
	struct json *fields = json_new_object();

	json_set_str(fields, "request_id", c->q->request_id);
	json_set_cstr(fields, "error", err_info(why->code)->name);
	log_line(LOG_WARNING, "chat", fields, "no answer from the language model: %s", why->msg);
}

static int finish(struct generate *g, int failed, enum llm_cut cut, const struct err *why, struct err *err)
{
	struct chat *c = g->chat;

	if (failed && is_final(why)) {
		*err = *why;
		return -1;
	}
	if (failed)
		log_failure(c, why);
	if (markdown_end(&g->text, err))
		return -1;
	c->answer.degraded = failed;
	c->answered = c->said.n > 0; /* an empty answer is none */
	if (!c->answered)
		return give_up(c, cut, err);
	if (cut != LLM_WHOLE)
		return break_off(c, cut == LLM_CUT_LENGTH ? CHAT_CUT_LENGTH : CHAT_CUT_FILTER, err);
	return failed ? break_off(c, CHAT_CUT_LOST, err) : 0;
}

int step_generate(struct chat *c, struct err *err)
{
	struct generate g = {.chat = c};
	enum llm_cut cut = LLM_WHOLE;
	struct err why = {0};
	int r;

	if (!llm_configured(c->conf)) {
		c->answer.reason = CHAT_NO_MODEL;
		return 0;
	}
	crypto_token(12, g.nonce, sizeof g.nonce);
	begin_text(&g);
	r = generate_messages(&g, 0, &why) || rounds(&g, &cut, &why) ? -1 : 0;
	r = finish(&g, r, cut, &why, err);
	markdown_release(&g.text);
	return r;
}
