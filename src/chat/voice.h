/*
 * From a recording to a spoken answer: what was said and with which emotion, the
 * answer as chat_ask gives it, spoken sentence by sentence while the language
 * model still writes.
 */
#ifndef CHAT_VOICE_H
#define CHAT_VOICE_H

#include "chat/chat.h"
#include "chat/speak.h"

struct voice_question {
	struct chat_question chat; /* text is filled in; lang: a hint, LANG_UNKNOWN: STT_LANGUAGE */
	struct str pcm;            /* as audio_decode gives it */
	int64_t began_us;          /* since when the total is counted, monotonic */
};

enum voice_time {
	VOICE_T_STT,
	VOICE_T_EMOTION,
	VOICE_T_RAG,
	VOICE_T_TTS,         /* the work, which went on beside the rest */
	VOICE_T_FIRST_AUDIO, /* until the first clip was there; 0 without */
	VOICE_T_TOTAL,
	VOICE_T_COUNT
};

struct voice_answer {
	const struct chat_question *question; /* as it was asked */
	const struct chat_answer *chat;
	struct str transcript; /* "" when nothing was heard */
	const char *emotion;
	bool degraded;         /* the answer is, or it could not be spoken */
	struct speak *speech;  /* its clips, in order; for speak_clip */
	struct speak_result spoken;
	double seconds[VOICE_T_COUNT];
};

/* Whether there is nothing but a microphone's hiss in it: recognisers make words up then. */
bool voice_is_silent(struct str pcm);

/* Where it goes. Every function may be NULL but done; non-zero: the reader is gone. */
struct voice_sink {
	struct chat_sink *text; /* gets the answer as it is written, but its done isn't called; NULL: nobody */
	int (*heard)(struct voice_sink *out, struct str transcript);
	int (*clip)(struct voice_sink *out, const struct speak_clip *clip);
	int (*done)(struct voice_sink *out, const struct voice_answer *answer);
};

/*
 * 0 when done() was called.  -1: ERR_SPEECH_FAILED when nothing could be
 * listened with; else as chat_ask.
 */
int voice_ask(struct chat_env *env, const struct voice_question *q, struct voice_sink *out, struct err *err);

#endif
