/*
 * OpenAI's API as far as a chat client needs it: POST /v1/chat/completions,
 * GET /v1/models, GET /v1/models/{id}.  Members we have no use for (temperature,
 * tools, …) are ignored.
 */
#include "chat/task.h"
#include "front/api/api.h"
#include "front/api/messages.h"
#include "front/api/question.h"
#include "front/api/sink.h"

struct completion {
	bool stream, include_usage;
	struct messages messages;
};

static bool is_type(const struct json *v, const char *name)
{
	return str_eq(json_str_or_empty(v), str_of(name));
}

/* What would break a client's parser, if it were passed over and answered in prose. */
static int check_form(const struct json *body, struct err *err)
{
	const struct json *format = json_get(body, "response_format"), *choice = json_get(body, "tool_choice");
	const struct json *function = json_get(body, "function_call");

	if (format && !is_type(json_get(format, "type"), "text"))
		return err_param(err, ERR_PARAM_INVALID, "response_format",
				 "response_format may only be text: answers are prose");
	if (choice && !is_type(choice, "auto") && !is_type(choice, "none"))
		return err_param(err, ERR_PARAM_INVALID, "tool_choice",
				 "tool_choice may only be auto or none: no tools are called");
	if (function && !is_type(function, "auto") && !is_type(function, "none"))
		return err_param(err, ERR_PARAM_INVALID, "function_call",
				 "function_call may only be auto or none: no functions are called");
	return 0;
}

static int read_body(const struct req *r, const struct json *body, struct completion *ret, struct err *err)
{
	const struct json *n = json_get(body, "n");
	int64_t choices = 1;

	if (question_bool(body, "stream", &ret->stream, err) ||
	    question_bool(json_get(body, "stream_options"), "include_usage", &ret->include_usage, err))
		return -1;
	if (n && (!json_to_int(n, &choices) || choices != 1))
		return err_param(err, ERR_PARAM_INVALID, "n", "n must be 1: there is one answer");
	return messages_read(r, json_get(body, "messages"), "messages", &ret->messages, err);
}

/* Whether a front end asks for itself, not its user: by what it says of it, or by how such prompts begin. */
static bool is_task(const struct json *body, const struct completion *k)
{
	return json_get(json_get(body, "metadata"), "task") || json_get(body,
									"task") || task_is_prompt(k->messages.question);
}

static int answer_task(struct req *r, struct chat_question *q, struct sink *out, struct err *err)
{
	struct chat_env env = question_env(r);

	question_uncount(r);
	return task_answer(&env, q, &out->chat, err);
}

static int answer_question(struct req *r, const struct json *body, struct chat_question *q, struct sink *out,
			   struct err *err)
{
	struct chat_env env = question_env(r);

	if (check_form(body, err) || question_check(r, q->text, "messages", err))
		return -1;
	return chat_ask(&env, q, &out->chat, err);
}

int api_openai_chat(struct req *r, struct resp *p, struct err *err)
{
	struct chat_question q = question_of(r);
	struct completion k = {0};
	JSON_AUTO struct json *body = NULL;
	struct sink out;
	int failed;

	if (req_json(r, &body, err) || read_body(r, body, &k, err))
		return -1;
	q.text = k.messages.question;
	q.history = k.messages.history;
	q.history_n = k.messages.history_n;
	if (k.stream)
		sink_chunks(&out, r, p, &q, k.include_usage);
	else
		sink_completion(&out, r, p, &q);
	out.left_out = k.messages.left_out;
	failed = is_task(body, &k) ? answer_task(r, &q, &out, err) : answer_question(r, body, &q, &out, err);
	return failed ? sink_fail(&out, err) : 0;
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
