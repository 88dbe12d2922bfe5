#include "front/event_stream.h"

/* Proxies give up on silent connections after 30 s or more; API.md promises 10 s. */
enum { KEEP_ALIVE_MS = 10000, EVENT_BYTES_MAX = 4 << 20 };

void event_stream_init(struct event_stream *s, struct resp *p)
{
	*s = (struct event_stream){p, clock_mono_ms()};
}

static int send_bytes(struct event_stream *s, struct str bytes)
{
	if (!resp_begun(s->resp)) {
		resp_header(s->resp, "X-Accel-Buffering", "no");
		if (resp_begin(s->resp, 200, "text/event-stream"))
			return -1;
	}
	s->sent_ms = clock_mono_ms();
	return resp_write(s->resp, bytes) || resp_flush(s->resp) ? -1 : 0;
}

static int send_event(struct event_stream *s, const struct buf *b)
{
	return b->bad ? -1 : send_bytes(s, buf_view(b));
}

int event_stream_send(struct event_stream *s, const char *name, struct json *v)
{
	BUF_AUTO struct buf b = BUF_MAX(EVENT_BYTES_MAX);

	if (name)
		buf_printf(&b, "event: %s\n", name);
	buf_cstr(&b, "data: ");
	json_write(v, &b); /* line ends within strings are escaped: one line */
	json_free(v);
	buf_cstr(&b, "\n\n");
	return send_event(s, &b);
}

int event_stream_send_line(struct event_stream *s, struct str line)
{
	BUF_AUTO struct buf b = BUF_MAX(EVENT_BYTES_MAX);

	buf_printf(&b, "data: %.*s\n\n", STR_ARG(line));
	return send_event(s, &b);
}

int event_stream_wait(struct event_stream *s)
{
	if (clock_mono_ms() - s->sent_ms < KEEP_ALIVE_MS)
		return 0;
	return send_bytes(s, STR(": keep-alive\n\n"));
}
