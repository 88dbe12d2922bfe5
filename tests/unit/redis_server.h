/*
 * A real redis-server of the test's own, in a folder under /tmp, on a free port
 * of 127.0.0.1 and on a unix socket.  It dies with the test.
 */
#ifndef UNIT_REDIS_SERVER_H
#define UNIT_REDIS_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct redis_server {
	pid_t pid; /* 0: not running */
	int port;
	char dir[64], socket[96];
	bool persistent; /* append-only file, fsync at each write */
	const char *password; /* NULL: none */
};

/* Exits with 77 (skipped) when there is no redis-server. */
void redis_server_need(void);
/* Makes the folder and chooses the port; runs nothing. */
void redis_server_init(struct redis_server *s);
/* Runs it and waits until it answers. */
void redis_server_start(struct redis_server *s);
/* SIGKILL, as a crash does. */
void redis_server_kill(struct redis_server *s);
/* Makes the server hang; lets it go on. */
void redis_server_freeze(struct redis_server *s);
void redis_server_thaw(struct redis_server *s);
/* Kills it and removes the folder. */
void redis_server_release(struct redis_server *s);

#endif
