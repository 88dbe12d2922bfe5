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

#endif
