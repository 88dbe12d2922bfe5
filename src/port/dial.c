#include "port/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

/* Failovers of managed servers move the name; their records live for seconds to a minute. */
enum { FRESH_MS = 60000, NEVER_STALE = -1 };

struct dial_lookup {
	struct gaicb request;
	struct addrinfo hints;
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

void dial_release(struct dial *d)
{
	struct dial_lookup *l = d->lookup;

	forget_found(d);
	d->lookup = NULL;
	if (l == NULL)
		return;
	/* the helper thread writes to a request in progress, however long it takes: leave it to it */
	if (gai_cancel(&l->request) == EAI_NOTCANCELED)
		return;
	if (gai_error(&l->request) == 0)
		freeaddrinfo(l->request.ar_result);
	free(l);
}

static const struct addrinfo hints_stream = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
					     .ai_flags = AI_NUMERICSERV};

/* An address needs no lookup and is found for ever. */
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

static int begin_lookup(struct dial *d, struct err *err)
{
	struct dial_lookup *l = calloc(1, sizeof *l);
	struct gaicb *list[1];
	int e;

	if (l == NULL)
		return err_set(err, ERR_NO_MEMORY, "look up %s", d->host);
	snprintf(l->host, sizeof l->host, "%s", d->host);
	snprintf(l->port, sizeof l->port, "%s", d->port);
	l->hints = hints_stream;
	l->request = (struct gaicb){.ar_name = l->host, .ar_service = l->port, .ar_request = &l->hints};
	list[0] = &l->request;
	e = getaddrinfo_a(GAI_NOWAIT, list, 1, NULL);
	if (e) {
		free(l);
		return err_set(err, ERR_UNAVAILABLE, "look up %s: %s", d->host, gai_strerror(e));
	}
	d->lookup = l;
	return 0;
}

/* 0 with addresses in d->found, fresh or, when there is nothing better, stale ones. */
static int end_lookup(struct dial *d, int64_t wait_ms, struct err *err)
{
	const struct gaicb *list[1] = {&d->lookup->request};
	struct timespec wait = {wait_ms / 1000, wait_ms % 1000 * 1000000};
	int e;

	gai_suspend(list, 1, &wait);
	e = gai_error(&d->lookup->request);
	if (e == 0) {
		forget_found(d);
		d->found = d->lookup->request.ar_result;
		d->found_ms = clock_mono_ms();
	}
	if (e != EAI_INPROGRESS) {
		free(d->lookup);
		d->lookup = NULL;
	}
	if (d->found)
		return 0;
	return err_set(err, ERR_UNAVAILABLE, "look up %s: %s", d->host,
		       e == EAI_INPROGRESS ? "no answer in time" : gai_strerror(e));
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
	/* with an old address at hand leave time to use it */
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
		/* the name may have moved */
		if (d->found_ms != NEVER_STALE)
			d->found_ms = clock_mono_ms() - FRESH_MS;
		return err_errno(err, ERR_UNAVAILABLE, "connect to %s:%s", d->host, d->port);
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
		return err_errno(err, ERR_UNAVAILABLE, "connect to %s", path);
	*ret_fd = fd;
	return 0;
}
