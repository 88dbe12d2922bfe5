#include "front/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "front/fcgi.h"
#include "front/serve.h"

/*
 * curl with OpenSSL and getaddrinfo want about 100 kB, file.c and the chat
 * steps less; untouched pages cost nothing.
 */
enum { STACK_BYTES = 512 * 1024, REQUEST_WAIT_MS = 10000, OVERDUE_MS = 15000 };

enum phase { PHASE_IDLE, PHASE_READING, PHASE_WORKING };

struct worker {
	pthread_t thread;
	struct workers *all;
	atomic_bool ended;
	pthread_mutex_t lock; /* guards what follows against workers_reap */
	enum phase phase;
	int fd;
	int64_t since_ms, timeout_ms;
};

struct workers {
	struct app *app;
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

/* SIGUSR2 comes through only here; -1 also when it did. */
static int accept_one(struct worker *w, const sigset_t *wake)
{
	int fd = -1;

	pthread_sigmask(SIG_UNBLOCK, wake, NULL);
	if (!atomic_load(&w->all->app->stopping))
		fd = accept4(w->all->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	pthread_sigmask(SIG_BLOCK, wake, NULL);
	return fd;
}

/* Out of descriptors or memory: don't spin. ECONNABORTED and EINTR are nothing. */
static void accept_failed(void)
{
	static const struct timespec pause = {.tv_nsec = 20000000};

	if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
		nanosleep(&pause, NULL);
}

static void count_request(struct app *app)
{
	unsigned long done = atomic_fetch_add(&app->requests, 1) + 1;

	/* the main thread drains as for any other SIGTERM */
	if (app->requests_max && done == app->requests_max)
		kill(getpid(), SIGTERM);
}

static void answer_one(struct worker *w, struct server *server, struct fcgi *f, int fd)
{
	enter(w, PHASE_READING, fd, REQUEST_WAIT_MS);
	if (fcgi_begin(f, fd)) {
		enter(w, PHASE_IDLE, -1, 0);
		return;
	}
	enter(w, PHASE_WORKING, fd, server_timeout_ms(server) + OVERDUE_MS);
	server_answer(server, f);
	/* workers_reap must not touch the descriptor once it may be somebody else's */
	enter(w, PHASE_IDLE, -1, 0);
	fcgi_end(f);
	count_request(w->all->app);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct server *server = server_new(w->all->app);
	struct fcgi *f = fcgi_new();
	sigset_t wake;

	sigemptyset(&wake);
	sigaddset(&wake, SIGUSR2);
	while (!atomic_load(&w->all->app->stopping)) {
		int fd = accept_one(w, &wake);

		if (fd < 0)
			accept_failed();
		else
			answer_one(w, server, f, fd);
	}
	fcgi_free(f);
	server_free(server);
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
	unsigned n = (unsigned)app->conf->threads;
	struct workers *w = calloc(1, sizeof *w + n * sizeof w->worker[0]);
	pthread_attr_t attr;
	int failed = 0;

	if (w == NULL)
		return err_set(err, ERR_NO_MEMORY, "%u threads", n);
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
	free(w);
}

void workers_state(struct workers *all, struct workers_state *ret)
{
	int64_t now = clock_mono_ms();
	unsigned i;

	*ret = (struct workers_state){.threads = all->n};
	for (i = 0; i < all->n; i++) {
		struct worker *w = &all->worker[i];

		pthread_mutex_lock(&w->lock);
		if (w->phase == PHASE_WORKING) {
			ret->busy++;
			if (now - w->since_ms > ret->longest_ms)
				ret->longest_ms = now - w->since_ms;
		}
		pthread_mutex_unlock(&w->lock);
	}
}
