/*
 * Spoken answers over HTTP: as JSON with the speech in hexadecimal or base64,
 * as multipart/mixed, as a WAV file alone, or as server-sent events.
 */
#ifndef FRONT_SINK_VOICE_H
#define FRONT_SINK_VOICE_H

#include "chat/voice.h"
#include "front/api/sink.h"

enum sink_voice_form { SINK_VOICE_JSON, SINK_VOICE_EVENTS, SINK_VOICE_MIXED, SINK_VOICE_WAV };

struct sink_voice {
	struct voice_sink voice; /* first: what voice_ask sees */
	struct sink text;        /* the answer's text as it is written: events */
	struct resp *resp;
	enum sink_voice_form form;
	bool base64;            /* else hexadecimal */
	int64_t clips;          /* sent as events */
};

/* Accept and ?audio=hex|base64 choose the form. ERR_PARAM_INVALID. */
int sink_voice_init(struct sink_voice *o, struct req *r, struct resp *p, const struct chat_question *q,
		    struct err *err);
/* After voice_ask failed: a stream that has begun ends with an error event. Returns -1. */
int sink_voice_fail(struct sink_voice *o, const struct err *err);

#endif
