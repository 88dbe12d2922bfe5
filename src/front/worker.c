#include "front/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "front/http/fcgi.h"
#include "front/api/routes.h"
#include "front/serve.h"

enum { REQUEST_WAIT_MS = 10000, OVERDUE_MS = 15000 };
/*
 * POLITE_NS: within this time an idle thread of another responder wakes up and
 * accepts; a longer pause would delay the probes that come behind many questions.
 * PAUSE_NS: before the next accept, when the system is out of resources.
 */
enum { POLITE_NS = 500000, PAUSE_NS = 20000000 };
/*
 * Requests that are refused in a row before other responders are given time again
 * to take the next: probes wait behind a crowd.  (Two responders refuse 4,200 a
 * second, measured behind nginx on two cores.)
 */
enum { REFUSALS_AT_ONCE = 16 };

static void enter(struct worker *w, enum worker_phase phase, int fd, int64_t timeout_ms)
{
	pthread_mutex_lock(&w->lock);
	w->phase = phase;
	w->fd = fd;
	w->since_ms = clock_mono_ms();
	w->timeout_ms = timeout_ms;
	pthread_mutex_unlock(&w->lock);
}

/* SIGUSR2 is let through only here and in step_back; -1 also when it has come. */
static int accept_one(struct worker *w, const sigset_t *wake)
{
	int fd = -1;

	pthread_sigmask(SIG_UNBLOCK, wake, NULL);
	if (!atomic_load(&w->app->stopping))
		fd = accept4(w->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	pthread_sigmask(SIG_BLOCK, wake, NULL);
	return fd;
}

static void rest(long ns)
{
	struct timespec pause = {.tv_nsec = ns};

	nanosleep(&pause, NULL);
}

/* Out of descriptors or memory: don't spin. ECONNABORTED and EINTR need no pause. */
static void accept_failed(void)
{
	if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
		rest(PAUSE_NS);
}

/*
 * All places here are taken.  Other responders may be idle, or have fewer requests
 * waiting: they get time to take the next connection.  True when none of them did.
 */
static bool step_back(struct worker *w)
{
	struct pollfd arrival = {.fd = w->listen_fd, .events = POLLIN};
	sigset_t mask;

	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	sigdelset(&mask, SIGUSR2);
	if (poll(&arrival, 1, 0) == 0)
		w->refused = 0; /* the crowd is gone */
	if (ppoll(&arrival, 1, NULL, &mask) <= 0)
		return false;
	if (w->refused % REFUSALS_AT_ONCE == 0)
		rest(POLITE_NS + POLITE_NS / 100 * (long)queue_pressure(w->queue));
	return poll(&arrival, 1, 0) > 0;
}

/* A connection; -1: none, and the caller looks whether to go on. */
static int next_connection(struct worker *w, const sigset_t *wake)
{
	int fd = -1;

	if (queue_room(w->queue) == QUEUE_PLACE || step_back(w)) {
		fd = accept_one(w, wake);
		if (fd < 0)
			accept_failed();
	}
	return fd;
}

static void count_request(struct app *app)
{
	unsigned long done = atomic_fetch_add(&app->requests, 1) + 1;

	/* the main thread drains as for any other SIGTERM */
	if (app->requests_max && done == app->requests_max)
		kill(getpid(), SIGTERM);
}

static void answer(struct worker *w)
{
	struct req *r = w->req;

	enter(w, WORKER_WORKING, fcgi_fd(r->fcgi), r->conf->request_timeout * 1000 + OVERDUE_MS);
	serve(r, &w->ports);
	/* worker_reap must not touch the descriptor once it may be somebody else's */
	enter(w, WORKER_IDLE, -1, 0);
	req_end(r);
	count_request(w->app);
}

static void refuse(struct worker *w)
{
	w->req->refused = true;
	serve(w->req, &w->ports);
	req_end_soon(w->req);
	count_request(w->app);
}

/* Answers a request that has a place, and then those that wait, one after another. */
static void answer_in_turn(struct worker *w)
{
	struct req *next;

	do {
		answer(w);
		next = queue_next(w->queue);
		if (next) {
			req_free(w->req);
			w->req = next;
		}
	} while (next);
}

/* A place for the request, or room to wait, or neither. */
static void queue_up(struct worker *w)
{
	enum queue_room found = queue_take(w->queue, w->req);

	w->refused = found == QUEUE_NONE ? w->refused + 1 : 0;
	if (found == QUEUE_PLACE)
		answer_in_turn(w);
	else if (found == QUEUE_WAITING)
		w->req = req_new();
	else
		refuse(w);
}

static void take(struct worker *w, int fd)
{
	struct req *r = w->req;
	bool begun;

	enter(w, WORKER_READING, fd, REQUEST_WAIT_MS);
	begun = req_begin(r, w->app, fd) == 0;
	enter(w, WORKER_IDLE, -1, 0);
	if (!begun)
		return;
	r->route = routes_find(r->path, &r->path_id);
	if (r->route && (r->route->flags & ROUTE_QUICK))
		answer(w);
	else
		queue_up(w);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	sigset_t wake;

	w->req = req_new();
	sigemptyset(&wake);
	sigaddset(&wake, SIGUSR2);
	while (!atomic_load(&w->app->stopping)) {
		int fd = next_connection(w, &wake);

		if (fd >= 0)
			take(w, fd);
	}
	req_free(w->req);
	ports_close(&w->ports);
	atomic_store(&w->ended, true);
	return NULL;
}

/* --- from other threads ------------------------------------------------------ */

int worker_start(struct worker *w, const pthread_attr_t *attr, struct err *err)
{
	w->fd = -1;
	pthread_mutex_init(&w->lock, NULL);
	errno = pthread_create(&w->thread, attr, work, w);
	return errno ? err_errno(err, ERR_IO, "start a thread") : 0;
}

bool worker_wake(struct worker *w)
{
	if (atomic_load(&w->ended))
		return true;
	pthread_kill(w->thread, SIGUSR2);
	return false;
}

void worker_reap(struct worker *w)
{
	pthread_mutex_lock(&w->lock);
	/* the thread's read or write then fails and it ends the request itself */
	if (w->phase != WORKER_IDLE && clock_mono_ms() - w->since_ms > w->timeout_ms)
		shutdown(w->fd, SHUT_RDWR);
	pthread_mutex_unlock(&w->lock);
}

int64_t worker_busy_ms(struct worker *w)
{
	int64_t ms;

	pthread_mutex_lock(&w->lock);
	ms = w->phase == WORKER_WORKING ? clock_mono_ms() - w->since_ms : 0;
	pthread_mutex_unlock(&w->lock);
	return ms;
}

void worker_join(struct worker *w)
{
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->lock);
}
