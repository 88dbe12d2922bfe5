/* What the language model is told. */
#include "base/utf8.h"
#include "chat/generate.h"
#include "chat/retrieve.h"

enum {
	PROMPT_BYTES_MAX = 1 << 20,
	HISTORY_POINTS_MAX = 2000, /* of one earlier turn */
	QUERY_POINTS_MAX = 500,
};

const char generate_tool_json[] =
	"[{\"type\":\"function\",\"function\":{\"name\":\"fetch_documents\","
	"\"description\":\"Search the university's documents for further evidence, when the evidence given "
	"does not answer the question.\","
	"\"parameters\":{\"type\":\"object\",\"properties\":{\"search_query\":{\"type\":\"string\","
	"\"description\":\"What to look for, as a short phrase in Indonesian.\"}},"
	"\"required\":[\"search_query\"]}}}]";

static int add(struct generate *g, enum llm_role role, const struct buf *text, struct err *err)
{
	struct str copy = arena_str(g->chat->arena, buf_view(text));

	if (text->bad || copy.n != text->n)
		return err_set(err, ERR_NO_MEMORY, "a prompt of over %zu bytes", text->n);
	g->messages[g->messages_n++] = (struct llm_message){.role = role, .text = copy};
	return 0;
}

static int add_system(struct generate *g, struct err *err)
{
	BUF_AUTO struct buf template = BUF_MAX(65536), text = BUF_MAX(PROMPT_BYTES_MAX);
	const struct chat *c = g->chat;
	struct prompt_facts facts = {
		.conf = c->conf,
		.lang = c->lang,
		.emotion = c->q->late_emotion ? c->q->late_emotion(c->q->late_emotion_arg) : c->q->emotion,
		.nonce = g->nonce,
		.now_s = clock_wall_s(),
	};

	if (prompt_template(c->conf, c->lang, &template, err))
		return -1;
	prompt_fill(&text, buf_view(&template), &facts);
	return add(g, LLM_SYSTEM, &text, err);
}

/* The last turns of the conversation. */
static int add_history(struct generate *g, size_t turns, struct err *err)
{
	const struct chat *c = g->chat;
	size_t i;

	for (i = c->history_n - turns; i < c->history_n; i++) {
		BUF_AUTO struct buf text = BUF_MAX(PROMPT_BYTES_MAX);
		struct str turn = c->history[i].text;

		prompt_data(&text, str_sub(turn, 0, utf8_prefix(turn, HISTORY_POINTS_MAX)));
		if (add(g, c->history[i].by_user ? LLM_USER : LLM_ASSISTANT, &text, err))
			return -1;
	}
	return 0;
}

/* With the first passages. */
static int add_question(struct generate *g, size_t passages, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(PROMPT_BYTES_MAX);
	const struct chat *c = g->chat;
	struct evidence evidence = c->evidence;

	evidence.n = passages;
	prompt_evidence(&text, &evidence, 0, g->nonce);
	buf_cstr(&text, c->lang == LANG_EN ? "\nQuestion: " : "\nPertanyaan: ");
	prompt_data(&text, c->q->text);
	return add(g, LLM_USER, &text, err);
}

static long tokens_of(const struct generate *g)
{
	size_t bytes = 0, i;

	for (i = 0; i < g->messages_n; i++)
		bytes += g->messages[i].text.n;
	return llm_tokens(bytes);
}

static int write_messages(struct generate *g, size_t turns, size_t passages, struct err *err)
{
	g->messages_n = 0;
	return add_system(g, err) || add_history(g, turns, err) || add_question(g, passages, err) ? -1 : 0;
}

int generate_messages(struct generate *g, long tokens, struct err *err)
{
	const struct chat *c = g->chat;
	size_t turns_max = 2 * (size_t)c->conf->history_turns, n = GENERATE_MESSAGES_MAX + turns_max;
	size_t turns = c->history_n < turns_max ? c->history_n : turns_max, passages = c->evidence.n;

	if (g->messages == NULL)
		g->messages = ARENA_ARRAY(c->arena, n, struct llm_message);
	if (g->messages == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu messages", n);
	for (;;) {
		if (write_messages(g, turns, passages, err))
			return -1;
		if (tokens == 0 || tokens_of(g) <= tokens)
			return 0;
		if (turns)
			turns -= turns > 1 ? 2 : 1;
		else if (passages > 1)
			passages--;
		else
			return err_set(err, ERR_REFUSED, "a prompt of over %ld tokens", tokens);
	}
}

/* False when the call is broken or for something we don't have. */
static bool wanted_query(const struct llm_tool_call *call, struct arena *a, struct str *ret)
{
	JSON_AUTO struct json *arguments = NULL;
	struct str query;

	if (!str_eq(call->name, STR("fetch_documents")) ||
	    json_parse(call->arguments, JSON_LENIENT, &arguments, NULL) ||
	    !json_to_str(json_get(arguments, "search_query"), &query))
		return false;
	query = str_trim(query);
	*ret = arena_str(a, str_sub(query, 0, utf8_prefix(query, QUERY_POINTS_MAX)));
	return ret->n > 0;
}

static int add_result(struct generate *g, const struct llm_tool_call *call, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(PROMPT_BYTES_MAX);
	struct chat *c = g->chat;
	size_t before = c->evidence.n;
	struct str query;

	if (wanted_query(call, c->arena, &query) && retrieve_more(c, query, err))
		return -1;
	if (c->evidence.n > before)
		prompt_evidence(&text, &c->evidence, before, g->nonce);
	else
		buf_cstr(&text, "No further evidence was found. Answer from what you have.");
	if (add(g, LLM_TOOL, &text, err))
		return -1;
	g->messages[g->messages_n - 1].tool_call_id = call->id;
	return 0;
}

int generate_tools(struct generate *g, const struct llm_answer *from, struct err *err)
{
	size_t n = from->tool_calls_n < GENERATE_TOOL_CALLS ? from->tool_calls_n : GENERATE_TOOL_CALLS, i;

	/* more room than the question's own passages took, or nothing new could come in */
	g->chat->evidence.tokens_max += (size_t)g->chat->conf->evidence_tokens / 2;
	g->messages[g->messages_n++] = (struct llm_message){
		.role = LLM_ASSISTANT,
		.text = from->text,
		.tool_calls = from->tool_calls,
		.tool_calls_n = n,
		.more = from->more,
	};
	for (i = 0; i < n; i++)
		if (add_result(g, &from->tool_calls[i], err))
			return -1;
	return 0;
}
