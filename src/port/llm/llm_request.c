#include "port/llm/llm_request.h"

#include "base/json.h"
#include "port/llm/llm_history.h"
#include "port/llm/llm_refusal.h"

/* The tools are this program's own JSON; if they can't be parsed they are left out. */
static void set_tools(struct json *o, struct str tools)
{
	struct json *array;

	if (tools.n && json_parse(tools, JSON_STRICT, &array, NULL) == 0)
		json_set(o, "tools", array);
}

static const char *bound_name(unsigned quirks)
{
	return quirks & LLM_MAX_COMPLETION_TOKENS ? "max_completion_tokens" : "max_tokens";
}

static long bound(const struct conf *conf, const struct llm_call *call, unsigned quirks)
{
	long tokens = call->max_tokens ? call->max_tokens : conf->llm_max_tokens;

	return quirks & LLM_REASONS_LONG ? LLM_REASONING_TIMES * tokens : tokens;
}

void llm_request_body(const struct conf *conf, const struct llm_call *call, struct str model,
		      unsigned quirks, struct buf *out)
{
	JSON_AUTO struct json *o = json_new_object();
	struct json *options;

	if (model.n)
		json_set_str(o, "model", model);
	json_set(o, "messages", llm_history_json(call->messages, call->messages_n, quirks));
	json_set_bool(o, "stream", !(quirks & LLM_NO_STREAM));
	if (!(quirks & (LLM_NO_STREAM_OPTIONS | LLM_NO_STREAM))) {
		options = json_new_object();
		json_set_bool(options, "include_usage", true);
		json_set(o, "stream_options", options);
	}
	if (!(quirks & LLM_NO_BOUND))
		json_set_int(o, bound_name(quirks), bound(conf, call, quirks));
	if (!(quirks & LLM_NO_TEMPERATURE))
		json_set_real(o, "temperature", conf->llm_temperature, 2);
	if (!(quirks & LLM_NO_TOOLS))
		set_tools(o, call->tools);
	json_write(o, out);
}

/* --- refusals ------------------------------------------------------------ */

/*
 * How servers name what they refuse.  A name in `param` or `loc` suffices, and
 * for what nobody misses, so does its being mentioned; else the text must also
 * say that something isn't taken.
 */
static const struct {
	const char *words;
	unsigned quirk;
	bool mentioned_suffices;
} names[] = {
	{"stream_options", LLM_NO_STREAM_OPTIONS, true},
	{"include_usage", LLM_NO_STREAM_OPTIONS, true},
	{"max_completion_tokens", LLM_MAX_COMPLETION_TOKENS, false},
	{"max_tokens", LLM_MAX_COMPLETION_TOKENS, false},
	{"max_completion_tokens", LLM_NO_BOUND, false},
	{"temperature", LLM_NO_TEMPERATURE, true},
	{"messages[0].role", LLM_NO_SYSTEM, false},
	{"system role", LLM_NO_SYSTEM, false},
	{"'system'", LLM_NO_SYSTEM, false},
	{"system message", LLM_NO_SYSTEM, false},
	{"system messages", LLM_NO_SYSTEM, false},
	{"system prompt", LLM_NO_SYSTEM, false},
	{"system instruction", LLM_NO_SYSTEM, false},
	{"developer instruction", LLM_NO_SYSTEM, false},
	{"tools", LLM_NO_TOOLS, false},
	{"tool_choice", LLM_NO_TOOLS, false},
	{"tool choice", LLM_NO_TOOLS, false},
	{"tool use", LLM_NO_TOOLS, false},
	{"tool calling", LLM_NO_TOOLS, false},
	{"tool calls", LLM_NO_TOOLS, false},
	{"function call", LLM_NO_TOOLS, false},
	{"function calling", LLM_NO_TOOLS, false},
	{"functions", LLM_NO_TOOLS, false},
	{"reasoning_content", LLM_NO_MORE, false},
	{"reasoning", LLM_NO_MORE, false},
	{"reasoning_details", LLM_NO_MORE, false},
	{"extra_content", LLM_NO_MORE, false},
	{"stream", LLM_NO_STREAM, false},
	{"streaming", LLM_NO_STREAM, false},
};
enum { NAMES = sizeof names / sizeof names[0] };

static bool says_no(const struct refusal *r)
{
	static const char *const words[] = {
		"support", "supported", "supports", "unsupported", "unsupported_parameter", "unsupported_value",
		"allowed",
		"permitted", "unrecognized", "unknown", "unexpected", "extra_forbidden", "cannot find field",
		"requires",
		"available", "enabled", "disabled", "implemented", "invalid", "deprecated", "unable", "verified",
		"accept",
		"accepted", "recognized", "must be", "should be", "does not", "is not", "cannot", "can't", "only",
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (llm_refusal_says(r, words[i]))
			return true;
	return false;
}

/* Others say nothing of the request: no key, no credit, not found by its address, busy. */
static bool is_about_request(int status)
{
	return status == 500 || status == 501 ||
	       (status >= 400 && status <= 499 && status != 401 && status != 402 && status != 403 && status != 408 &&
		status != 429);
}

unsigned llm_request_quirk(int status, const struct refusal *refusal, unsigned known)
{
	bool no = says_no(refusal);
	size_t i;

	if (!is_about_request(status))
		return 0;
	for (i = 0; i < NAMES; i++)
		if (!(known & names[i].quirk) && llm_refusal_names(refusal, names[i].words))
			return names[i].quirk;
	for (i = 0; i < NAMES; i++)
		if (!(known & names[i].quirk) && (no || names[i].mentioned_suffices) &&
		    llm_refusal_says(refusal, names[i].words))
			return names[i].quirk;
	return 0;
}
