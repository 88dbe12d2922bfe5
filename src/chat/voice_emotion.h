/*
 * A speaker's emotion, found in a thread of its own: the recording is made ready
 * while it is listened to, and the service is asked while passages are searched.
 */
#ifndef CHAT_VOICE_EMOTION_H
#define CHAT_VOICE_EMOTION_H

#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"

struct voice_emotion;

struct voice_emotion_plan {
	const struct conf *conf;
	struct str pcm; /* borrowed until voice_emotion_free */
	struct str traceparent;
	struct deadline deadline;
};

/* NULL when no emotion service is set up or no thread is to be had. */
struct voice_emotion *voice_emotion_start(const struct voice_emotion_plan *plan);
/* What was said, without which the service can't be asked; borrowed until voice_emotion_free. NULL is fine. */
void voice_emotion_hear(struct voice_emotion *m, struct str transcript);
/* The emotion; "neutral" when it isn't known by then, or m is NULL. Lives until voice_emotion_free. */
const char *voice_emotion_wait(struct voice_emotion *m, struct deadline until);
/* How long the service was asked, so far. */
double voice_emotion_seconds(struct voice_emotion *m);
/* Ends the work at once. NULL is fine. */
void voice_emotion_free(struct voice_emotion *m);

#endif
