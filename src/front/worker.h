/*
 * One thread of a responder: takes in a connection, reads its request and
 * answers it, or leaves it to another thread when all places are taken (queue.h).
 *
 * A thread accepts by itself and hands the descriptor to libfcgi.  The signal
 * that wakes it (SIGUSR2) is blocked everywhere but around accept(2), so it
 * can't interrupt a request; there is no accept mutex, so a slow peer holds up
 * one thread only, and for a bounded time.
 */
#ifndef FRONT_WORKER_H
#define FRONT_WORKER_H

#include <pthread.h>
#include "front/http/app.h"
#include "front/queue.h"

enum worker_phase { WORKER_IDLE, WORKER_READING, WORKER_WORKING };

struct worker {
	struct app *app;
	struct queue *queue;
	int listen_fd;
	pthread_t thread;
	struct ports ports;
	struct req *req;
	unsigned refused; /* in a row */
	atomic_bool ended;
	pthread_mutex_t lock; /* guards what follows against other threads */
	enum worker_phase phase;
	int fd;
	int64_t since_ms, timeout_ms;
};

/* The first three members are set, the others zero; SIGUSR2 is blocked, and has a handler. */
int worker_start(struct worker *w, const pthread_attr_t *attr, struct err *err);
/* app->stopping is set: wakes the thread out of accept. True when it has ended. */
bool worker_wake(struct worker *w);
/* Breaks off a peer that has not sent its request within 10 s, or is far past REQUEST_TIMEOUT. */
void worker_reap(struct worker *w);
/* How long it has been answering one request; 0: none. */
int64_t worker_busy_ms(struct worker *w);
/* Once it has ended. */
void worker_join(struct worker *w);

#endif
