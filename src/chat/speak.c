#include "chat/speak.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "chat/speakable.h"
#include "port/voice/tts.h"
#include "text/sentence.h"

/* TTS_MAX_CHARS 20000 in sentences of a few words; a sentence of 400 bytes takes half a minute to say. */
enum { SENTENCES_MAX = 1024, SENTENCE_BYTES_MAX = 400, PENDING_MAX = 65536, THREADS_MAX = 8 };
/* All clips of an answer: six minutes at 24 kHz. */
enum { SPEECH_BYTES_MAX = 18 << 20, STACK_BYTES = 512 * 1024 };

struct sentence {
	struct buf text, file;
	struct wav wav;
	bool done;
};

struct speak {
	struct speak_plan plan;
	struct patience patience; /* the threads' */
	struct buf pending; /* text that isn't a whole sentence yet */
	size_t chars;       /* given to be spoken so far */
	size_t taken;       /* clips given out */
	pthread_t threads[THREADS_MAX];
	size_t threads_n;
	atomic_bool stopping;

	pthread_mutex_t lock; /* guards the rest; a sentence being worked on is its thread's alone */
	pthread_cond_t changed;
	struct sentence *sentences[SENTENCES_MAX];
	size_t n, begun;
	bool ended, failed;
	struct err why;
	int64_t work_us;
	size_t bytes;
};

/* --- the threads ---------------------------------------------------------------- */

static int asked_to_stop(void *arg)
{
	return atomic_load(&((struct speak *)arg)->stopping);
}

