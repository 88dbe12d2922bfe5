/* POST /v1/audio: a recorded question in, a spoken answer out. */
#include <semaphore.h>
#include <time.h>

#include "base/log.h"
#include "front/api.h"
#include "front/app.h"
#include "front/question.h"
#include "front/sink_voice.h"
#include "front/upload.h"

/* A slot becomes free every few seconds. */
enum { RETRY_S = 10 };

/*
 * Receiving and decoding a recording takes up to MAX_CONTENT_LENGTH of memory and
 * a child process, so AUDIO_PARALLEL of them are handled at a time; the web server
 * keeps the bodies of the others meanwhile.  Half of REQUEST_TIMEOUT is left for
 * the answer.
 */
static int take_slot(struct req *r, struct resp *p, struct err *err)
{
	struct deadline until = deadline_in(deadline_left_ms(r->deadline) / 2);
	struct timespec at = deadline_timespec(until);

	if (sem_clockwait(&r->app->audio_slots, CLOCK_MONOTONIC, &at) == 0)
		return 0;
	resp_header(p, "Retry-After", "%d", RETRY_S);
	return err_set(err, ERR_OVERLOADED, "too many recordings at once");
}

static void keep(const struct upload *u, const struct req *r)
{
	struct err err;

	if (r->conf->audio_keep && upload_keep(u, r, &err))
		log_err(LOG_WARNING, "voice", "cannot keep a recording", &err);
}

static int decode(struct req *r, const struct upload *u, struct buf *pcm, struct err *err)
{
	struct patience patience = {.deadline = r->deadline};
	struct audio_source source = {
		.fd = u->fd,
		.kind = u->kind,
		.max_seconds = r->conf->audio_max_seconds,
		.patience = &patience,
	};

	if (audio_decode(&source, pcm, err))
		return -1;
	keep(u, r);
	return 0;
}

static int receive(struct req *r, struct resp *p, struct buf *pcm, enum lang *ret_lang, struct err *err)
{
	struct upload u;
	int failed;

	if (take_slot(r, p, err))
		return -1;
	failed = upload_receive(r, &u, err) || decode(r, &u, pcm, err);
	upload_release(&u);
	sem_post(&r->app->audio_slots);
	*ret_lang = lang_of_code(str_of(u.language));
	return failed ? -1 : 0;
}

/* "language" as a query parameter or as a field of the form; other values are ignored. */
static enum lang hinted(const struct req *r, enum lang of_form)
{
	struct str code;

	return req_param(r, "language", &code) ? lang_of_code(code) : of_form;
}

int api_audio(struct req *r, struct resp *p, struct err *err)
{
	BUF_AUTO struct buf pcm = BUF_MAX(AUDIO_PCM_MAX);
	struct voice_question q = {.chat = question_of(r), .began_us = clock_mono_us()};
	struct chat_env env = question_env(r);
	struct sink_voice out;
	enum lang lang;

	if (sink_voice_init(&out, r, p, &q.chat, err) || receive(r, p, &pcm, &lang, err))
		return -1;
	q.chat.lang = hinted(r, lang);
	q.pcm = buf_view(&pcm);
	return voice_ask(&env, &q, &out.voice, err) ? sink_voice_fail(&out, err) : 0;
}
