#include "port/llm/llm_stream.h"

#include <stdio.h>

/* WHOLE_MAX: an answer with its reasoning. */
enum { WHOLE_MAX = 4 << 20, MORE_MAX = 1 << 20 };

/* --- what finish_reason says ------------------------------------------------ */

static const struct {
	const char *reason; /* with any other reason the answer is whole */
	enum llm_cut cut; /* LLM_WHOLE: not cut, but broken off by a fault */
	bool garbled; /* it was a tool call that nobody understands */
} finishes[] = {
	{"length", LLM_CUT_LENGTH, false},
	{"max_tokens", LLM_CUT_LENGTH, false},
	{"max_output_tokens", LLM_CUT_LENGTH, false},
	{"model_length", LLM_CUT_LENGTH, false},
	{"content_filter", LLM_CUT_FILTER, false},
	{"content-filter", LLM_CUT_FILTER, false},
	{"safety", LLM_CUT_FILTER, false},
	{"refusal", LLM_CUT_FILTER, false},
	{"recitation", LLM_CUT_FILTER, false},
	{"blocklist", LLM_CUT_FILTER, false},
	{"prohibited_content", LLM_CUT_FILTER, false},
	{"sensitive", LLM_CUT_FILTER, false},
	{"guardrail_intervened", LLM_CUT_FILTER, false},
	{"error", LLM_WHOLE, false},
	{"network_error", LLM_WHOLE, false},
	{"insufficient_system_resource", LLM_WHOLE, false},
	{"abort", LLM_WHOLE, false},
	{"cancelled", LLM_WHOLE, false},
	{"malformed_function_call", LLM_WHOLE, true},
	{"unexpected_tool_call", LLM_WHOLE, true},
};
enum { FINISHES = sizeof finishes / sizeof finishes[0] };

static void take_finish(struct llm_stream *s, struct str reason)
{
	size_t i;

	s->finished = true;
	for (i = 0; i < FINISHES; i++)
		if (str_ieq(reason, str_of(finishes[i].reason))) {
			s->cut = finishes[i].cut;
			s->broken = s->cut == LLM_WHOLE;
			s->garbled = s->garbled || finishes[i].garbled;
		}
}

/* --- messages --------------------------------------------------------------- */

static int on_text(void *arg, struct str piece)
{
	struct llm_stream *s = arg;

	return s->call->on_text ? s->call->on_text(s->call->arg, piece) : 0;
}

static int on_restart(void *arg)
{
	struct llm_stream *s = arg;

	return s->call->on_restart ? s->call->on_restart(s->call->arg) : 0;
}

static void on_written_call(void *arg, struct str name, struct str arguments)
{
	struct llm_stream *s = arg;

	llm_fragments_add_written(&s->calls, name, arguments,
				  s->text.place == LLM_IN_CALL && s->text.back == LLM_IN_THINK);
}

static void on_raw_call(void *arg, struct str inside)
{
	struct llm_stream *s = arg;

	if (written_calls(&s->tools, inside, on_written_call, s) == 0)
		s->garbled = true;
}

static bool is_text_part(const struct json *part)
{
	struct str type = json_str_or_empty(json_get(part, "type"));

	return type.n == 0 || str_eq(type, STR("text")) || str_eq(type, STR("output_text"));
}

static bool has_text(const struct json *v)
{
	return json_str_or_empty(v).n > 0 || json_length(v) > 0;
}

/* Content is a string, or an array of parts, of which those with text count. */
static int take_content(struct llm_stream *s, const struct json *content, struct err *err)
{
	struct str text;
	size_t i;

	s->spoke = s->spoke || has_text(content);
	if (json_to_str(content, &text))
		return llm_text_feed(&s->text, text, err);
	for (i = 0; i < json_length(content); i++)
		if (is_text_part(json_at(content, i)) && json_to_str(json_get(json_at(content, i), "text"), &text) &&
		    llm_text_feed(&s->text, text, err) != 0)
			return -1;
	return 0;
}

static int take_message(struct llm_stream *s, const struct json *m, struct err *err)
{
	static const char *const known[] = {"role", "content", "tool_calls", "function_call", "refusal", "audio",
					    "annotations", "name", NULL};
	struct json *content = json_get(m, "content"), *calls = json_get(m, "tool_calls");
	struct json *function = json_get(m, "function_call");
	bool reasons = has_text(json_get(m, "reasoning_content")) || has_text(json_get(m, "reasoning")) ||
		       has_text(json_get(m, "reasoning_details")) || has_text(json_get(m, "thinking"));
	size_t i;

	if (has_text(content) || has_text(calls) || function || reasons)
		s->signs++;
	s->reasoned = s->reasoned || reasons;
	for (i = 0; i < json_length(calls); i++)
		llm_fragments_add(&s->calls, json_at(calls, i));
	if (function)
		llm_fragments_add_function(&s->calls, function);
	/* the message is given back only when it may hold tool calls */
	if (s->tools.n)
		llm_unknown_take(&s->more, m, known);
	if (has_text(json_get(m, "refusal")))
		s->cut = LLM_CUT_FILTER;
	return take_content(s, content, err);
}

