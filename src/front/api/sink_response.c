/* OpenAI's responses (platform.openai.com/docs/api-reference/responses), whole and as events. */
#include "front/api/openai_json.h"
#include "port/system/crypto.h"

static struct sink *of(struct chat_sink *chat)
{
	return (struct sink *)chat;
}

static void init(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
		 const struct response_names *names)
{
	char token[32];

	sink_json(o, r, p, q);
	crypto_token(18, token, sizeof token);
	o->completion_id = arena_printf(r->arena, "msg_%s", token);
	o->created = clock_wall_s();
	o->names = names;
}

static struct json *citation(const struct sink *o, const struct chat_answer *a, size_t i)
{
	const struct chat_citation *c = &a->citations[i];
	const struct chat_source *s = &a->sources[c->source];
	struct json *v = json_new_object();

	json_set_cstr(v, "type", "url_citation");
	json_set_int(v, "start_index", (int64_t)c->start);
	json_set_int(v, "end_index", (int64_t)c->end);
	json_set_str(v, "title", s->title);
	json_set_str(v, "url", openai_url(o, s));
	json_set_str(v, "quote", s->quote);
	return v;
}

static struct str text_of(const struct sink *o, const struct chat_answer *a)
{
	return arena_printf(o->req->arena, "%.*s%.*s", STR_ARG(a->text), STR_ARG(openai_note(o, a)));
}

/* The part of the message that holds the text; before the answer is known (a is NULL) an empty one. */
static struct json *part(const struct sink *o, const struct chat_answer *a)
{
	struct json *v = json_new_object(), *list = json_new_array();
	size_t i;

	for (i = 0; a && i < a->citations_n; i++)
		json_push(list, citation(o, a, i));
	json_set_cstr(v, "type", "output_text");
	json_set_str(v, "text", a ? text_of(o, a) : STR(""));
	json_set(v, "annotations", list);
	json_set(v, "logprobs", json_new_array());
	return v;
}

static bool is_cut(const struct chat_answer *a)
{
	return a->reason == CHAT_CUT_LENGTH || a->reason == CHAT_CUT_FILTER || a->reason == CHAT_CUT_LOST;
}

static const char *status_of(const struct chat_answer *a)
{
	return a == NULL ? "in_progress" : is_cut(a) ? "incomplete" : "completed";
}

static struct json *message(const struct sink *o, const struct chat_answer *a)
{
	struct json *v = json_new_object(), *content = json_new_array();

	if (a)
		json_push(content, part(o, a));
	json_set_cstr(v, "type", "message");
	json_set_str(v, "id", o->completion_id);
	json_set_cstr(v, "status", status_of(a));
	json_set_cstr(v, "role", "assistant");
	json_set(v, "content", content);
	return v;
}

static struct json *one_number(const char *name)
{
	struct json *v = json_new_object();

	json_set_int(v, name, 0);
	return v;
}

static struct json *usage(const struct chat_usage *u)
{
	struct json *v = json_new_object();

	json_set_int(v, "input_tokens", u->prompt_tokens);
	json_set(v, "input_tokens_details", one_number("cached_tokens"));
	json_set_int(v, "output_tokens", u->completion_tokens);
	json_set(v, "output_tokens_details", one_number("reasoning_tokens"));
	json_set_int(v, "total_tokens", u->total_tokens);
	return v;
}

/* Members that OpenAI's SDKs require and that are always the same here. */
static void add_fixed(struct json *v)
{
	struct json *text = json_new_object(), *format = json_new_object();

	json_set_cstr(format, "type", "text");
	json_set(text, "format", format);
	json_set_null(v, "error");
	json_set_null(v, "instructions");
	json_set_null(v, "max_output_tokens");
	json_set(v, "metadata", json_new_object());
	json_set_bool(v, "parallel_tool_calls", false);
	json_set_null(v, "temperature");
	json_set(v, "text", text);
	json_set_cstr(v, "tool_choice", "auto");
	json_set(v, "tools", json_new_array());
	json_set_null(v, "top_p");
	json_set_cstr(v, "truncation", "disabled");
}

static void add_incomplete(struct json *v, const struct chat_answer *a)
{
	struct json *details;

	if (a == NULL || !is_cut(a)) {
		json_set_null(v, "incomplete_details");
		return;
	}
	details = json_new_object();
	json_set_cstr(details, "reason", a->reason == CHAT_CUT_FILTER ? "content_filter" : "max_output_tokens");
	json_set(v, "incomplete_details", details);
}

