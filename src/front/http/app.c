#include "front/http/app.h"

#include "base/log.h"
#include "kb/search/retrieve.h"
#include "port/system/crypto.h"

static unsigned long jittered(const struct conf *conf)
{
	unsigned long max = (unsigned long)conf->max_requests;
	unsigned long jitter = (unsigned long)conf->max_requests_jitter;

	return max && jitter ? max + crypto_random_below((uint32_t)jitter + 1) : max;
}

int app_open(struct app *app, const struct conf *conf, struct err *err)
{
	*app = (struct app){0};
	pthread_mutex_init(&app->lock, NULL);
	sem_init(&app->audio_slots, 0, (unsigned)conf->audio_parallel);
	app->local = local_new(conf);
	if (app->local == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the local store");
	if (shared_open(conf->runtime_dir, &app->shared, err) || keys_open(conf, &app->keys, err) ||
	    kb_open(conf, &app->kb, err)) {
		app_close(app);
		return -1;
	}
	app->conf = conf_ref(conf);
	app->requests_max = jittered(conf);
	return 0;
}

void app_close(struct app *app)
{
	kb_close(app->kb);
	keys_close(app->keys);
	shared_close(app->shared);
	local_free(app->local);
	conf_unref(app->conf);
	sem_destroy(&app->audio_slots);
	pthread_mutex_destroy(&app->lock);
}

const struct conf *app_conf(struct app *app)
{
	const struct conf *conf;

	pthread_mutex_lock(&app->lock);
	conf = conf_ref(app->conf);
	pthread_mutex_unlock(&app->lock);
	return conf;
}

int app_reload(struct app *app, const struct conf *conf, struct err *err)
{
	struct keys *keys, *old_keys;
	const struct conf *old;

	if (keys_open(conf, &keys, err))
		return -1;
	pthread_mutex_lock(&app->lock);
	old = app->conf;
	old_keys = app->keys;
	app->conf = conf_ref(conf);
	app->keys = keys;
	pthread_mutex_unlock(&app->lock);
	keys_close(old_keys);
	conf_unref(old);
	return 0;
}

bool app_check_key(struct app *app, struct str presented, struct key *ret)
{
	bool good;

	/* under the lock because a reload replaces the keys; a check takes microseconds */
	pthread_mutex_lock(&app->lock);
	good = keys_check(app->keys, presented, ret);
	pthread_mutex_unlock(&app->lock);
	return good;
}

void app_sign(struct app *app, struct str text, char ret[KEYS_SIGNATURE + 1])
{
	pthread_mutex_lock(&app->lock);
	keys_sign(app->keys, text, ret);
	pthread_mutex_unlock(&app->lock);
}

bool app_signed(struct app *app, struct str text, struct str signature)
{
	bool good;

	pthread_mutex_lock(&app->lock);
	good = keys_signed(app->keys, text, signature);
	pthread_mutex_unlock(&app->lock);
	return good;
}

static void log_knowledge(struct app *app)
{
	struct kb_gen *gen = kb_acquire(app->kb);
	struct err err;

	log_line(LOG_INFO, "knowledge", NULL, "a new generation is in force");
	if (gen && kb_check_vectors(app->conf, gen, &err))
		log_err(LOG_ERROR, "knowledge", "vectors are not used", &err);
	kb_release(gen);
}

void app_refresh(struct app *app)
{
	bool changed = false;
	struct err err;

	if (kb_refresh(app->kb, &changed, &err))
		log_err(LOG_ERROR, "knowledge", "new generation refused", &err);
	else if (changed)
		log_knowledge(app);
	pthread_mutex_lock(&app->lock);
	if (keys_refresh(app->keys, &err))
		log_err(LOG_ERROR, "keys", "changed keys refused", &err);
	pthread_mutex_unlock(&app->lock);
}
