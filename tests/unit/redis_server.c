#include "redis_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "port/system/child.h"

enum { START_MS = 20000, SKIPPED = 77 };

static void need(bool good, const char *what)
{
	if (!good) {
		perror(what);
		exit(99);
	}
}

void redis_server_need(void)
{
	char path[256];

	if (child_find("redis-server", path, sizeof path) == 0)
		return;
	puts("1..0 # SKIP redis-server is not installed");
	exit(SKIPPED);
}

static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	need(fd >= 0 && bind(fd, (struct sockaddr *)&a, n) == 0 &&
	     getsockname(fd, (struct sockaddr *)&a, &n) == 0, "free port");
	close(fd);
	return ntohs(a.sin_port);
}

void redis_server_init(struct redis_server *s)
{
	*s = (struct redis_server){.port = free_port()};
	snprintf(s->dir, sizeof s->dir, "/tmp/itb-test-redis-XXXXXX");
	need(mkdtemp(s->dir) != NULL, "mkdtemp");
	snprintf(s->socket, sizeof s->socket, "%s/redis.sock", s->dir);
}

static void execute(const struct redis_server *s)
{
	char port[16];
	const char *password = s->password ? s->password : "";

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(port, sizeof port, "%d", s->port);
	execlp("redis-server", "redis-server", "--port", port, "--bind", "127.0.0.1", "--unixsocket",
	       s->socket, "--dir", s->dir, "--logfile", "log", "--save", "", "--appendonly",
	       s->persistent ? "yes" : "no", "--appendfsync", "always", "--requirepass", password,
	       (char *)NULL);
	_exit(127);
}

/* Whether it answers a PING, be it with a demand for the password; while it still loads it doesn't. */
static bool answers(const struct redis_server *s)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char text[64] = "";
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct pollfd p = {fd, POLLIN, 0};
	bool good;

	snprintf(a.sun_path, sizeof a.sun_path, "%s", s->socket);
	good = connect(fd, (struct sockaddr *)&a, sizeof a) == 0 && write(fd, "PING\r\n", 6) == 6 &&
	       poll(&p, 1, 1000) == 1 && read(fd, text, sizeof text - 1) > 0 &&
	       (strncmp(text, "+PONG", 5) == 0 || strncmp(text, "-NOAUTH", 7) == 0);
	close(fd);
	return good;
}

void redis_server_start(struct redis_server *s)
{
	struct deadline by = deadline_in(START_MS);

	unlink(s->socket);
	fflush(NULL);
	s->pid = fork();
	need(s->pid >= 0, "fork");
	if (s->pid == 0)
		execute(s);
	while (!answers(s)) {
		need(waitpid(s->pid, NULL, WNOHANG) == 0, "redis-server ended");
		need(!deadline_passed(by), "redis-server does not answer");
		poll(NULL, 0, 5);
	}
}

void redis_server_kill(struct redis_server *s)
{
	if (s->pid == 0)
		return;
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	s->pid = 0;
}

void redis_server_freeze(struct redis_server *s)
{
	int status;

	kill(s->pid, SIGSTOP);
	waitpid(s->pid, &status, WUNTRACED);
}

void redis_server_thaw(struct redis_server *s)
{
	kill(s->pid, SIGCONT);
}

void redis_server_release(struct redis_server *s)
{
	redis_server_kill(s);
	file_remove_tree(s->dir, NULL);
}
