/*
 * Asks a service how a speaker feels, as the original system does:
 * POST {EMOTION_ANALYSIS_URL}/predict?text=… with the recording as FLAC.  The
 * answer is {"prediction":"happy"}.
 */
#ifndef PORT_EMOTION_H
#define PORT_EMOTION_H

#include "base/conf.h"
#include "base/str.h"
#include "port/net/http.h"

enum { EMOTION_BYTES = 32 };

struct emotion_call {
	const struct conf *conf;
	struct http *http;
	struct str flac;         /* the recording, 16 kHz mono (audio_flac) */
	struct str transcript;
	struct str traceparent;
	const struct patience *patience; /* EMOTION_TIMEOUT is applied as well */
};

/* One lower-case word. After a failure ret is "neutral". */
int emotion_ask(const struct emotion_call *call, char ret[EMOTION_BYTES], struct err *err);

#endif
