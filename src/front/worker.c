#include "front/worker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "front/fcgi.h"
#include "front/queue.h"
#include "front/route.h"
#include "front/serve.h"

/*
 * curl with OpenSSL and getaddrinfo want about 100 kB, file.c and the chat
 * steps less; untouched pages cost nothing.
 */
enum { STACK_BYTES = 512 * 1024, REQUEST_WAIT_MS = 10000, OVERDUE_MS = 15000 };
/* POLITE_NS: a thread that waits elsewhere is woken within it; more would hold up probes behind many questions. */
enum { POLITE_NS = 500000, PAUSE_NS = 20000000 };
/*
 * Refused for each time that others were given to take them: probes wait behind
 * a crowd.  Two responders refuse 4,200 a second, measured behind nginx on two cores.
 */
enum { REFUSALS_AT_ONCE = 16 };

enum phase { PHASE_IDLE, PHASE_READING, PHASE_WORKING };

struct worker {
	pthread_t thread;
	struct workers *all;
	struct server *server;
	struct fcgi *fcgi;
	unsigned refused; /* in a row */
	atomic_bool ended;
	pthread_mutex_t lock; /* guards what follows against workers_reap */
	enum phase phase;
	int fd;
	int64_t since_ms, timeout_ms;
};

struct workers {
	struct app *app;
	struct queue *turns;
	int listen_fd;
	unsigned n;
	struct worker worker[];
};

static void enter(struct worker *w, enum phase phase, int fd, int64_t timeout_ms)
{
	pthread_mutex_lock(&w->lock);
	w->phase = phase;
	w->fd = fd;
	w->since_ms = clock_mono_ms();
	w->timeout_ms = timeout_ms;
	pthread_mutex_unlock(&w->lock);
}