/* a: NULL before the answer is known. */
static struct json *response(const struct sink *o, const struct chat_answer *a)
{
	struct json *v = json_new_object(), *output = json_new_array();

	if (a)
		json_push(output, message(o, a));
	json_set_str(v, "id", o->names->id);
	json_set_cstr(v, "object", "response");
	json_set_int(v, "created_at", o->created);
	json_set_cstr(v, "status", status_of(a));
	json_set_cstr(v, "model", SINK_MODEL);
	json_set(v, "output", output);
	if (o->names->previous.n)
		json_set_str(v, "previous_response_id", o->names->previous);
	else
		json_set_null(v, "previous_response_id");
	json_set_bool(v, "store", o->names->stored);
	add_incomplete(v, a);
	add_fixed(v);
	if (a == NULL) {
		json_set_null(v, "usage");
		return v;
	}
	json_set(v, "usage", usage(&a->usage));
	openai_add_ours(v, o, a);
	return v;
}

/* --- whole */

static int whole_done(struct chat_sink *chat, const struct chat_answer *a)
{
	struct sink *o = of(chat);

	resp_json(o->resp, 200, response(o, a));
	return resp_flush(o->resp);
}

void sink_response(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
		   const struct response_names *names)
{
	init(o, r, p, q, names);
	o->chat.done = whole_done;
}

/* --- as events */

static int send(struct sink *o, const char *type, struct json *v)
{
	json_set_cstr(v, "type", type);
	json_set_int(v, "sequence_number", o->sequence++);
	return event_stream_send(&o->stream, type, v);
}

static int send_response(struct sink *o, const char *type, const struct chat_answer *a)
{
	struct json *v = json_new_object();

	json_set(v, "response", response(o, a));
	return send(o, type, v);
}

static int send_item(struct sink *o, const char *type, const struct chat_answer *a)
{
	struct json *v = json_new_object();

	json_set_int(v, "output_index", 0);
	json_set(v, "item", message(o, a));
	return send(o, type, v);
}

/* An event about the one part of the one message; member: NULL for none. */
static int send_part(struct sink *o, const char *type, const char *member, struct json *value)
{
	struct json *v = json_new_object();

	json_set_str(v, "item_id", o->completion_id);
	json_set_int(v, "output_index", 0);
	json_set_int(v, "content_index", 0);
	json_set(v, member, value);
	if (str_starts(str_of(type), STR("response.output_text.d"))) /* delta, done */
		json_set(v, "logprobs", json_new_array());
	return send(o, type, v);
}

static int begin(struct sink *o)
{
	if (o->spoke)
		return 0;
	o->spoke = true;
	return send_response(o, "response.created", NULL) || send_response(o, "response.in_progress", NULL) ||
			       send_item(o, "response.output_item.added", NULL) ||
			       send_part(o, "response.content_part.added", "part", part(o, NULL))
		       ? -1
		       : 0;
}

static int events_delta(struct chat_sink *chat, struct str text)
{
	struct sink *o = of(chat);

	return begin(o) ? -1 : send_part(o, "response.output_text.delta", "delta", json_new_str(text));
}

static int events_wait(struct chat_sink *chat)
{
	return event_stream_wait(&of(chat)->stream);
}

static int send_annotations(struct sink *o, const struct chat_answer *a)
{
	size_t i;

	for (i = 0; i < a->citations_n; i++) {
		struct json *v = json_new_object();

		json_set_str(v, "item_id", o->completion_id);
		json_set_int(v, "output_index", 0);
		json_set_int(v, "content_index", 0);
		json_set_int(v, "annotation_index", (int64_t)i);
		json_set(v, "annotation", citation(o, a, i));
		if (send(o, "response.output_text.annotation.added", v))
			return -1;
	}
	return 0;
}

static int events_done(struct chat_sink *chat, const struct chat_answer *a)
{
	struct sink *o = of(chat);

	if (begin(o) || (o->left_out && events_delta(chat, openai_note(o, a))) || send_annotations(o, a) ||
	    send_part(o, "response.output_text.done", "text", json_new_str(text_of(o, a))) ||
	    send_part(o, "response.content_part.done", "part", part(o, a)) ||
	    send_item(o, "response.output_item.done", a))
		return -1;
	return send_response(o, is_cut(a) ? "response.incomplete" : "response.completed", a);
}

void sink_response_events(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
			  const struct response_names *names)
{
	init(o, r, p, q, names);
	o->chat.delta = events_delta;
	o->chat.wait = events_wait;
	o->chat.done = events_done;
}
