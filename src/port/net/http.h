/*
 * HTTP to the outside, on libcurl: one thread's client, connections reused.
 *
 * Every call has a deadline and can be aborted at any moment by the reader it
 * is made for.  TLS is verified.  `Expect:` is never sent.  Redirects are
 * followed for GET alone, within http and https.  gzip and the like are undone
 * (not offered when the caller sends its own Accept-Encoding).
 */
#ifndef PORT_HTTP_H
#define PORT_HTTP_H

#include "base/buf.h"
#include "base/conf.h"
#include "base/patience.h"

struct http;

/* Nothing but a little memory until the first call. One thread's own. */
struct http *http_new(void);
void http_free(struct http *h);

struct http_call {
	const char *method; /* "GET", "POST" */
	const char *url;
	const char *const *headers; /* "Name: value" …, NULL at the end; NULL for none */
	struct str body;
	const char *ca_file;          /* PEM, trusted besides the system's; NULL or "": none */
	const char *proxy;            /* NULL or "": http_proxy, https_proxy and no_proxy of the environment */
	int64_t connect_ms;           /* 0: 5 s */
	int64_t first_byte_ms;        /* until the answer's headers; 0: the deadline alone */
	int64_t idle_ms;              /* between two pieces of it; 0: the deadline alone */
	const struct patience *patience;
	/*
	 * The answer's body as it comes, only when the status is 2xx (other
	 * bodies go to `error_body`).  Non-zero aborts with ERR_GONE.  It may
	 * make HTTP calls of its own with the same client.
	 */
	int (*on_data)(void *arg, struct str piece);
	void *arg;
	struct buf *error_body; /* filled up to its bound; NULL: dropped */
};

struct http_answer {
	int status;             /* 0 when there was no answer */
	char content_type[128]; /* "" when absent */
	long retry_after_s;     /* -1 when absent */
	int64_t first_byte_ms, total_ms;
	size_t body_bytes;      /* given to on_data */
};

/*
 * 0 when a whole answer came, whatever its status.  ERR_UNAVAILABLE (no
 * connection, or it broke), ERR_TIMEOUT (deadline, first byte, idle), ERR_GONE,
 * ERR_CONFIG (no such URL, CA file or proxy).  *ret is filled in all cases.
 */
int http_do(struct http *h, const struct http_call *call, struct http_answer *ret, struct err *err);

/*
 * A connection made as for a call (TLS verified, proxy, CA) and handed over
 * for another protocol: port/net/ws.c speaks WebSocket on it.
 */
struct http_raw;

struct http_raw_target {
	const char *url;             /* http:// or https://; the path doesn't matter */
	const char *ca_file, *proxy; /* NULL: the system's, none */
	struct deadline deadline;
};

/* ERR_UNAVAILABLE, ERR_TIMEOUT. */
int http_raw_open(const struct http_raw_target *target, struct http_raw **ret, struct err *err);
void http_raw_close(struct http_raw *r);
/* Bytes moved (over 0), 0 when it would have to wait, -1 when the connection is over. */
long http_raw_send(struct http_raw *r, struct str data);
long http_raw_receive(struct http_raw *r, void *p, size_t n);
/* For poll(2), once receive has given 0: TLS may hold data the descriptor doesn't show. */
int http_raw_fd(const struct http_raw *r);

#endif
