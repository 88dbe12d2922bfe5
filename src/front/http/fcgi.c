#include "front/http/fcgi.h"

#include <fcgiapp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"

/*
 * libfcgi reads without a time-out; a peer may be silent this long between two
 * reads.  Web servers send a request's parameters at once, and the body as
 * fast as they have it (nginx: only when it has it all).
 */
enum { READ_TIMEOUT_S = 10, WRITE_TIMEOUT_S = 30 };
/* How long a peer may take to read a short answer and close: in all, and without sending anything. */
enum { LINGER_MS = 500, LINGER_SILENCE_MS = 100 };

struct fcgi {
	FCGX_Request request;
};

int fcgi_init(struct err *err)
{
	return FCGX_Init() ? err_set(err, ERR_INTERNAL, "libfcgi cannot be initialised") : 0;
}

struct fcgi *fcgi_new(void)
{
	struct fcgi *f = calloc(1, sizeof *f);

	/* listening socket -1: libfcgi can never accept by itself */
	if (f == NULL || FCGX_InitRequest(&f->request, -1, 0))
		abort();
	return f;
}

void fcgi_free(struct fcgi *f)
{
	if (f == NULL)
		return;
	FCGX_Free(&f->request, 1);
	free(f);
}

int fcgi_begin(struct fcgi *f, int fd)
{
	struct timeval reading = {.tv_sec = READ_TIMEOUT_S}, writing = {.tv_sec = WRITE_TIMEOUT_S};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &reading, sizeof reading);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &writing, sizeof writing);
	FCGX_Finish_r(&f->request);
	/* as if the connection had been kept open, so that FCGX_Accept_r only reads */
	f->request.ipcFd = fd;
	f->request.keepConnection = 1;
	return FCGX_Accept_r(&f->request) < 0 ? -1 : 0;
}

void fcgi_end(struct fcgi *f)
{
	f->request.keepConnection = 0;
	FCGX_Finish_r(&f->request);
}

void fcgi_end_soon(struct fcgi *f)
{
	struct deadline until = deadline_in(LINGER_MS);
	struct pollfd peer = {.events = POLLIN};
	char rest[16384];

	/* libfcgi itself would read for as long as the peer sends */
	f->request.keepConnection = 1;
	FCGX_Finish_r(&f->request);
	peer.fd = f->request.ipcFd;
	if (peer.fd < 0)
		return;
	shutdown(peer.fd, SHUT_WR);
	while (!deadline_passed(until) && poll(&peer, 1, LINGER_SILENCE_MS) > 0)
		if (recv(peer.fd, rest, sizeof rest, MSG_DONTWAIT) <= 0)
			break;
	close(peer.fd);
	f->request.ipcFd = -1;
}

const char *fcgi_param(const struct fcgi *f, const char *name)
{
	return FCGX_GetParam(name, f->request.envp);
}

long fcgi_read(struct fcgi *f, void *p, size_t n)
{
	int got = FCGX_GetStr(p, (int)(n > 65536 ? 65536 : n), f->request.in);

	if (got == 0 && FCGX_GetError(f->request.in))
		return -1;
	return got;
}

int fcgi_write(struct fcgi *f, struct str s)
{
	while (s.n) {
		int step = s.n > 1 << 20 ? 1 << 20 : (int)s.n;

		if (FCGX_PutStr(s.p, step, f->request.out) != step)
			return -1;
		s = str_sub(s, (size_t)step, s.n);
	}
	return 0;
}

int fcgi_flush(struct fcgi *f)
{
	return FCGX_FFlush(f->request.out) < 0 ? -1 : 0;
}

int fcgi_fd(const struct fcgi *f)
{
	return f->request.ipcFd;
}