static int say(struct speak *s, struct sentence *it, struct http *http, struct err *err)
{
	struct tts_call call = {
		.conf = s->plan.conf,
		.http = http,
		.text = buf_view(&it->text),
		.lang = s->plan.lang == LANG_EN ? "en" : "id",
		.traceparent = s->plan.traceparent,
		.patience = &s->patience,
	};

	if (http == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for an HTTP client");
	return tts_say(&call, &it->file, &it->wav, err);
}

/* The first failure is the one that counts. Under the lock. */
static void fail(struct speak *s, const struct err *why)
{
	if (!s->failed)
		s->why = *why;
	s->failed = true;
	atomic_store(&s->stopping, true);
}

/* Under the lock. */
static void count_bytes(struct speak *s, const struct sentence *it)
{
	struct err why;

	s->bytes += it->wav.pcm.n;
	if (s->bytes <= SPEECH_BYTES_MAX)
		return;
	err_set(&why, ERR_NO_MEMORY, "speech of over %d bytes", SPEECH_BYTES_MAX);
	fail(s, &why);
}

static void finish(struct speak *s, struct sentence *it, int64_t began_us, const struct err *why)
{
	pthread_mutex_lock(&s->lock);
	s->work_us += clock_mono_us() - began_us;
	it->done = true;
	if (why)
		fail(s, why);
	else
		count_bytes(s, it);
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

/* The next sentence to speak; NULL when there will be none. */
static struct sentence *take(struct speak *s)
{
	struct sentence *it = NULL;

	pthread_mutex_lock(&s->lock);
	while (!atomic_load(&s->stopping) && s->begun == s->n && !s->ended)
		pthread_cond_wait(&s->changed, &s->lock);
	if (!atomic_load(&s->stopping) && s->begun < s->n)
		it = s->sentences[s->begun++];
	pthread_mutex_unlock(&s->lock);
	return it;
}

static void *work(void *arg)
{
	struct speak *s = arg;
	struct http *http = http_new();
	struct sentence *it;

	while ((it = take(s)) != NULL) {
		int64_t began_us = clock_mono_us();
		struct err why;
		int failed = say(s, it, http, &why);

		finish(s, it, began_us, failed ? &why : NULL);
	}
	http_free(http);
	return NULL;
}

static void start_threads(struct speak *s)
{
	size_t wanted = (size_t)s->plan.conf->tts_parallel;
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	while (s->threads_n < wanted && s->threads_n < THREADS_MAX &&
	       pthread_create(&s->threads[s->threads_n], &attr, work, s) == 0)
		s->threads_n++;
	pthread_attr_destroy(&attr);
}

/* --- text in ---------------------------------------------------------------------- */

struct speak *speak_new(const struct speak_plan *plan)
{
	struct speak *s = calloc(1, sizeof *s);
	struct err why;

	if (s == NULL)
		return NULL;
	s->plan = *plan;
	s->patience = (struct patience){.deadline = plan->deadline, .on_wait = asked_to_stop, .arg = s};
	buf_init(&s->pending, PENDING_MAX);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	start_threads(s);
	if (s->threads_n == 0) {
		err_set(&why, ERR_NO_MEMORY, "no thread to speak");
		fail(s, &why);
	}
	return s;
}

static struct sentence *sentence_new(struct speak *s, struct str text)
{
	struct sentence *it = calloc(1, sizeof *it);

	if (it == NULL)
		return NULL;
	buf_init(&it->text, PENDING_MAX);
	buf_init(&it->file, TTS_WAV_MAX);
	speakable(text, s->plan.lang, &it->text);
	return it;
}

static void sentence_free(struct sentence *it)
{
	if (it == NULL)
		return;
	buf_release(&it->text);
	buf_release(&it->file);
	free(it);
}

static void queue(struct speak *s, struct str text)
{
	struct sentence *it;

	/* only this thread adds, so n needs no lock to be read */
	if (atomic_load(&s->stopping) || s->n == SENTENCES_MAX || s->chars >= (size_t)s->plan.conf->tts_max_chars)
		return;
	it = sentence_new(s, text);
	if (it == NULL || it->text.n == 0) {
		sentence_free(it);
		return;
	}
	s->chars += utf8_count(buf_view(&it->text));
	pthread_mutex_lock(&s->lock);
	s->sentences[s->n++] = it;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

/* Where a text without a sentence's end is cut: after the last comma, else the last word. */
static size_t breath(struct str s)
{
	size_t i, comma = 0, space = 0;

	for (i = 0; i < SENTENCE_BYTES_MAX && i < s.n; i++) {
		if (s.p[i] == ',' || s.p[i] == ';' || s.p[i] == ':')
			comma = i + 1;
		if (s.p[i] == ' ')
			space = i + 1;
	}
	if (comma > SENTENCE_BYTES_MAX / 2)
		return comma;
	return space ? space : i - utf8_partial_tail(str_sub(s, 0, i));
}

static void queue_sentence(struct speak *s, struct str text)
{
	while (text.n > SENTENCE_BYTES_MAX) {
		size_t n = breath(text);

		queue(s, str_sub(text, 0, n));
		text = str_sub(text, n, text.n);
	}
	queue(s, text);
}

/* Whole sentences out of what is pending; the last one is whole only when all is said. */
static void cut(struct speak *s, bool all)
{
	struct str rest = buf_view(&s->pending), sentence, left = rest;

	while (sentence_cut(&rest, &sentence) && (all || rest.n)) {
		queue_sentence(s, sentence);
		left = rest;
	}
	if (all)
		left.n = 0;
	buf_drop(&s->pending, s->pending.n - left.n);
}

void speak_add(struct speak *s, struct str piece)
{
	buf_str(&s->pending, piece);
	cut(s, false);
}

void speak_end(struct speak *s)
{
	cut(s, true);
	pthread_mutex_lock(&s->lock);
	s->ended = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

/* --- speech out ------------------------------------------------------------------- */

void speak_clip(const struct speak *s, size_t i, struct speak_clip *ret)
{
	ret->text = buf_view(&s->sentences[i]->text);
	ret->wav = s->sentences[i]->wav;
}

static bool is_over(const struct speak *s)
{
	return s->failed || (s->ended && s->taken == s->n);
}

static bool is_ready(const struct speak *s)
{
	return s->taken < s->n && s->sentences[s->taken]->done;
}

/* Clips are joined, so they must be alike. */
static enum speak_state give(struct speak *s, struct speak_clip *ret)
{
	const struct wav *first = &s->sentences[0]->wav, *this = &s->sentences[s->taken]->wav;
	struct err why;

	if (this->rate == first->rate && this->channels == first->channels) {
		speak_clip(s, s->taken++, ret);
		return SPEAK_CLIP;
	}
	err_set(&why, ERR_BAD_DATA, "clips of %u and %u Hz", first->rate, this->rate);
	fail(s, &why);
	return SPEAK_OVER;
}

enum speak_state speak_next(struct speak *s, int64_t wait_ms, struct speak_clip *ret)
{
	struct deadline until = deadline_in(wait_ms);
	enum speak_state state = SPEAK_WORKING;

	pthread_mutex_lock(&s->lock);
	while (!is_over(s) && !is_ready(s))
		if (!deadline_wait(until, &s->changed, &s->lock))
			break;
	if (is_over(s))
		state = SPEAK_OVER;
	else if (is_ready(s))
		state = give(s, ret);
	pthread_mutex_unlock(&s->lock);
	return state;
}

void speak_result(struct speak *s, struct speak_result *ret)
{
	pthread_mutex_lock(&s->lock);
	*ret = (struct speak_result){
		.failed = s->failed,
		.why = s->why,
		.seconds = (double)s->work_us / 1e6,
		.clips_n = s->failed ? 0 : s->taken,
	};
	if (ret->clips_n) {
		ret->format = s->sentences[0]->wav;
		ret->format.pcm = (struct str){NULL, s->bytes};
	}
	pthread_mutex_unlock(&s->lock);
}

void speak_free(struct speak *s)
{
	size_t i;

	if (s == NULL)
		return;
	atomic_store(&s->stopping, true);
	pthread_mutex_lock(&s->lock);
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	for (i = 0; i < s->threads_n; i++)
		pthread_join(s->threads[i], NULL);
	for (i = 0; i < s->n; i++)
		sentence_free(s->sentences[i]);
	buf_release(&s->pending);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
