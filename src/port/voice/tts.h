/*
 * Text to speech, by the provider that TTS_PROVIDER names:
 *   openai   POST {TTS_URL}/audio/speech
 *   prosa    Prosa's WebSocket
 *   espeak   espeak-ng, installed with the package
 *   command  a local program
 */
#ifndef PORT_TTS_H
#define PORT_TTS_H

#include "base/buf.h"
#include "base/conf.h"
#include "port/net/http.h"
#include "port/voice/wav.h"

struct tts_call {
	const struct conf *conf;
	struct http *http;
	struct str text;          /* speakable (chat/speakable.h), some sentences at most */
	const char *lang;         /* "id" or "en" */
	struct str traceparent;   /* "" for none */
	const struct patience *patience; /* TTS_TIMEOUT is applied as well */
};

/* The largest result of one call: two minutes at 24 kHz. */
enum { TTS_WAV_MAX = 6 << 20 };

/* "openai", "prosa", "espeak", "command" or "none". */
const char *tts_provider(const struct conf *conf);
/*
 * Speaks the text as WAV into `file` (bound TTS_WAV_MAX); *ret borrows from it.
 * ERR_CONFIG without a provider; ERR_UNAVAILABLE, ERR_REFUSED, ERR_NOT_FOUND,
 * ERR_BAD_DATA (wav_parse does not accept it), ERR_TIMEOUT, ERR_GONE.
 */
int tts_say(const struct tts_call *call, struct buf *file, struct wav *ret, struct err *err);

/* The providers; each stores the WAV file as it came. */
int tts_openai(const struct tts_call *call, struct buf *file, struct err *err);
int tts_prosa(const struct tts_call *call, struct buf *file, struct err *err);
int tts_espeak(const struct tts_call *call, struct buf *file, struct err *err);
int tts_command(const struct tts_call *call, struct buf *file, struct err *err);

#endif
