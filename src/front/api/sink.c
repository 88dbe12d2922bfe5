#include "front/api/sink.h"

#include "chat/answer_json.h"
#include "front/http/fcgi.h"

static struct sink *of(struct chat_sink *chat)
{
	return (struct sink *)chat;
}

/* X-Cache goes with the headers, so it must be known before the first event. */
static void cached(struct chat_sink *chat, bool hit)
{
	resp_header(of(chat)->resp, "X-Cache", hit ? "hit" : "miss");
}

static void init(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	*o = (struct sink){.req = r, .resp = p, .question = q};
	o->chat.cached = cached;
	o->chat.watch_fd = fcgi_fd(r->fcgi);
	event_stream_init(&o->stream, r, p);
}

static int json_done(struct chat_sink *chat, const struct chat_answer *answer)
{
	JSON_AUTO struct json *v = answer_json(answer, of(chat)->question);
	int gone;

	resp_json(of(chat)->resp, 200, json_share(v));
	gone = resp_flush(of(chat)->resp); /* steps may follow that the reader needn't wait for */
	once_keep(of(chat)->once, v);
	return gone;
}

static int json_wait(struct chat_sink *chat)
{
	once_wait(of(chat)->once);
	return 0;
}

void sink_json(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	init(o, r, p, q);
	o->chat.wait = json_wait;
	o->chat.done = json_done;
}

/* --- events of /v1/chat */

static int events_delta(struct chat_sink *chat, struct str text)
{
	struct json *v = json_new_object();

	json_set_str(v, "text", text);
	return event_stream_send(&of(chat)->stream, "token", v);
}

static int events_restart(struct chat_sink *chat)
{
	return event_stream_send(&of(chat)->stream, "restart", json_new_object());
}

static int send_block(struct event_stream *s, const struct json *block, size_t index)
{
	struct json *v = json_new_object();

	json_set_int(v, "index", (int64_t)index);
	json_set(v, "block", json_share(block));
	return event_stream_send(s, "block", v);
}

static int events_block(struct chat_sink *chat, const struct json *block, size_t index)
{
	return send_block(&of(chat)->stream, block, index);
}

static int events_source(struct chat_sink *chat, const struct chat_source *source)
{
	return event_stream_send(&of(chat)->stream, "source", source_json(source, of(chat)->question));
}

static int events_wait(struct chat_sink *chat)
{
	once_wait(of(chat)->once);
	return event_stream_wait(&of(chat)->stream);
}

static int events_done(struct chat_sink *chat, const struct chat_answer *answer)
{
	JSON_AUTO struct json *v = answer_json(answer, of(chat)->question);
	int gone = event_stream_send(&of(chat)->stream, "done", json_share(v));

	once_keep(of(chat)->once, v);
	return gone;
}

void sink_events(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	init(o, r, p, q);
	o->chat.delta = events_delta;
	o->chat.restart = events_restart;
	o->chat.block = events_block;
	o->chat.source = events_source;
	o->chat.wait = events_wait;
	o->chat.done = events_done;
}

/* --- once more */

void sink_replay(struct resp *p, struct str body)
{
	resp_header(p, "Idempotent-Replayed", "true");
	resp_bytes(p, 200, "application/json; charset=utf-8", body);
}

static int replay_text(struct event_stream *s, const struct json *body)
{
	const struct json *sources = json_get(body, "sources"), *blocks = json_get(body, "blocks");
	struct json *v = json_new_object();
	size_t i;

	json_set_str(v, "text", json_str_or_empty(json_get(body, "answer")));
	if (event_stream_send(s, "token", v))
		return -1;
	for (i = 0; i < json_length(blocks); i++)
		if (send_block(s, json_at(blocks, i), i))
			return -1;
	for (i = 0; i < json_length(sources); i++)
		if (event_stream_send(s, "source", json_share(json_at(sources, i))))
			return -1;
	return 0;
}

int sink_replay_events(struct req *r, struct resp *p, struct str body)
{
	struct event_stream s;
	JSON_AUTO struct json *v = NULL;

	if (json_parse(body, JSON_LENIENT, &v, NULL))
		return -1;
	resp_header(p, "Idempotent-Replayed", "true");
	event_stream_init(&s, r, p);
	return replay_text(&s, v) || event_stream_send(&s, "done", json_share(v)) ? -1 : 0;
}

/* --- failing */

int sink_fail(struct sink *o, const struct err *err)
{
	/* OpenAI's chunks have no event name, and neither have its errors */
	const char *name = o->completion_id.n ? NULL : "error";

	struct json *v;

	if (!resp_begun(o->resp) || err->code == ERR_GONE)
		return -1;
	v = resp_error_json(o->resp, err);
	if (o->names) { /* OpenAI's event `error` */
		json_set_cstr(v, "type", "error");
		json_set_int(v, "sequence_number", o->sequence++);
		name = "error";
	}
	event_stream_send(&o->stream, name, v);
	return -1;
}
