#include "front/workers.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "front/worker.h"

/*
 * curl with OpenSSL and getaddrinfo want about 100 kB, base/file.c and the chat
 * steps less; untouched pages cost nothing.
 */
enum { STACK_BYTES = 512 * 1024 };

struct workers {
	struct queue *queue;
	unsigned n;
	struct worker worker[];
};

static void on_wake(int signal)
{
	(void)signal;
}

/* The threads that could be started are counted in all->n. */
static int start(struct workers *all, unsigned n, struct app *app, int listen_fd, struct err *err)
{
	pthread_attr_t attr;
	int failed = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	while (all->n < n && !failed) {
		struct worker *w = &all->worker[all->n];

		w->app = app;
		w->queue = all->queue;
		w->listen_fd = listen_fd;
		failed = worker_start(w, &attr, err);
		if (!failed)
			all->n++;
	}
	pthread_attr_destroy(&attr);
	return failed;
}

int workers_start(struct app *app, int listen_fd, struct workers **ret, struct err *err)
{
	struct sigaction wake = {.sa_handler = on_wake}; /* no SA_RESTART: accept must return */
	unsigned n = (unsigned)app->conf->threads + 1; /* one to read what comes (queue.h) */
	struct workers *all = calloc(1, sizeof *all + n * sizeof all->worker[0]);

	if (all == NULL || (all->queue = queue_new(n - 1)) == NULL) {
		free(all);
		return err_set(err, ERR_NO_MEMORY, "no memory for %u threads", n);
	}
	sigaction(SIGUSR2, &wake, NULL);
	if (start(all, n, app, listen_fd, err)) {
		atomic_store(&app->stopping, true);
		while (!workers_drain(all))
			usleep(1000);
		workers_free(all);
		return -1;
	}
	*ret = all;
	return 0;
}

bool workers_drain(struct workers *all)
{
	bool ended = true;
	unsigned i;

	for (i = 0; i < all->n; i++)
		ended &= worker_wake(&all->worker[i]);
	return ended;
}

void workers_reap(struct workers *all)
{
	unsigned i;

	for (i = 0; i < all->n; i++)
		worker_reap(&all->worker[i]);
}

void workers_free(struct workers *all)
{
	unsigned i;

	for (i = 0; i < all->n; i++)
		worker_join(&all->worker[i]);
	queue_free(all->queue);
	free(all);
}

void workers_state(struct workers *all, struct workers_state *ret)
{
	unsigned i;

	*ret = (struct workers_state){.threads = all->n - 1};
	queue_count(all->queue, &ret->busy, &ret->waiting);
	for (i = 0; i < all->n; i++) {
		int64_t ms = worker_busy_ms(&all->worker[i]);

		if (ms > ret->longest_ms)
			ret->longest_ms = ms;
	}
}
