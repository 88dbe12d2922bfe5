#include "port/llm/llm_stream.h"

#include <stdio.h>

#include "base/json.h"
#include "port/net/refusal.h"

/* A whole answer with its reasoning. */
enum { WHOLE_MAX = 4 << 20, ID_MAX = 256, ARGUMENTS_MAX = 64 * 1024 };

/* --- tool calls ---------------------------------------------------------- */

static struct llm_fragment *new_call(struct llm_stream *s, int64_t index)
{
	struct llm_fragment *f;

	if (s->calls_n == LLM_TOOL_CALLS_MAX)
		return NULL;
	f = &s->calls[s->calls_n++];
	f->index = index;
	buf_init(&f->id, ID_MAX);
	buf_init(&f->name, ID_MAX);
	buf_init(&f->arguments, ARGUMENTS_MAX);
	return f;
}

/*
 * The call a fragment belongs to: by index, the last one when it has none.  A
 * different id begins a new one: some servers number all calls 0.
 */
static struct llm_fragment *call_of(struct llm_stream *s, int64_t index, struct str id)
{
	size_t i;

	for (i = s->calls_n; i > 0; i--) {
		struct llm_fragment *f = &s->calls[i - 1];

		if (index >= 0 && f->index != index)
			continue;
		if (id.n && f->id.n && !str_eq(id, buf_view(&f->id)))
			break;
		return f;
	}
	return new_call(s, index);
}

static void add_fragment(struct llm_stream *s, struct json *v)
{
	struct json *function = json_get(v, "function"), *arguments = json_get(function, "arguments");
	struct str id = json_str_or_empty(json_get(v, "id"));
	struct llm_fragment *f;
	int64_t index = -1;
	struct str text;

	json_to_int(json_get(v, "index"), &index);
	f = call_of(s, index, id);
	if (f == NULL)
		return;
	if (f->id.n == 0)
		buf_str(&f->id, id);
	if (f->name.n == 0)
		buf_str(&f->name, json_str_or_empty(json_get(function, "name")));
	if (json_to_str(arguments, &text))
		buf_str(&f->arguments, text);
	else if (json_is_object(arguments))
		json_write(arguments, &f->arguments);
}

/* {"name":…,"arguments":{…}} written as text; what a cut left unreadable is no call. */
static void on_raw_call(void *arg, struct str inside)
{
	struct llm_stream *s = arg;
	JSON_AUTO struct json *root = NULL;
	struct json *arguments;
	struct llm_fragment *f;
	struct str name, text;

	if (json_parse(inside, JSON_LENIENT, &root, NULL) != 0 || !json_to_str(json_get(root, "name"), &name))
		return;
	f = new_call(s, -1);
	if (f == NULL)
		return;
	buf_printf(&f->id, "call_%zu", s->calls_n);
	buf_str(&f->name, name);
	arguments = json_get(root, "arguments");
	if (json_to_str(arguments, &text))
		buf_str(&f->arguments, text);
	else if (arguments)
		json_write(arguments, &f->arguments);
}

/* --- chunks -------------------------------------------------------------- */

static int on_text(void *arg, struct str piece)
{
	struct llm_stream *s = arg;

	return s->on_text ? s->on_text(s->arg, piece) : 0;
}

/* A string, or an array of parts of which those of type text count. */
static int take_content(struct llm_stream *s, const struct json *content, struct err *err)
{
	struct str text;
	size_t i;

	if (json_to_str(content, &text))
		return llm_text_feed(&s->text, text, err);
	for (i = 0; i < json_length(content); i++)
		if (json_to_str(json_get(json_at(content, i), "text"), &text) &&
		    llm_text_feed(&s->text, text, err) != 0)
			return -1;
	return 0;
}

static bool has_text(const struct json *v)
{
	return json_str_or_empty(v).n > 0 || json_length(v) > 0;
}

static int take_message(struct llm_stream *s, const struct json *m, struct err *err)
{
	struct json *content = json_get(m, "content"), *calls = json_get(m, "tool_calls");
	size_t i;

	if (has_text(content) || has_text(calls) || has_text(json_get(m, "reasoning_content")) ||
	    has_text(json_get(m, "reasoning")))
		s->signs++;
	for (i = 0; i < json_length(calls); i++)
		add_fragment(s, json_at(calls, i));
	return take_content(s, content, err);
}

