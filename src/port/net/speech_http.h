/* One POST to a speech service: what the providers of stt, tts and emotion share. */
#ifndef PORT_SPEECH_HTTP_H
#define PORT_SPEECH_HTTP_H

#include "base/buf.h"
#include "port/net/http.h"

struct speech_post {
	struct http *http;
	const char *base;         /* a slash at its end is fine */
	const char *path;         /* "/audio/speech" */
	const char *content_type; /* a whole header */
	const char *ca_file;      /* as in struct http_call */
	const char *key;          /* sent as bearer; "" for none */
	struct str body;
	struct str traceparent;   /* "" for none */
	const struct patience *patience;
};

/* The answer's body; ERR_REFUSED when its status isn't 2xx (the start of the body in msg). */
int speech_post(const struct speech_post *post, struct buf *answer, struct err *err);

#endif
