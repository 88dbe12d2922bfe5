#include "port/net/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

/* A failover of a managed server changes the name's address; such records live for seconds to a minute. */
enum { FRESH_MS = 60000, NEVER_STALE = -1 };

/* enough for getaddrinfo with nss modules and answers of 64 kB */
enum { STACK_BYTES = 512 * 1024 };

/* Shared by the dial and the thread that looks up; whichever is last frees it. */
struct dial_lookup {
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t ended;
	bool over, abandoned;
	int result; /* getaddrinfo's */
	struct addrinfo *found;
	char host[256], port[8];
};

void dial_init(struct dial *d, const char *host, const char *port)
{
	*d = (struct dial){.host = host, .port = port};
}

static void forget_found(struct dial *d)
{
	if (d->found)
		freeaddrinfo(d->found);
	d->found = NULL;
}

static void lookup_free(struct dial_lookup *l)
{
	if (l->found)
		freeaddrinfo(l->found);
	pthread_cond_destroy(&l->ended);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void dial_release(struct dial *d)
{
	struct dial_lookup *l = d->lookup;
	bool over;

	forget_found(d);
	d->lookup = NULL;
	if (l == NULL)
		return;
	pthread_mutex_lock(&l->lock);
	over = l->over;
	l->abandoned = true;
	pthread_mutex_unlock(&l->lock);
	if (over)
		lookup_free(l);
}

static const struct addrinfo hints_stream = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
					     .ai_flags = AI_NUMERICSERV};

/* An address needs no lookup, and never becomes stale. */
static bool numeric(struct dial *d)
{
	struct addrinfo hints = hints_stream;

	hints.ai_flags |= AI_NUMERICHOST;
	if (getaddrinfo(d->host, d->port, &hints, &d->found)) {
		d->found = NULL;
		return false;
	}
	d->found_ms = NEVER_STALE;
	return true;
}

static void *look_up(void *arg)
{
	struct dial_lookup *l = arg;
	struct addrinfo *found = NULL;
	int result = getaddrinfo(l->host, l->port, &hints_stream, &found);
	bool abandoned;

	pthread_mutex_lock(&l->lock);
	l->result = result;
	l->found = result ? NULL : found;
	l->over = true;
	abandoned = l->abandoned;
	pthread_cond_signal(&l->ended);
	pthread_mutex_unlock(&l->lock);
	if (abandoned)
		lookup_free(l);
	/* cppcheck-suppress memleak; whoever waits has what was found */
	return NULL;
}

/* Starts a detached thread that takes no signals. 0, or an errno number. */
static int start_thread(struct dial_lookup *l)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;
	int e;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	e = pthread_create(&thread, &attr, look_up, l);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return e;
}

static int begin_lookup(struct dial *d, struct err *err)
{
	struct dial_lookup *l = calloc(1, sizeof *l);

	if (l == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for looking up %s", d->host);
	snprintf(l->host, sizeof l->host, "%s", d->host);
	snprintf(l->port, sizeof l->port, "%s", d->port);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->ended, NULL);
	errno = start_thread(l);
	if (errno) {
		err_errno(err, ERR_UNAVAILABLE, "looking up %s", d->host);
		lookup_free(l);
		return -1;
	}
	d->lookup = l;
	return 0;
}

/* Waits for the lookup: whether it was over within wait_ms. */
static bool await_lookup(struct dial_lookup *l, int64_t wait_ms)
{
	struct deadline until = deadline_in(wait_ms);
	bool over;

	pthread_mutex_lock(&l->lock);
	while (!l->over)
		if (!deadline_wait(until, &l->ended, &l->lock))
			break;
	over = l->over;
	pthread_mutex_unlock(&l->lock);
	return over;
}

/* 0 with addresses in d->found; these are the old ones when the lookup gave no new ones. */
static int end_lookup(struct dial *d, int64_t wait_ms, struct err *err)
{
	const char *why = "no answer in time";
	struct dial_lookup *l = d->lookup;

	if (await_lookup(l, wait_ms)) {
		d->lookup = NULL;
		why = gai_strerror(l->result);
		if (l->result == 0) {
			forget_found(d);
			d->found = l->found;
			d->found_ms = clock_mono_ms();
			l->found = NULL;
		}
		lookup_free(l);
	}
	return d->found ? 0 : err_set(err, ERR_UNAVAILABLE, "looking up %s: %s", d->host, why);
}

static int resolve(struct dial *d, struct deadline by, struct err *err)
{
	int64_t left = deadline_left_ms(by);

	if (d->found && (d->found_ms == NEVER_STALE || clock_mono_ms() - d->found_ms < FRESH_MS))
		return 0;
	if (d->found == NULL && numeric(d))
		return 0;
	if (d->lookup == NULL && begin_lookup(d, err))
		return d->found ? 0 : -1;
	/* when there is an old address, time must be left to use it */
	return end_lookup(d, d->found ? left / 2 : left, err);
}

/* 0 when connected; else errno's number. */
static int await_connected(int fd, struct deadline by)
{
	struct pollfd p = {fd, POLLOUT, 0};
	socklen_t size = sizeof(int);
	int n, e = 0;

	do
		n = poll(&p, 1, (int)deadline_left_ms(by));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return ETIMEDOUT;
	return n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &size) ? errno : e;
}

/* The descriptor, or -1 with errno. */
static int connect_to(const struct sockaddr *address, socklen_t size, struct deadline by)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), e = 0;

	if (fd < 0)
		return -1;
	if (connect(fd, address, size))
		e = errno == EINPROGRESS || errno == EINTR ? await_connected(fd, by) : errno;
	if (e == 0)
		return fd;
	close(fd);
	errno = e;
	return -1;
}

int dial_tcp(struct dial *d, struct deadline by, int *ret_fd, struct err *err)
{
	const struct addrinfo *a;
	int fd = -1, left = 0, on = 1;

	if (resolve(d, by, err))
		return -1;
	for (a = d->found; a; a = a->ai_next)
		left++;
	for (a = d->found; a && fd < 0; a = a->ai_next, left--)
		fd = connect_to(a->ai_addr, a->ai_addrlen,
				deadline_within(by, deadline_left_ms(by) / left));
	if (fd < 0) {
		/* the name may have another address by now */
		if (d->found_ms != NEVER_STALE)
			d->found_ms = clock_mono_ms() - FRESH_MS;
		return err_errno(err, ERR_UNAVAILABLE, "connecting to %s:%s", d->host, d->port);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	*ret_fd = fd;
	return 0;
}

int dial_unix(const char *path, struct deadline by, int *ret_fd, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	fd = connect_to((const struct sockaddr *)&address, sizeof address, by);
	if (fd < 0)
		return err_errno(err, ERR_UNAVAILABLE, "connecting to %s", path);
	*ret_fd = fd;
	return 0;
}
