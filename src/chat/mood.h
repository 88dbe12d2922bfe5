/*
 * A speaker's emotion, found in a thread of its own: the recording is made ready
 * while it is listened to, and the service is asked while passages are searched.
 */
#ifndef CHAT_MOOD_H
#define CHAT_MOOD_H

#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"

struct mood;

struct mood_plan {
	const struct conf *conf;
	struct str pcm; /* borrowed until mood_free */
	struct str traceparent;
	struct deadline deadline;
};

/* NULL when no emotion service is set up or no thread is to be had. */
struct mood *mood_start(const struct mood_plan *plan);
/* What was said, without which the service can't be asked; borrowed until mood_free. NULL is fine. */
void mood_hear(struct mood *m, struct str transcript);
/* The emotion; "neutral" when it isn't known by then, or m is NULL. Lives until mood_free. */
const char *mood_wait(struct mood *m, struct deadline until);
/* How long the service was asked, so far. */
double mood_seconds(struct mood *m);
/* Ends the work at once. NULL is fine. */
void mood_free(struct mood *m);

#endif
