/*
 * The threads of a responder: each accepts a connection, answers its request
 * and closes it, or leaves it to another one when enough are busy (turns.h).
 *
 * A thread accepts by itself and hands the descriptor to libfcgi.  The signal
 * that wakes it (SIGUSR2) is blocked everywhere but around accept(2), so it
 * can't interrupt a request; there is no accept mutex, so a slow peer holds up
 * one thread only, and for a bounded time.
 */
#ifndef FRONT_WORKER_H
#define FRONT_WORKER_H

#include "base/err.h"
#include "front/app.h"

struct workers;

/* THREADS threads on the listening socket, and one that reads while all are busy. The caller has blocked SIGUSR2 and the signals it waits for. */
int workers_start(struct app *app, int listen_fd, struct workers **ret, struct err *err);
/* app->stopping is set: wakes threads out of accept. True when all have ended. Repeat until then. */
bool workers_drain(struct workers *w);
/* Breaks off peers that have not sent their request within 10 s, or are far past REQUEST_TIMEOUT. */
void workers_reap(struct workers *w);
/* Only after workers_drain was true. */
void workers_free(struct workers *w);

struct workers_state {
	unsigned threads, busy, waiting; /* waiting: taken in, but no thread has time yet */
	/* Longest time any thread has been at one request. */
	int64_t longest_ms;
};
void workers_state(struct workers *w, struct workers_state *ret);

#endif
