/*
 * What all threads of one responder share: the settings in force, the knowledge,
 * the keys, and how far the process is with stopping.
 */
#ifndef FRONT_APP_H
#define FRONT_APP_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include "base/conf.h"
#include "kb/search/kb.h"
#include "port/access/keys.h"
#include "port/conversation/local.h"
#include "port/system/shared.h"

struct app {
	struct kb *kb;
	struct shared *shared;
	struct local *local;          /* conversations on this machine */
	atomic_bool stopping;         /* draining: no thread accepts any more */
	atomic_ulong requests;        /* answered so far */
	unsigned long requests_max;   /* 0: no limit */
	sem_t audio_slots;            /* AUDIO_PARALLEL recordings at a time */
	pthread_mutex_t lock;         /* guards what follows */
	const struct conf *conf;
	struct keys *keys;
};

int app_open(struct app *app, const struct conf *conf, struct err *err);
void app_close(struct app *app);

/* A reference to the settings in force; give it back with conf_unref. */
const struct conf *app_conf(struct app *app);
/* After SIGHUP: takes new settings and reads the keys again. On error nothing changes. */
int app_reload(struct app *app, const struct conf *conf, struct err *err);
bool app_check_key(struct app *app, struct str presented, struct key *ret);
/* A signature of the text (keys.h), and whether one is ours. */
void app_sign(struct app *app, struct str text, char ret[KEYS_SIGNATURE + 1]);
bool app_signed(struct app *app, struct str text, struct str signature);
/* To be called every 250 ms: takes in new knowledge and changed keys. Faults are logged. */
void app_refresh(struct app *app);

#endif
