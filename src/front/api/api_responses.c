/*
 * POST /v1/responses: OpenAI's newer form of a question.  `input` is the question
 * or a list of items; `instructions` and members we have no use for are ignored.
 *
 * A response's id is "resp_", the id of its conversation, "_" and 16 random
 * characters: previous_response_id so leads to the conversation, wherever it is kept.
 */
#include "chat/task.h"
#include "front/api/api.h"
#include "front/api/messages.h"
#include "front/http/parse.h"
#include "front/api/question.h"
#include "front/api/sink.h"
#include "port/system/crypto.h"

enum { TAIL = 17 }; /* "_" and the random characters */

static struct str prefix(void)
{
	return STR("resp_");
}

/* "" when it is none of ours. */
static struct str conversation_of(struct str response_id)
{
	size_t head = prefix().n;
	struct str id = STR("");

	if (str_starts(response_id, prefix()) && response_id.n > head + TAIL &&
	    response_id.p[response_id.n - TAIL] == '_')
		id = str_sub(response_id, head, response_id.n - head - TAIL);
	return parse_is_conversation_id(id) ? id : STR("");
}

/* `conversation` is an id or an object with one. */
static struct str conversation_member(const struct json *body)
{
	const struct json *v = json_get(body, "conversation");

	return json_str_or_empty(json_is_object(v) ? json_get(v, "id") : v);
}

static int find_conversation(const struct req *r, const struct json *body, struct response_names *names,
			     struct str *ret, struct err *err)
{
	struct str named = conversation_member(body);
	char token[32];

	*ret = r->conversation_id;
	names->previous = arena_str(r->arena, json_str_or_empty(json_get(body, "previous_response_id")));
	if (names->previous.n)
		*ret = conversation_of(names->previous);
	if (names->previous.n && ret->n == 0)
		return err_param(err, ERR_PARAM_INVALID, "previous_response_id",
				 "previous_response_id is not that of a stored response");
	if (named.n && !parse_is_conversation_id(named))
		return err_param(err, ERR_PARAM_INVALID, "conversation",
				 "conversation must match [A-Za-z0-9_-]{1,128}");
	if (named.n)
		*ret = arena_str(r->arena, named);
	if (!names->stored && ret->n)
		return err_param(err, ERR_PARAM_INVALID, "store",
				 "store must be true to continue a conversation: its turns are kept");
	if (names->stored && ret->n == 0) {
		crypto_token(15, token, sizeof token);
		*ret = arena_str(r->arena, str_of(token));
	}
	return 0;
}

static int name_response(const struct req *r, const struct json *body, struct response_names *names,
			 struct chat_question *q, struct err *err)
{
	char token[32];

	names->stored = true;
	if (question_bool(body, "store", &names->stored, err) ||
	    find_conversation(r, body, names, &q->conversation_id, err))
		return -1;
	crypto_token(12, token, sizeof token);
	names->id = arena_printf(r->arena, "%.*s%.*s_%s", STR_ARG(prefix()), STR_ARG(q->conversation_id), token);
	return 0;
}

static bool is_type(const struct json *v, const char *name)
{
	return str_eq(json_str_or_empty(v), str_of(name));
}

static int check_form(const struct json *body, struct err *err)
{
	const struct json *format = json_get(json_get(body, "text"), "format"), *choice = json_get(body, "tool_choice");

	if (format && !is_type(json_get(format, "type"), "text"))
		return err_param(err, ERR_PARAM_INVALID, "text.format",
				 "text.format may only be text: answers are prose");
	if (choice && !is_type(choice, "auto") && !is_type(choice, "none"))
		return err_param(err, ERR_PARAM_INVALID, "tool_choice",
				 "tool_choice may only be auto or none: no tools are called");
	return 0;
}

static int read_input(const struct req *r, const struct json *body, struct messages *ret, struct err *err)
{
	const struct json *input = json_get(body, "input");

	if (json_is_array(input))
		return messages_read(r, input, "input", ret, err);
	*ret = (struct messages){.question = arena_str(r->arena, json_str_or_empty(input))};
	return 0;
}

static bool is_task(const struct json *body, struct str question)
{
	return json_get(json_get(body, "metadata"), "task") || task_is_prompt(question);
}

static int run(struct req *r, const struct json *body, struct chat_question *q, struct sink *out, struct err *err)
{
	struct chat_env env = question_env(r);

	if (is_task(body, q->text)) {
		question_uncount(r);
		return task_answer(&env, q, &out->chat, err);
	}
	if (check_form(body, err) || question_check(r, q->text, "input", err))
		return -1;
	return chat_ask(&env, q, &out->chat, err);
}

int api_responses(struct req *r, struct resp *p, struct err *err)
{
	struct chat_question q = question_of(r);
	struct response_names names = {0};
	struct messages m = {0};
	JSON_AUTO struct json *body = NULL;
	bool stream = false;
	struct sink out;

	if (req_json(r, &body, err) || question_bool(body, "stream", &stream, err) || read_input(r, body, &m, err) ||
	    name_response(r, body, &names, &q, err))
		return -1;
	q.text = m.question;
	q.history = m.history;
	q.history_n = m.history_n;
	if (stream)
		sink_response_events(&out, r, p, &q, &names);
	else
		sink_response(&out, r, p, &q, &names);
	out.left_out = m.left_out;
	return run(r, body, &q, &out, err) ? sink_fail(&out, err) : 0;
}
