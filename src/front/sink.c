#include "front/sink.h"

#include "chat/answer_json.h"
#include "front/fcgi.h"

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
	resp_json(of(chat)->resp, 200, answer_json(answer, of(chat)->question));
	return resp_flush(of(chat)->resp); /* steps may follow that the reader needn't wait for */
}

void sink_json(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	init(o, r, p, q);
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

static int events_source(struct chat_sink *chat, const struct chat_source *source)
{
	return event_stream_send(&of(chat)->stream, "source", source_json(source, of(chat)->question));
}

static int events_wait(struct chat_sink *chat)
{
	return event_stream_wait(&of(chat)->stream);
}

static int events_done(struct chat_sink *chat, const struct chat_answer *answer)
{
	return event_stream_send(&of(chat)->stream, "done", answer_json(answer, of(chat)->question));
}

void sink_events(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q)
{
	init(o, r, p, q);
	o->chat.delta = events_delta;
	o->chat.restart = events_restart;
	o->chat.source = events_source;
	o->chat.wait = events_wait;
	o->chat.done = events_done;
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