/* SIGUSR2 comes through only here and in step_back; -1 also when it did. */
static int accept_one(struct worker *w, const sigset_t *wake)
{
	int fd = -1;

	pthread_sigmask(SIG_UNBLOCK, wake, NULL);
	if (!atomic_load(&w->all->app->stopping))
		fd = accept4(w->all->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	pthread_sigmask(SIG_BLOCK, wake, NULL);
	return fd;
}

static void rest(long ns)
{
	struct timespec pause = {.tv_nsec = ns};

	nanosleep(&pause, NULL);
}

/* Out of descriptors or memory: don't spin. ECONNABORTED and EINTR are nothing. */
static void accept_failed(void)
{
	if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
		rest(PAUSE_NS);
}

/*
 * All places here are taken: what comes is for other responders first, which
 * may be idle, have fewer who wait, or room at all.  True when they leave it.
 */
static bool step_back(struct worker *w)
{
	struct pollfd arrival = {.fd = w->all->listen_fd, .events = POLLIN};
	sigset_t mask;

	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	sigdelset(&mask, SIGUSR2);
	if (poll(&arrival, 1, 0) == 0)
		w->refused = 0; /* the crowd is gone */
	if (ppoll(&arrival, 1, NULL, &mask) <= 0)
		return false;
	if (w->refused % REFUSALS_AT_ONCE == 0)
		rest(POLITE_NS + POLITE_NS / 100 * (long)queue_pressure(w->all->turns));
	return poll(&arrival, 1, 0) > 0;
}

/* A connection, or -1: look again whether to go on. */
static int next_connection(struct worker *w, const sigset_t *wake)
{
	int fd = -1;

	if (queue_room(w->all->turns) == QUEUE_PLACE || step_back(w)) {
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
	enter(w, PHASE_WORKING, fcgi_fd(w->fcgi), server_timeout_ms(w->server) + OVERDUE_MS);
	server_answer(w->server, w->fcgi);
	/* workers_reap must not touch the descriptor once it may be somebody else's */
	enter(w, PHASE_IDLE, -1, 0);
	fcgi_end(w->fcgi);
	count_request(w->all->app);
}

static void refuse(struct worker *w)
{
	server_refuse(w->server, w->fcgi);
	fcgi_end_soon(w->fcgi);
	count_request(w->all->app);
}

/* Its place is taken: answers, and goes on with those that wait. */
static void answer_in_turn(struct worker *w)
{
	struct fcgi *next;

	do {
		answer(w);
		next = queue_next(w->all->turns);
		if (next) {
			fcgi_free(w->fcgi);
			w->fcgi = next;
		}
	} while (next);
}

static void take_turn(struct worker *w)
{
	enum queue_room found = queue_take(w->all->turns, w->fcgi);

	w->refused = found == QUEUE_NONE ? w->refused + 1 : 0;
	if (found == QUEUE_PLACE)
		answer_in_turn(w);
	else if (found == QUEUE_WAITING)
		w->fcgi = fcgi_new();
	else
		refuse(w);
}

static void serve_connection(struct worker *w, int fd)
{
	bool begun;

	enter(w, PHASE_READING, fd, REQUEST_WAIT_MS);
	begun = fcgi_begin(w->fcgi, fd) == 0;
	enter(w, PHASE_IDLE, -1, 0);
	if (!begun)
		return;
	if (route_is_quick(str_of(fcgi_param(w->fcgi, "REQUEST_URI"))))
		answer(w);
	else
		take_turn(w);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	sigset_t wake;

	w->server = server_new(w->all->app);
	w->fcgi = fcgi_new();
	sigemptyset(&wake);
	sigaddset(&wake, SIGUSR2);
	while (!atomic_load(&w->all->app->stopping)) {
		int fd = next_connection(w, &wake);

		if (fd >= 0)
			serve_connection(w, fd);
	}
	fcgi_free(w->fcgi);
	server_free(w->server);
	atomic_store(&w->ended, true);
	return NULL;
}

static void on_wake(int signal)
{
	(void)signal;
}

static int start_one(struct workers *all, struct worker *w, const pthread_attr_t *attr, struct err *err)
{
	w->all = all;
	w->fd = -1;
	pthread_mutex_init(&w->lock, NULL);
	errno = pthread_create(&w->thread, attr, work, w);
	return errno ? err_errno(err, ERR_IO, "start a thread") : 0;
}

int workers_start(struct app *app, int listen_fd, struct workers **ret, struct err *err)
{
	struct sigaction wake = {.sa_handler = on_wake}; /* no SA_RESTART: accept must return */
	unsigned n = (unsigned)app->conf->threads + 1; /* one to read what comes (turns.h) */
	struct workers *w = calloc(1, sizeof *w + n * sizeof w->worker[0]);
	pthread_attr_t attr;
	int failed = 0;

	if (w == NULL || (w->turns = queue_new(n - 1)) == NULL) {
		free(w);
		return err_set(err, ERR_NO_MEMORY, "%u threads", n);
	}
	sigaction(SIGUSR2, &wake, NULL);
	w->app = app;
	w->listen_fd = listen_fd;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	while (w->n < n && !failed) {
		failed = start_one(w, &w->worker[w->n], &attr, err);
		if (!failed)
			w->n++;
	}
	pthread_attr_destroy(&attr);
	if (failed) {
		atomic_store(&app->stopping, true);
		while (!workers_drain(w))
			usleep(1000);
		workers_free(w);
		return -1;
	}
	*ret = w;
	return 0;
}

bool workers_drain(struct workers *w)
{
	bool all = true;
	unsigned i;

	for (i = 0; i < w->n; i++) {
		if (atomic_load(&w->worker[i].ended))
			continue;
		pthread_kill(w->worker[i].thread, SIGUSR2);
		all = false;
	}
	return all;
}

void workers_reap(struct workers *all)
{
	int64_t now = clock_mono_ms();
	unsigned i;

	for (i = 0; i < all->n; i++) {
		struct worker *w = &all->worker[i];

		pthread_mutex_lock(&w->lock);
		/* the thread's read or write then fails and it ends the request itself */
		if (w->phase != PHASE_IDLE && now - w->since_ms > w->timeout_ms)
			shutdown(w->fd, SHUT_RDWR);
		pthread_mutex_unlock(&w->lock);
	}
}

void workers_free(struct workers *w)
{
	unsigned i;

	for (i = 0; i < w->n; i++) {
		pthread_join(w->worker[i].thread, NULL);
		pthread_mutex_destroy(&w->worker[i].lock);
	}
	queue_free(w->turns);
	free(w);
}

void workers_state(struct workers *all, struct workers_state *ret)
{
	int64_t now = clock_mono_ms();
	unsigned i;

	*ret = (struct workers_state){.threads = all->n - 1};
	queue_count(all->turns, &ret->busy, &ret->waiting);
	for (i = 0; i < all->n; i++) {
		struct worker *w = &all->worker[i];

		pthread_mutex_lock(&w->lock);
		if (w->phase == PHASE_WORKING && now - w->since_ms > ret->longest_ms)
			ret->longest_ms = now - w->since_ms;
		pthread_mutex_unlock(&w->lock);
	}
}
