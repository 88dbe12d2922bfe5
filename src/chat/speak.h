/*
 * Speaking an answer sentence by sentence, while it is still being written.
 *
 * Text goes in as it comes; whole sentences are made speakable and given to
 * TTS_PARALLEL threads; clips come out in order.  All of it belongs to one
 * request, whose thread makes every call here.
 */
#ifndef CHAT_SPEAK_H
#define CHAT_SPEAK_H

#include "base/clock.h"
#include "base/conf.h"
#include "port/voice/wav.h"
#include "text/lang.h"

struct speak;

struct speak_plan {
	const struct conf *conf;
	enum lang lang;
	struct str traceparent;
	struct deadline deadline;
};

/* One spoken sentence; borrowed until speak_free. */
struct speak_clip {
	struct str text; /* as it was spoken */
	struct wav wav;
};

struct speak_result {
	bool failed;         /* a sentence could not be spoken: there is no whole speech */
	struct err why;      /* of the first failure */
	double seconds;      /* the work of all threads together */
	size_t clips_n;
	struct wav format;   /* of all clips; pcm.n is their bytes together, pcm.p NULL */
};

/* NULL when out of memory; threads that can't be started make the result `failed`. */
struct speak *speak_new(const struct speak_plan *plan);
/* Ends what is being done at once. NULL is fine. */
void speak_free(struct speak *s);

/* A further piece of the text: whole code points. Past TTS_MAX_CHARS nothing is spoken. */
void speak_add(struct speak *s, struct str piece);
/* No more text comes. */
void speak_end(struct speak *s);

enum speak_state {
	SPEAK_CLIP,    /* *ret is the next clip */
	SPEAK_WORKING, /* the time was over first */
	SPEAK_OVER,    /* there are no more, or it failed */
};
/* Waits up to `wait_ms` for the next clip that wasn't taken yet. */
enum speak_state speak_next(struct speak *s, int64_t wait_ms, struct speak_clip *ret);
/* Once over. */
void speak_result(struct speak *s, struct speak_result *ret);
/* Clip i < clips_n, again. */
void speak_clip(const struct speak *s, size_t i, struct speak_clip *ret);

#endif
