/*
 * FastCGI (the Open Market specification 1.0) on libfcgi: one thread's
 * connection.  The only file that includes fcgiapp.h is fcgi.c.
 */
#ifndef FRONT_FCGI_H
#define FRONT_FCGI_H

#include <stdbool.h>
#include <stddef.h>
#include "base/err.h"
#include "base/str.h"

struct fcgi;

int fcgi_init(struct err *err); /* once, in main */
struct fcgi *fcgi_new(void);
void fcgi_free(struct fcgi *f);

/*
 * Takes over an accepted connection and reads the request's parameters.
 * -1: the peer sent none in time or broke off; the descriptor is closed.
 */
int fcgi_begin(struct fcgi *f, int fd);
/* Ends the answer and closes the connection. */
void fcgi_end(struct fcgi *f);

/* The same, but a peer that still sends the body is waited for half a second at most. */
void fcgi_end_soon(struct fcgi *f);

/* NULL when absent. Lives until fcgi_end. */
const char *fcgi_param(const struct fcgi *f, const char *name);
/* Up to n bytes of the body; 0 at its end, -1 when the peer broke off. */
long fcgi_read(struct fcgi *f, void *p, size_t n);
/* 0, or -1 when the peer is gone. */
int fcgi_write(struct fcgi *f, struct str s);
int fcgi_flush(struct fcgi *f);
/* The connection, for poll(2). */
int fcgi_fd(const struct fcgi *f);

#endif
