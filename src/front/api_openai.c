/*
 * OpenAI's API as far as a chat client needs it: POST /v1/chat/completions,
 * GET /v1/models, GET /v1/models/{id}.
 *
 * The last user message is the question, the user's and assistant's messages
 * before it are the history.  System and developer messages are left out: what
 * the assistant may say is the institution's to decide, not the client's.
 * Members we have no use for (temperature, tools, …) are ignored.
 */
#include "front/api.h"
#include "front/question.h"
#include "front/sink.h"

enum { MESSAGES_MAX = 1000 };

struct completion {
	bool stream, include_usage;
	const struct json *messages;
	size_t question_at; /* its index */
};

static bool has_role(const struct json *message, const char *role)
{
	return str_eq(json_str_or_empty(json_get(message, "role")), str_of(role));
}

static int check_messages(const struct json *body, struct completion *ret, struct err *err)
{
	const struct json *messages = json_get(body, "messages");
	size_t n = json_length(messages), i;

	if (n == 0 || n > MESSAGES_MAX)
		return err_param(err, ERR_PARAM_INVALID, "messages", "messages must be an array of 1 to %d messages",
				  MESSAGES_MAX);
	for (i = n; i > 0; i--)
		if (has_role(json_at(messages, i - 1), "user"))
			break;
	if (i == 0)
		return err_param(err, ERR_PARAM_INVALID, "messages", "messages must include one with role \"user\"");
	ret->messages = messages;
	ret->question_at = i - 1;
	return 0;
}

static int read_options(const struct json *body, struct completion *ret, struct err *err)
{
	const struct json *n = json_get(body, "n");
	int64_t choices = 1;

	if (question_bool(body, "stream", &ret->stream, err) ||
	    question_bool(json_get(body, "stream_options"), "include_usage", &ret->include_usage, err))
		return -1;
	if (n && (!json_to_int(n, &choices) || choices != 1))
		return err_param(err, ERR_PARAM_INVALID, "n", "n must be 1: there is one answer");
	return check_messages(body, ret, err);
}

/* The text parts of a content array as one string, in the arena. */
static int join_parts(const struct json *parts, struct arena *a, struct json **ret, struct err *err)
{
	struct str all = STR(""), text;
	size_t i;

	for (i = 0; i < json_length(parts); i++) {
		const struct json *part = json_at(parts, i);

		if (!json_to_str(json_get(part, "text"), &text))
			return err_param(err, ERR_PARAM_INVALID, "messages",
					 "only parts of type \"text\" are accepted");
		all = arena_printf(a, "%.*s%s%.*s", STR_ARG(all), all.n ? "\n" : "", STR_ARG(text));
	}
	*ret = json_new_str(all);
	return 0;
}

/* The content, a string or an array of parts, as text. */
static int read_question(const struct req *r, const struct completion *k, struct str *ret,
			 struct err *err)
{
	const struct json *content = json_get(json_at(k->messages, k->question_at), "content");
	JSON_AUTO struct json *joined = NULL;

	if (!json_is_array(content))
		return question_text(r, content, "messages", ret, err);
	if (join_parts(content, r->arena, &joined, err) || question_text(r, joined, "messages", ret, err))
		return -1;
	*ret = arena_str(r->arena, *ret);
	return 0;
}

/* Messages without text (tool calls, images) are left out of the history. */
static int read_history(const struct req *r, const struct completion *k, struct chat_question *q,
			struct err *err)
{
	size_t max = 2 * (size_t)r->conf->history_turns;
	struct chat_turn *turns = ARENA_ARRAY(r->arena, k->question_at + 1, struct chat_turn);
	size_t n = 0, i;

	if (turns == NULL)
		return err_set(err, ERR_NO_MEMORY, "memory for %zu messages", k->question_at);
	for (i = 0; i < k->question_at; i++) {
		const struct json *m = json_at(k->messages, i), *content = json_get(m, "content");
		JSON_AUTO struct json *joined = NULL;
		struct str text = json_str_or_empty(content);

		if (json_is_array(content) && join_parts(content, r->arena, &joined, NULL) == 0)
			text = arena_str(r->arena, json_str_or_empty(joined));
		if (text.n && (has_role(m, "user") || has_role(m, "assistant")))
			turns[n++] = (struct chat_turn){has_role(m, "user"), text};
	}
	i = n > max ? n - max : 0;
	q->history = turns + i;
	q->history_n = n - i;
	return 0;
}

int api_openai_chat(struct req *r, struct resp *p, struct err *err)
{
	struct chat_question q = question_of(r);
	struct chat_env env = question_env(r);
	struct completion k = {0};
	JSON_AUTO struct json *body = NULL;
	struct sink out;

	if (req_json(r, &body, err) || read_options(body, &k, err) ||
	    read_question(r, &k, &q.text, err) || read_history(r, &k, &q, err))
		return -1;
	if (k.stream)
		sink_chunks(&out, r, p, &q, k.include_usage);
	else
		sink_completion(&out, r, p, &q);
	return chat_ask(&env, &q, &out.chat, err) ? sink_fail(&out, err) : 0;
}

static struct json *model_json(const struct req *r)
{
	struct json *v = json_new_object();
	struct kb_gen *gen = kb_acquire(r->kb);
	struct kb_info info = {0};

	if (gen)
		kb_info(gen, &info);
	json_set_cstr(v, "id", SINK_MODEL);
	json_set_cstr(v, "object", "model");
	json_set_int(v, "created", info.built_at);
	json_set_cstr(v, "owned_by", r->conf->institution_name);
	kb_release(gen);
	return v;
}

int api_openai_models(struct req *r, struct resp *p, struct err *err)
{
	struct json *v = json_new_object(), *list = json_new_array();

	(void)err;
	json_push(list, model_json(r));
	json_set_cstr(v, "object", "list");
	json_set(v, "data", list);
	resp_json(p, 200, v);
	return 0;
}

int api_openai_model(struct req *r, struct resp *p, struct err *err)
{
	if (!str_eq(r->path_id, STR(SINK_MODEL)))
		return err_param(err, ERR_MODEL_NOT_FOUND, "model", "the only one is " SINK_MODEL);
	resp_json(p, 200, model_json(r));
	return 0;
}