static int take_choice(struct llm_stream *s, const struct json *choice, struct err *err)
{
	struct json *m = json_get(choice, "delta");
	struct str reason;
	int64_t index;

	/* one answer was asked for */
	if (json_to_int(json_get(choice, "index"), &index) && index != 0)
		return 0;
	/* some servers end a stream with the whole message once more */
	if (m == NULL && s->text.shown.n == 0 && s->calls_n == 0)
		m = json_get(choice, "message");
	if (m && take_message(s, m, err) != 0)
		return -1;
	if (json_to_str(json_get(choice, "finish_reason"), &reason) && reason.n) {
		s->finished = true;
		s->cut_short = str_eq(reason, STR("length"));
	}
	return 0;
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

/* A chunk or a whole answer: they differ in delta and message alone. */
static int take_chunk(struct llm_stream *s, struct str text, struct err *err)
{
	JSON_AUTO struct json *root = NULL;
	struct json *choices, *error;
	struct str model;
	size_t i;

	if (json_parse(text, JSON_LENIENT, &root, err) != 0)
		return -1;
	error = json_get(root, "error");
	if (error) {
		char reason[REFUSAL_BYTES];

		s->error_status = refusal_text(text, reason);
		return err_set(err, ERR_REFUSED, "error within the answer: %s", reason);
	}
	if (s->model[0] == '\0' && json_to_str(json_get(root, "model"), &model))
		snprintf(s->model, sizeof s->model, "%.*s", STR_ARG(model));
	take_usage(s, json_get(root, "usage"));
	choices = json_get(root, "choices");
	for (i = 0; i < json_length(choices); i++)
		if (take_choice(s, json_at(choices, i), err) != 0)
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

/* --- public -------------------------------------------------------------- */

void llm_stream_init(struct llm_stream *s, int (*text)(void *arg, struct str piece), void *arg)
{
	*s = (struct llm_stream){.form = LLM_FORM_UNKNOWN, .on_text = text, .arg = arg};
	sse_init(&s->sse, on_event, s);
	llm_text_init(&s->text);
	s->text.on_text = on_text;
	s->text.on_raw_call = on_raw_call;
	s->text.arg = s;
	buf_init(&s->whole, WHOLE_MAX);
}

void llm_stream_release(struct llm_stream *s)
{
	size_t i;

	sse_release(&s->sse);
	llm_text_release(&s->text);
	buf_release(&s->whole);
	for (i = 0; i < s->calls_n; i++) {
		buf_release(&s->calls[i].id);
		buf_release(&s->calls[i].name);
		buf_release(&s->calls[i].arguments);
	}
	s->calls_n = 0;
}

int llm_stream_feed(struct llm_stream *s, struct str bytes, struct err *err)
{
	if (s->form == LLM_FORM_UNKNOWN) {
		/* no line of an event stream begins with a brace; white space before either is nothing */
		struct str begin = str_trim(bytes);

		if (begin.n == 0)
			return 0;
		bytes = str_sub(bytes, (size_t)(begin.p - bytes.p), bytes.n);
		s->form = begin.p[0] == '{' ? LLM_FORM_WHOLE : LLM_FORM_EVENTS;
	}
	if (s->form == LLM_FORM_EVENTS)
		return sse_feed(&s->sse, bytes, err);
	buf_str(&s->whole, bytes);
	return s->whole.bad ? err_set(err, ERR_BAD_DATA, "an answer over %d bytes", WHOLE_MAX) : 0;
}

int llm_stream_end(struct llm_stream *s, struct err *err)
{
	if (s->form == LLM_FORM_WHOLE ? take_chunk(s, buf_view(&s->whole), err) : sse_end(&s->sse, err))
		return -1;
	if (llm_text_end(&s->text, err) != 0)
		return -1;
	if (!s->finished)
		return err_set(err, ERR_BAD_DATA, "the answer ended before its finish_reason");
	if (s->text.shown.n == 0 && s->calls_n == 0)
		return err_set(err, ERR_BAD_DATA, "an answer without text%s",
			       s->cut_short ? ": LLM_MAX_TOKENS cut it short" : "");
	return 0;
}

static struct str keep(struct arena *a, const struct buf *b)
{
	return arena_str(a, buf_view(b));
}

int llm_stream_answer(const struct llm_stream *s, struct arena *a, struct llm_answer *ret, struct err *err)
{
	struct llm_answer answer = {
		.text = keep(a, &s->text.shown),
		.model = arena_str(a, str_of(s->model)),
		.tool_calls_n = s->calls_n,
		.prompt_tokens = s->prompt_tokens,
		.completion_tokens = s->completion_tokens,
		.total_tokens = s->total_tokens,
		.cut_short = s->cut_short,
		.began = s->text.shown.n > 0,
	};
	size_t i;

	answer.tool_calls = ARENA_ARRAY(a, s->calls_n + 1, struct llm_tool_call);
	if (answer.tool_calls == NULL || answer.text.n != s->text.shown.n)
		return err_set(err, ERR_NO_MEMORY, "the model's answer");
	for (i = 0; i < s->calls_n; i++) {
		const struct llm_fragment *f = &s->calls[i];

		answer.tool_calls[i] = (struct llm_tool_call){keep(a, &f->id), keep(a, &f->name), keep(a, &f->arguments)};
	}
	*ret = answer;
	return 0;
}