/* --- chunks ----------------------------------------------------------------- */

static int fail(struct llm_stream *s, const struct json *v, struct err *err)
{
	refusal_release(&s->refusal);
	refusal_read_json(&s->refusal, v);
	return err_set(err, ERR_REFUSED, "error within the answer: %s", s->refusal.reason);
}

static int take_choice(struct llm_stream *s, const struct json *choice, struct err *err)
{
	struct json *m = json_get(choice, "delta"), *text = json_get(choice, "text");
	struct str reason;
	int64_t index;

	/* only one answer was asked for */
	if (json_to_int(json_get(choice, "index"), &index) && index != 0)
		return 0;
	/* some servers repeat the whole message at the end of the stream */
	if (m == NULL && !s->spoke && s->calls.n == 0)
		m = json_get(choice, "message");
	if (m ? take_message(s, m, err) != 0 : text && take_content(s, text, err) != 0)
		return -1;
	if (json_to_str(json_get(choice, "finish_reason"), &reason) && reason.n)
		take_finish(s, reason);
	return refusal_is_error(json_get(choice, "error")) ? fail(s, choice, err) : 0;
}

static long count(const struct json *usage, const char *key, long known)
{
	int64_t n;

	return json_to_int(json_get(usage, key), &n) && n >= 0 && n <= INT32_MAX ? (long)n : known;
}

static void take_usage(struct llm_stream *s, const struct json *usage)
{
	s->prompt_tokens = count(usage, "prompt_tokens", s->prompt_tokens);
	s->completion_tokens = count(usage, "completion_tokens", s->completion_tokens);
	s->total_tokens = count(usage, "total_tokens", s->prompt_tokens + s->completion_tokens);
}

/* Takes a chunk or a whole answer, which differ only in delta and message. */
static int take_object(struct llm_stream *s, const struct json *v, struct err *err)
{
	struct json *choices = json_get(v, "choices");
	struct str model;
	size_t i;

	if (refusal_is_error(json_get(v, "error")) || str_eq(json_str_or_empty(json_get(v, "object")), STR("error")))
		return fail(s, v, err);
	/* a whole body that is no answer is a refusal, whatever HTTP says */
	if (s->form == LLM_FORM_WHOLE && choices == NULL)
		return fail(s, v, err);
	if (s->model[0] == '\0' && json_to_str(json_get(v, "model"), &model))
		snprintf(s->model, sizeof s->model, "%.*s", STR_ARG(model));
	take_usage(s, json_get(v, "usage"));
	for (i = 0; i < json_length(choices); i++)
		if (take_choice(s, json_at(choices, i), err) != 0)
			return -1;
	return 0;
}

static int take_chunk(struct llm_stream *s, struct str text, struct err *err)
{
	BUF_AUTO struct buf joined = BUF_MAX(SSE_EVENT_MAX + HALF_CHARACTER_BYTES);
	JSON_AUTO struct json *root = NULL;
	size_t i;

	/* behind the end of an answer anything may follow */
	if (json_parse(half_character_join(s->half, text, &joined), JSON_LENIENT, &root, s->finished ? NULL : err) != 0)
		return s->finished ? 0 : -1;
	if (!json_is_array(root))
		return take_object(s, root, err);
	for (i = 0; i < json_length(root); i++)
		if (take_object(s, json_at(root, i), err) != 0)
			return -1;
	return 0;
}

static int on_event(void *arg, struct str data, struct err *err)
{
	struct llm_stream *s = arg;

	data = str_trim(data);
	if (s->done || data.n == 0)
		return 0;
	if (str_eq(data, STR("[DONE]"))) {
		s->done = true;
		return 0;
	}
	return take_chunk(s, data, err);
}

/* --- bytes ------------------------------------------------------------------- */

/* Whether the first line is JSON by itself, so that each line is a chunk. */
static bool is_line_by_line(const struct llm_stream *s, size_t line)
{
	JSON_AUTO struct json *v = NULL;

	return json_parse(str_sub(buf_view(&s->whole), 0, line), JSON_LENIENT, &v, NULL) == 0;
}

static int take_lines(struct llm_stream *s, struct err *err)
{
	size_t line;

	while ((line = str_find_char(buf_view(&s->whole), '\n')) < s->whole.n) {
		if (on_event(s, str_sub(buf_view(&s->whole), 0, line), err) != 0)
			return -1;
		buf_drop(&s->whole, line + 1);
	}
	return 0;
}

