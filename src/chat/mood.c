#include "chat/mood.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "port/emotion.h"

enum { STACK_BYTES = 512 * 1024 };

struct mood {
	struct mood_plan plan;
	int64_t began_us;
	pthread_t thread;
	atomic_bool stopping;
	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t changed;
	bool done;
	double seconds;
	char word[EMOTION_BYTES];
};

static int asked_to_stop(void *arg)
{
	return atomic_load(&((struct mood *)arg)->stopping);
}

static void *work(void *arg)
{
	struct mood *m = arg;
	struct emotion_call call = {
		.conf = m->plan.conf,
		.http = http_new(m->plan.conf),
		.pcm = m->plan.pcm,
		.transcript = m->plan.transcript,
		.traceparent = m->plan.traceparent,
		.deadline = m->plan.deadline,
		.on_wait = asked_to_stop,
		.arg = m,
	};
	char word[EMOTION_BYTES] = "neutral";
	struct err err;

	if (call.http && emotion_ask(&call, word, &err) && err.code != ERR_GONE)
		log_err(LOG_WARNING, "voice", "emotion", &err);
	http_free(call.http);
	pthread_mutex_lock(&m->lock);
	memcpy(m->word, word, sizeof word);
	m->seconds = (double)(clock_mono_us() - m->began_us) / 1e6;
	m->done = true;
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

static void release(struct mood *m)
{
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static void init(struct mood *m, const struct mood_plan *plan)
{
	pthread_condattr_t attr;

	m->plan = *plan;
	m->began_us = clock_mono_us();
	pthread_mutex_init(&m->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&m->changed, &attr);
	pthread_condattr_destroy(&attr);
}

struct mood *mood_start(const struct mood_plan *plan)
{
	struct mood *m;
	pthread_attr_t attr;
	int failed;

	if (*plan->conf->emotion_analysis_url == '\0' || (m = calloc(1, sizeof *m)) == NULL)
		return NULL;
	init(m, plan);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	failed = pthread_create(&m->thread, &attr, work, m);
	pthread_attr_destroy(&attr);
	if (failed == 0)
		return m;
	release(m);
	return NULL;
}

const char *mood_wait(struct mood *m, struct deadline until)
{
	struct timespec at = {until.at_ms / 1000, until.at_ms % 1000 * 1000000};
	const char *word;

	if (m == NULL)
		return "neutral";
	pthread_mutex_lock(&m->lock);
	while (!m->done)
		if (pthread_cond_timedwait(&m->changed, &m->lock, &at))
			break;
	/* once done, nobody writes to it any more */
	word = m->done ? m->word : "neutral";
	pthread_mutex_unlock(&m->lock);
	return word;
}

double mood_seconds(struct mood *m)
{
	double seconds;

	if (m == NULL)
		return 0;
	pthread_mutex_lock(&m->lock);
	seconds = m->done ? m->seconds : (double)(clock_mono_us() - m->began_us) / 1e6;
	pthread_mutex_unlock(&m->lock);
	return seconds;
}

void mood_free(struct mood *m)
{
	if (m == NULL)
		return;
	atomic_store(&m->stopping, true);
	pthread_join(m->thread, NULL);
	release(m);
}
