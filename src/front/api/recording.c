#include "front/api/recording.h"

#include <semaphore.h>
#include <time.h>

#include "base/log.h"
#include "front/http/app.h"

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

int recording_receive(struct req *r, struct resp *p, const char *part, struct recording *ret, struct err *err)
{
	struct upload u = {.part = part};
	int failed;

	buf_init(&ret->pcm, AUDIO_PCM_MAX);
	if (take_slot(r, p, err))
		return -1;
	failed = upload_receive(r, &u, err) || decode(r, &u, &ret->pcm, err);
	upload_release(&u);
	sem_post(&r->app->audio_slots);
	ret->lang = lang_of_code(str_of(u.language));
	memcpy(ret->form, u.response_format, sizeof ret->form);
	return failed ? -1 : 0;
}

void recording_release(struct recording *recording)
{
	buf_release(&recording->pcm);
}
