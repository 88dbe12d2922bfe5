#include "port/llm/llm_request.h"

#include "base/json.h"

static const char *const ROLES[] = {"system", "user", "assistant", "tool"};

static struct json *tool_call(const struct llm_tool_call *c)
{
	struct json *o = json_new_object(), *function = json_new_object();

	json_set_str(o, "id", c->id);
	json_set_cstr(o, "type", "function");
	json_set_str(function, "name", c->name);
	json_set_str(function, "arguments", c->arguments);
	json_set(o, "function", function);
	return o;
}

static struct json *message(const struct llm_message *m)
{
	struct json *o = json_new_object(), *calls;
	size_t i;

	json_set_cstr(o, "role", ROLES[m->role]);
	json_set_str(o, "content", m->text);
	if (m->role == LLM_TOOL)
		json_set_str(o, "tool_call_id", m->tool_call_id);
	if (m->tool_calls_n == 0)
		return o;
	calls = json_new_array();
	for (i = 0; i < m->tool_calls_n; i++)
		json_push(calls, tool_call(&m->tool_calls[i]));
	json_set(o, "tool_calls", calls);
	return o;
}

/* The tools were written by the program itself: JSON that can't be read is left out. */
static void set_tools(struct json *o, struct str tools)
{
	struct json *array;

	if (tools.n && json_parse(tools, JSON_STRICT, &array, NULL) == 0)
		json_set(o, "tools", array);
}

void llm_request_body(const struct conf *conf, const struct llm_call *call, struct str model,
		      unsigned quirks, struct buf *out)
{
	JSON_AUTO struct json *o = json_new_object();
	struct json *messages = json_new_array(), *options;
	size_t i;

	if (model.n)
		json_set_str(o, "model", model);
	for (i = 0; i < call->messages_n; i++)
		json_push(messages, message(&call->messages[i]));
	json_set(o, "messages", messages);
	json_set_bool(o, "stream", true);
	if (!(quirks & LLM_NO_STREAM_OPTIONS)) {
		options = json_new_object();
		json_set_bool(options, "include_usage", true);
		json_set(o, "stream_options", options);
	}
	json_set_int(o, quirks & LLM_MAX_COMPLETION_TOKENS ? "max_completion_tokens" : "max_tokens",
		     call->max_tokens ? call->max_tokens : conf->llm_max_tokens);
	if (!(quirks & LLM_NO_TEMPERATURE))
		json_set_real(o, "temperature", conf->llm_temperature, 2);
	if (!(quirks & LLM_NO_TOOLS))
		set_tools(o, call->tools);
	json_write(o, out);
}

unsigned llm_request_quirk(int status, const char *reason, unsigned known)
{
	/* max_completion_tokens before max_tokens: a refusal of the one often recommends the other */
	static const struct {
		const char *word;
		unsigned quirk;
	} words[] = {
		{"stream_options", LLM_NO_STREAM_OPTIONS}, {"include_usage", LLM_NO_STREAM_OPTIONS},
		{"max_completion_tokens", LLM_MAX_COMPLETION_TOKENS},
		{"temperature", LLM_NO_TEMPERATURE},
		/* OpenRouter: 404 "No endpoints found that support tool use"; llama.cpp: 500 "tools param requires --jinja" */
		{"tool", LLM_NO_TOOLS},
	};
	size_t i;

	if (status != 400 && status != 404 && status != 422 && status != 500 && status != 501)
		return 0;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasestr(reason, words[i].word) && !(known & words[i].quirk))
			return words[i].quirk;
	return 0;
}
