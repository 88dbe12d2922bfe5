#include "chat/voice_emotion.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "port/voice/audio.h"
#include "port/voice/emotion.h"

/* FLAC never makes PCM much larger. */
enum { STACK_BYTES = 512 * 1024, FLAC_MAX = AUDIO_PCM_MAX + 65536 };

struct voice_emotion {
	struct voice_emotion_plan plan;
	struct patience patience;
	pthread_t thread;
	atomic_bool stopping;
	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t changed;
	struct str transcript;
	int64_t asked_us; /* 0: nothing was said yet */
	bool done;
	double seconds;
	char word[EMOTION_BYTES];
};

static int asked_to_stop(void *arg)
{
	return atomic_load(&((struct voice_emotion *)arg)->stopping);
}

static bool wait_for_transcript(struct voice_emotion *m)
{
	pthread_mutex_lock(&m->lock);
	while (m->asked_us == 0 && !atomic_load(&m->stopping))
		pthread_cond_wait(&m->changed, &m->lock);
	pthread_mutex_unlock(&m->lock);
	return !atomic_load(&m->stopping);
}

static int ask(struct voice_emotion *m, struct str flac, char word[EMOTION_BYTES], struct err *err)
{
	struct emotion_call call = {
		.conf = m->plan.conf,
		.http = http_new(),
		.flac = flac,
		.transcript = m->transcript,
		.traceparent = m->plan.traceparent,
		.patience = &m->patience,
	};
	int failed;

	if (call.http == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for an HTTP client");
	failed = emotion_ask(&call, word, err);
	http_free(call.http);
	return failed;
}

static void *work(void *arg)
{
	BUF_AUTO struct buf flac = BUF_MAX(FLAC_MAX);
	struct voice_emotion *m = arg;
	char word[EMOTION_BYTES] = "neutral";
	struct err err = {0};
	int failed = audio_flac(m->plan.pcm, &m->patience, &flac, &err);

	if (wait_for_transcript(m)) {
		failed = failed || ask(m, buf_view(&flac), word, &err);
		if (failed && err.code != ERR_GONE)
			log_err(LOG_WARNING, "voice", "the emotion is unknown", &err);
	}
	pthread_mutex_lock(&m->lock);
	memcpy(m->word, word, sizeof word);
	m->seconds = (double)(clock_mono_us() - m->asked_us) / 1e6;
	m->done = true;
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

static void release(struct voice_emotion *m)
{
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static void init(struct voice_emotion *m, const struct voice_emotion_plan *plan)
{
	m->plan = *plan;
	m->patience = (struct patience){.deadline = plan->deadline, .on_wait = asked_to_stop, .arg = m};
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->changed, NULL);
}

struct voice_emotion *voice_emotion_start(const struct voice_emotion_plan *plan)
{
	struct voice_emotion *m;
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

void voice_emotion_hear(struct voice_emotion *m, struct str transcript)
{
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->transcript = transcript;
	m->asked_us = clock_mono_us();
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
}

const char *voice_emotion_wait(struct voice_emotion *m, struct deadline until)
{
	const char *word;

	if (m == NULL)
		return "neutral";
	pthread_mutex_lock(&m->lock);
	while (!m->done)
		if (!deadline_wait(until, &m->changed, &m->lock))
			break;
	/* once done, nobody writes to it any more */
	word = m->done ? m->word : "neutral";
	pthread_mutex_unlock(&m->lock);
	return word;
}

double voice_emotion_seconds(struct voice_emotion *m)
{
	double seconds;

	if (m == NULL)
		return 0;
	pthread_mutex_lock(&m->lock);
	seconds = m->done ? m->seconds : (double)(clock_mono_us() - m->asked_us) / 1e6;
	if (m->asked_us == 0)
		seconds = 0;
	pthread_mutex_unlock(&m->lock);
	return seconds;
}

void voice_emotion_free(struct voice_emotion *m)
{
	if (m == NULL)
		return;
	atomic_store(&m->stopping, true);
	pthread_mutex_lock(&m->lock);
	pthread_cond_broadcast(&m->changed);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	release(m);
}
