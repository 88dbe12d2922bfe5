/*
 * Server-sent events (WHATWG HTML, section 9.2): a response that begins with
 * its first event, so that what fails earlier still gets a status of its own.
 */
#ifndef FRONT_EVENT_STREAM_H
#define FRONT_EVENT_STREAM_H

#include "front/response.h"

struct event_stream {
	struct resp *resp;
	int64_t sent_ms;   /* when something was last said, monotonic */
	int64_t probed_ms; /* when anything was last sent */
	bool probes;       /* comments are sent to notice that the reader left */
};

void event_stream_init(struct event_stream *s, const struct req *r, struct resp *p);
/* One event, flushed; name NULL: none. v is freed. -1: the reader is gone. */
int event_stream_send(struct event_stream *s, const char *name, struct json *v);
/* As it stands, e.g. "[DONE]": one line. */
int event_stream_send_line(struct event_stream *s, struct str line);
/* To be called while waiting: a comment after 10 s of silence, "keep-alive". */
int event_stream_wait(struct event_stream *s);

#endif
