/*
 * Spoken answers over HTTP: as JSON with the speech in hexadecimal or base64,
 * as multipart/mixed, as a WAV file alone, or as server-sent events.
 */
#ifndef FRONT_OUT_VOICE_H
#define FRONT_OUT_VOICE_H

#include "chat/voice.h"
#include "front/out.h"

enum out_voice_form { OUT_VOICE_JSON, OUT_VOICE_EVENTS, OUT_VOICE_MIXED, OUT_VOICE_WAV };

struct out_voice {
	struct voice_out voice; /* first: what voice_ask sees */
	struct out text;        /* the answer's text as it is written: events */
	struct resp *resp;
	enum out_voice_form form;
	bool base64;            /* else hexadecimal */
	int64_t clips;          /* sent as events */
};

/* The form is chosen by Accept and by ?audio=hex|base64: ERR_PARAM_INVALID. */
int out_voice_init(struct out_voice *o, struct req *r, struct resp *p, const struct chat_question *q, struct err *err);
/* A fault within a stream that has begun ends it with an error event; -1 in any case of failure. */
int out_voice_ask(struct out_voice *o, struct chat_env *env, const struct voice_question *q, struct err *err);

#endif
