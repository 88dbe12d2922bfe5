/* The threads of a responder (worker.h), and what its main thread does with them. */
#ifndef FRONT_WORKERS_H
#define FRONT_WORKERS_H

#include "front/http/app.h"

struct workers;

/*
 * THREADS threads on the listening socket, and one that reads while all are
 * busy.  The caller has blocked SIGUSR2 and the signals it waits for.
 */
int workers_start(struct app *app, int listen_fd, struct workers **ret, struct err *err);
/* app->stopping is set: wakes threads out of accept. True when all have ended. Repeat until then. */
bool workers_drain(struct workers *all);
/* Breaks off peers that have not sent their request within 10 s, or are far past REQUEST_TIMEOUT. */
void workers_reap(struct workers *all);
/* Only after workers_drain was true. */
void workers_free(struct workers *all);

struct workers_state {
	unsigned threads, busy, waiting; /* waiting: taken in, but no thread has time yet */
	int64_t longest_ms;              /* the longest time any thread has been at one request */
};
void workers_state(struct workers *all, struct workers_state *ret);

#endif
