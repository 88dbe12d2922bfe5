/*
 * A connection made as for a call of http.h (TLS verified, proxy, CA), for
 * another protocol: port/net/ws.c speaks WebSocket on it.
 */
#ifndef PORT_HTTP_RAW_H
#define PORT_HTTP_RAW_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct http_raw;

struct http_raw_target {
	const char *url;             /* http:// or https://; the path doesn't matter */
	const char *ca_file, *proxy; /* NULL: only the system's certificates; no proxy */
	struct deadline deadline;
};

/* ERR_UNAVAILABLE, ERR_TIMEOUT. */
int http_raw_open(const struct http_raw_target *target, struct http_raw **ret, struct err *err);
void http_raw_close(struct http_raw *r);
/* The number of bytes moved; 0 when it would have to wait, -1 when the connection is over. */
long http_raw_send(struct http_raw *r, struct str data);
long http_raw_receive(struct http_raw *r, void *p, size_t n);
/* For poll(2), but only after a receive that gave 0, since TLS may hold data that the descriptor doesn't show. */
int http_raw_fd(const struct http_raw *r);

#endif
