/*
 * Speech to text, by the provider that STT_PROVIDER names:
 *   openai   POST {STT_URL}/audio/transcriptions (OpenAI, Groq, whisper.cpp's server)
 *   prosa    Prosa's WebSocket
 *   command  a local program
 */
#ifndef PORT_STT_H
#define PORT_STT_H

#include "base/buf.h"
#include "base/conf.h"
#include "port/net/http.h"

struct stt_call {
	const struct conf *conf;
	struct http *http;
	struct str wav;          /* 16 kHz mono */
	const char *lang;        /* "id", "en", or "" to let the provider find out */
	struct str traceparent;  /* "" for none */
	const struct patience *patience; /* STT_TIMEOUT is applied as well */
};

enum { STT_TEXT_MAX = 65536 };

/* "openai", "prosa", "command" or "none". */
const char *stt_provider(const struct conf *conf);
/*
 * Appends what was said as trimmed, valid UTF-8; nothing when nothing was heard.
 * ERR_CONFIG without a provider; ERR_UNAVAILABLE, ERR_REFUSED, ERR_BAD_DATA,
 * ERR_TIMEOUT, ERR_GONE.
 */
int stt_hear(const struct stt_call *call, struct buf *text, struct err *err);

/* The providers; each appends the text as it came. */
int stt_openai(const struct stt_call *call, struct buf *text, struct err *err);
int stt_prosa(const struct stt_call *call, struct buf *text, struct err *err);
int stt_command(const struct stt_call *call, struct buf *text, struct err *err);

#endif