static int feed_whole(struct llm_stream *s, struct str bytes, struct err *err)
{
	bool had_line = str_find_char(buf_view(&s->whole), '\n') < s->whole.n;
	size_t line;

	buf_str(&s->whole, bytes);
	if (s->whole.bad)
		return err_set(err, ERR_BAD_DATA, "the answer is over %d bytes", WHOLE_MAX);
	line = str_find_char(buf_view(&s->whole), '\n');
	if (s->form == LLM_FORM_WHOLE && !had_line && line < s->whole.n && is_line_by_line(s, line))
		s->form = LLM_FORM_LINES;
	return s->form == LLM_FORM_LINES ? take_lines(s, err) : 0;
}

static int feed(struct llm_stream *s, struct str bytes, struct err *err)
{
	if (s->form == LLM_FORM_UNKNOWN) {
		/* no line of an event stream begins with a bracket; white space may stand before either form */
		struct str begin = str_trim(bytes);

		if (begin.n == 0)
			return 0;
		if (begin.p[0] == '<')
			return err_set(err, ERR_BAD_DATA, "a web page (HTML) instead of an answer");
		bytes = str_sub(bytes, (size_t)(begin.p - bytes.p), bytes.n);
		s->form = strchr("{[", begin.p[0]) && begin.p[0] ? LLM_FORM_WHOLE : LLM_FORM_EVENTS;
	}
	return s->form == LLM_FORM_EVENTS ? sse_feed(&s->sse, bytes, err) : feed_whole(s, bytes, err);
}

/* --- public ------------------------------------------------------------------ */

int llm_stream_feed(struct llm_stream *s, struct str bytes, struct err *err)
{
	struct err why = {0};

	if (feed(s, bytes, &why) == 0)
		return 0;
	if (why.code != ERR_GONE)
		llm_stream_break(s);
	return err_pass(err, &why);
}

void llm_stream_break(struct llm_stream *s)
{
	s->text.cut_short = true;
	llm_text_end(&s->text, NULL);
}

void llm_stream_init(struct llm_stream *s, const struct llm_call *call, bool hold)
{
	*s = (struct llm_stream){.form = LLM_FORM_UNKNOWN, .call = call};
	sse_init(&s->sse, on_event, s);
	llm_text_init(&s->text);
	written_tools_init(&s->tools, call->tools.n ? call->tools : call->known_tools);
	s->text.tools = &s->tools;
	s->text.on_text = on_text;
	s->text.on_restart = on_restart;
	s->text.on_raw_call = on_raw_call;
	s->text.arg = s;
	if (hold)
		llm_text_hold(&s->text);
	buf_init(&s->whole, WHOLE_MAX);
}

void llm_stream_release(struct llm_stream *s)
{
	sse_release(&s->sse);
	llm_text_release(&s->text);
	written_tools_release(&s->tools);
	buf_release(&s->whole);
	llm_fragments_release(&s->calls);
	llm_unknown_release(&s->more);
	refusal_release(&s->refusal);
}

static int nothing_said(const struct llm_stream *s, struct err *err)
{
	return err_set(err, ERR_BAD_DATA, "the answer holds no text%s",
		       s->cut == LLM_CUT_LENGTH   ? ": LLM_MAX_TOKENS cut it short"
		       : s->cut == LLM_CUT_FILTER ? ": the provider's filter withheld it"
		       : s->garbled               ? ": its tool call can't be understood"
						  : "");
}

int llm_stream_end(struct llm_stream *s, struct err *err)
{
	bool lines = s->form == LLM_FORM_LINES || s->form == LLM_FORM_WHOLE;

	if (lines ? on_event(s, buf_view(&s->whole), err) : sse_end(&s->sse, err))
		return -1;
	s->text.cut_short = s->cut == LLM_CUT_LENGTH;
	if (llm_text_end(&s->text, err) != 0)
		return -1;
	if (s->text.shown.n)
		llm_fragments_drop_thought(&s->calls);
	if (s->broken)
		return err_set(err, ERR_REFUSED, "the server says that the answer failed");
	if (!s->finished && !s->done)
		return err_set(err, ERR_BAD_DATA, "the answer ended without a finish_reason");
	return s->text.shown.n == 0 && s->calls.n == 0 ? nothing_said(s, err) : 0;
}

int llm_stream_answer(const struct llm_stream *s, struct arena *a, struct llm_answer *ret, struct err *err)
{
	BUF_AUTO struct buf more = BUF_MAX(MORE_MAX);
	struct llm_answer answer = {
		.text = arena_str(a, buf_view(&s->text.shown)),
		.model = arena_str(a, str_of(s->model)),
		.tool_calls = llm_fragments_calls(&s->calls, a),
		.tool_calls_n = s->calls.n,
		.prompt_tokens = s->prompt_tokens,
		.completion_tokens = s->completion_tokens,
		.total_tokens = s->total_tokens,
		.cut = s->cut,
		.began = s->text.shown.n > 0,
	};

	if (answer.tool_calls == NULL || answer.text.n != s->text.shown.n)
		return err_set(err, ERR_NO_MEMORY, "no memory for the model's answer");
	if (s->calls.n)
		llm_unknown_write(&s->more, &more);
	answer.more = arena_str(a, buf_view(&more));
	*ret = answer;
	return 0;
}
