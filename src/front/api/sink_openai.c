/* OpenAI's chat completions (platform.openai.com/docs/api-reference/chat), whole and in chunks. */
#include "front/api/openai_json.h"
#include "port/system/crypto.h"

static struct sink *of(struct chat_sink *chat)
{
	return (struct sink *)chat;
}

static void init(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	char token[32];

	sink_json(o, r, p, q);
	crypto_token(18, token, sizeof token);
	o->completion_id = arena_printf(r->arena, "chatcmpl-%s", token);
	o->created = clock_wall_s();
}

static struct json *annotations(const struct sink *o, const struct chat_answer *a)
{
	struct json *list = json_new_array();
	size_t i;

	for (i = 0; i < a->citations_n; i++) {
		const struct chat_citation *c = &a->citations[i];
		const struct chat_source *s = &a->sources[c->source];
		struct json *one = json_new_object(), *cited = json_new_object();

		json_set_int(cited, "start_index", (int64_t)c->start);
		json_set_int(cited, "end_index", (int64_t)c->end);
		json_set_str(cited, "title", s->title);
		json_set_str(cited, "url", openai_url(o, s));
		json_set_str(cited, "quote", s->quote);
		json_set_cstr(one, "type", "url_citation");
		json_set(one, "url_citation", cited);
		json_push(list, one);
	}
	return list;
}

static struct json *usage(const struct chat_usage *u)
{
	struct json *v = json_new_object();

	json_set_int(v, "prompt_tokens", u->prompt_tokens);
	json_set_int(v, "completion_tokens", u->completion_tokens);
	json_set_int(v, "total_tokens", u->total_tokens);
	return v;
}

static struct json *envelope(const struct sink *o, const char *object)
{
	struct json *v = json_new_object();

	json_set_str(v, "id", o->completion_id);
	json_set_cstr(v, "object", object);
	json_set_int(v, "created", o->created);
	json_set_cstr(v, "model", SINK_MODEL);
	return v;
}

static struct json *choices_of(const char *kind, struct json *content, const char *finish_reason)
{
	struct json *list = json_new_array(), *one = json_new_object();

	json_set_int(one, "index", 0);
	json_set(one, kind, content);
	json_set_null(one, "logprobs");
	if (finish_reason)
		json_set_cstr(one, "finish_reason", finish_reason);
	else
		json_set_null(one, "finish_reason");
	json_push(list, one);
	return list;
}

/* A model that was lost in the middle has no value of its own: "length" tells clients that the rest is missing. */
static const char *finish_reason(const struct chat_answer *a)
{
	if (a->reason == CHAT_CUT_LENGTH || a->reason == CHAT_CUT_LOST)
		return "length";
	return a->reason == CHAT_CUT_FILTER ? "content_filter" : "stop";
}

/* --- whole */

static int whole_done(struct chat_sink *chat, const struct chat_answer *a)
{
	struct sink *o = of(chat);
	struct json *v = envelope(o, "chat.completion"), *message = json_new_object();

	json_set_cstr(message, "role", "assistant");
	json_set_str(message, "content",
		     arena_printf(o->req->arena, "%.*s%.*s", STR_ARG(a->text), STR_ARG(openai_note(o, a))));
	json_set_null(message, "refusal");
	json_set(message, "annotations", annotations(o, a));
	json_set(v, "choices", choices_of("message", message, finish_reason(a)));
	json_set(v, "usage", usage(&a->usage));
	openai_add_ours(v, o, a);
	resp_json(o->resp, 200, v);
	return resp_flush(o->resp);
}

void sink_completion(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	init(o, r, p, q);
	o->chat.done = whole_done;
}

/* --- in chunks */

static struct json *chunk_of(const struct sink *o, struct json *choices)
{
	struct json *v = envelope(o, "chat.completion.chunk");

	json_set(v, "choices", choices);
	if (o->include_usage)
		json_set_null(v, "usage");
	return v;
}

static int send_delta(struct sink *o, struct json *delta, const char *finish)
{
	return event_stream_send(&o->stream, NULL, chunk_of(o, choices_of("delta", delta, finish)));
}

static int name_role(struct sink *o)
{
	struct json *delta = json_new_object();

	o->spoke = true;
	json_set_cstr(delta, "role", "assistant");
	json_set_cstr(delta, "content", "");
	return send_delta(o, delta, NULL);
}

static int chunks_delta(struct chat_sink *chat, struct str text)
{
	struct sink *o = of(chat);
	struct json *delta;

	if (!o->spoke && name_role(o))
		return -1;
	delta = json_new_object();
	json_set_str(delta, "content", text);
	return send_delta(o, delta, NULL);
}

static int chunks_wait(struct chat_sink *chat)
{
	return event_stream_wait(&of(chat)->stream);
}

/* Open WebUI names its user or chat when it is set up so. */
static bool asks_open_webui(const struct req *r)
{
	return req_header(r, "X-OpenWebUI-User-Id").n || req_header(r, "X-OpenWebUI-Chat-Id").n;
}

/*
 * A source as an event of Open WebUI's own.  Of an annotation it shows the address
 * as name and the title as text; of this the title as name, and the quote.
 */
static int send_card(struct sink *o, const struct chat_source *s)
{
	struct json *v = chunk_of(o, json_new_array()), *event = json_new_object(), *data = json_new_object();
	struct json *source = json_new_object(), *texts = json_new_array(), *list = json_new_array();
	struct json *metadata = json_new_object();

	json_set_str(source, "name", s->title);
	json_set_str(source, "url", openai_url(o, s));
	json_push(texts, json_new_str(s->quote));
	json_set_str(metadata, "source", s->chunk_id);
	json_set_str(metadata, "name", s->title);
	json_push(list, metadata);
	json_set(data, "source", source);
	json_set(data, "document", texts);
	json_set(data, "metadata", list);
	json_set_cstr(event, "type", "source");
	json_set(event, "data", data);
	json_set(v, "event", event);
	return event_stream_send(&o->stream, NULL, v);
}

static int send_cards(struct sink *o, const struct chat_answer *a)
{
	size_t i;

	for (i = 0; i < a->sources_n; i++)
		if (send_card(o, &a->sources[i]))
			return -1;
	return 0;
}

static int send_end(struct sink *o, const struct chat_answer *a)
{
	bool cards = asks_open_webui(o->req);
	struct json *delta, *v;

	if (cards && send_cards(o, a))
		return -1;
	delta = json_new_object();
	if (a->citations_n && !cards)
		json_set(delta, "annotations", annotations(o, a));
	v = chunk_of(o, choices_of("delta", delta, finish_reason(a)));
	openai_add_ours(v, o, a);
	return event_stream_send(&o->stream, NULL, v);
}

static int send_usage(struct sink *o, const struct chat_answer *a)
{
	struct json *v = chunk_of(o, json_new_array());

	json_set(v, "usage", usage(&a->usage));
	return event_stream_send(&o->stream, NULL, v);
}

static int chunks_done(struct chat_sink *chat, const struct chat_answer *a)
{
	struct sink *o = of(chat);

	if ((!o->spoke && name_role(o)) || (o->left_out && chunks_delta(chat, openai_note(o, a))) || send_end(o, a) ||
	    (o->include_usage && send_usage(o, a)))
		return -1;
	return event_stream_send_line(&o->stream, STR("[DONE]"));
}

void sink_chunks(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
		bool include_usage)
{
	init(o, r, p, q);
	o->include_usage = include_usage;
	o->chat.delta = chunks_delta;
	o->chat.wait = chunks_wait;
	o->chat.done = chunks_done;
}
