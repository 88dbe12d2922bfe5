#include "serve.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Reads a whole request: headers, and as many bytes as Content-Length says. */
static bool whole(const char *p, size_t n)
{
	const char *end = strstr(p, "\r\n\r\n"), *length = strcasestr(p, "\r\nContent-Length:");

	if (end == NULL)
		return false;
	return n >= (size_t)(end + 4 - p) + (length ? strtoul(length + 17, NULL, 10) : 0);
}

/* Waits until the descriptor is readable or the server stops. */
static bool readable(struct serve *s, int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (!s->stopping)
		if (poll(&p, 1, 20) > 0)
			return true;
	return false;
}

static bool read_request(struct serve *s, int fd)
{
	size_t n = 0;
	ssize_t got;

	do {
		if (n + 1 >= sizeof s->request || !readable(s, fd))
			return false;
		got = read(fd, s->request + n, sizeof s->request - n - 1);
		if (got <= 0)
			return false;
		n += (size_t)got;
		s->request[n] = '\0';
	} while (!whole(s->request, n));
	return true;
}

static bool send_script(const struct script *script, int fd)
{
	size_t n = script->n ? script->n : strlen(script->bytes), at = 0, piece;

	while (at < n) {
		piece = script->split && script->split < n - at ? script->split : n - at;
		if (send(fd, script->bytes + at, piece, MSG_NOSIGNAL) != (ssize_t)piece)
			return false;
		at += piece;
	}
	return true;
}

static void talk(struct serve *s, int fd)
{
	const struct script *script;
	char c;

	while (read_request(s, fd)) {
		int i = s->requests;

		script = &s->scripts[(size_t)i < s->n ? (size_t)i : s->n - 1];
		s->requests++;
		if (!send_script(script, fd) || script->close)
			return;
		if (script->hold) {
			if (readable(s, fd) && read(fd, &c, 1) <= 0)
				s->hangups++;
			return;
		}
	}
}

static void *loop(void *arg)
{
	struct serve *s = arg;
	int on = 1;

	while (readable(s, s->listener)) {
		int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			continue;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		s->connections++;
		talk(s, fd);
		close(fd);
	}
	return NULL;
}

int serve_start(struct serve *s, const struct script *scripts, size_t n)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;

	memset(s, 0, sizeof *s);
	s->scripts = scripts;
	s->n = n;
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->listener < 0 || bind(s->listener, (struct sockaddr *)&a, sizeof a) != 0 ||
	    listen(s->listener, 64) != 0 || getsockname(s->listener, (struct sockaddr *)&a, &len) != 0)
		return -1;
	snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d", ntohs(a.sin_port));
	return pthread_create(&s->thread, NULL, loop, s) ? -1 : 0;
}

void serve_stop(struct serve *s)
{
	s->stopping = true;
	pthread_join(s->thread, NULL);
	close(s->listener);
}
