#include "front/http/event_stream.h"

#include "front/http/fcgi.h"

/*
 * KEEP_ALIVE_MS: proxies give up on silent connections after 30 s or more.
 * PROBE_MS: Apache notices that a reader has left only when it writes to the
 * connection, and TCP reports it at the second write; with probes that takes
 * less than 1 s.
 */
enum { KEEP_ALIVE_MS = 10000, PROBE_MS = 300, EVENT_BYTES_MAX = 4 << 20 };

void event_stream_init(struct event_stream *s, const struct req *r, struct resp *p)
{
	const char *server = fcgi_param(r->fcgi, "SERVER_SOFTWARE");
	int64_t now = clock_mono_ms();

	*s = (struct event_stream){p, now, now, str_starts(str_of(server), STR("Apache"))};
}

static int send_bytes(struct event_stream *s, struct str bytes)
{
	if (!resp_begun(s->resp)) {
		resp_header(s->resp, "X-Accel-Buffering", "no");
		if (resp_begin(s->resp, 200, "text/event-stream"))
			return -1;
	}
	s->probed_ms = clock_mono_ms();
	return resp_write(s->resp, bytes) || resp_flush(s->resp) ? -1 : 0;
}

static int send_event(struct event_stream *s, const struct buf *b)
{
	s->sent_ms = clock_mono_ms();
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
	int64_t now = clock_mono_ms();

	if (now - s->sent_ms >= KEEP_ALIVE_MS) {
		s->sent_ms = now;
		return send_bytes(s, STR(": keep-alive\n\n"));
	}
	if (s->probes && now - s->probed_ms >= PROBE_MS)
		return send_bytes(s, STR(":\n\n"));
	return 0;
}
