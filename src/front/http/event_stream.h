/*
 * Server-sent events (WHATWG HTML, section 9.2): the response begins with its
 * first event, so that an earlier failure still gets a status of its own.
 */
#ifndef FRONT_EVENT_STREAM_H
#define FRONT_EVENT_STREAM_H

#include "front/http/response.h"

struct event_stream {
	struct resp *resp;
	int64_t sent_ms;   /* when the last event or keep-alive was sent, monotonic */
	int64_t probed_ms; /* when anything was last sent */
	bool probes;       /* comments are sent, to notice that the reader has left */
};

void event_stream_init(struct event_stream *s, const struct req *r, struct resp *p);
/* Sends one event; without a name when that is NULL. v is freed. -1: the reader is gone. */
int event_stream_send(struct event_stream *s, const char *name, struct json *v);
/* Sends a line of data as it stands, such as "[DONE]". */
int event_stream_send_line(struct event_stream *s, struct str line);
/* To be called while waiting: sends the comment "keep-alive" after 10 s of silence, and probes. */
int event_stream_wait(struct event_stream *s);

#endif
