/*
 * A scripted HTTP server for unit tests: one thread, one connection at a time,
 * on a free port of 127.0.0.1.
 *
 * Each request is read whole and answered with the next script; the last one
 * serves for ever.  A script is bytes as they go on the wire.
 */
#ifndef UNIT_SERVE_H
#define UNIT_SERVE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct script {
	const char *bytes;
	size_t n;     /* 0: strlen */
	size_t split; /* bytes sent at a time; 0: all */
	bool hold;    /* then send nothing more until the client hangs up (counted in `hangups`) */
	bool close;   /* then close the connection, without waiting for another request */
};

struct serve {
	const struct script *scripts;
	size_t n;
	char url[64]; /* "http://127.0.0.1:port" */
	char request[65536]; /* the last one, NUL-terminated; to be read only between calls */
	atomic_int requests, connections, hangups;
	atomic_bool stopping;
	int listener;
	pthread_t thread;
};

/* 0, or -1. */
int serve_start(struct serve *s, const struct script *scripts, size_t n);
/* Ends the thread. */
void serve_stop(struct serve *s);

#endif
