/*
 * An HTTP client on libcurl.  It belongs to one thread and reuses connections.
 *
 * Every call has a deadline, and ends at once when the reader for whom it is made
 * leaves.  TLS certificates are verified.  `Expect:` is never sent.  Redirects are
 * followed only for GET, within http and https.  Compressed answers are unpacked;
 * compression is not offered when the caller sends an Accept-Encoding of its own.
 */
#ifndef PORT_HTTP_H
#define PORT_HTTP_H

#include "base/buf.h"
#include "base/patience.h"

struct http;

/* Takes only a little memory until the first call. */
struct http *http_new(void);
void http_free(struct http *h);

struct http_call {
	const char *method; /* "GET", "POST" */
	const char *url;
	const char *const *headers; /* "Name: value" …, NULL at the end; NULL for none */
	struct str body;
	const char *ca_file;          /* PEM, trusted besides the system's certificates; NULL or "": none */
	const char *proxy;            /* NULL or "": http_proxy, https_proxy and no_proxy of the environment */
	int64_t connect_ms;           /* 0: 5 s */
	int64_t first_byte_ms;        /* until the answer's headers; 0: only the deadline counts */
	int64_t idle_ms;              /* between two pieces of the answer; 0: only the deadline counts */
	const struct patience *patience;
	/*
	 * Gets the body of a 2xx answer as it comes; other bodies go to
	 * `error_body`.  Non-zero ends the call with ERR_GONE.  It may make HTTP
	 * calls of its own with the same client.
	 */
	int (*on_data)(void *arg, struct str piece);
	void *arg;
	struct buf *error_body; /* of an answer that is not 2xx, up to the bound; NULL: dropped */
};

struct http_answer {
	int status;             /* 0 when there was no answer */
	char content_type[128]; /* "" when absent */
	char location[512];     /* where a redirect points to; "" when absent, or too long to be followed */
	long retry_after_s;     /* -1 when absent */
	int64_t first_byte_ms, total_ms;
	size_t body_bytes;      /* those given to on_data */
};

/*
 * 0 when a whole answer came, whatever its status.  ERR_UNAVAILABLE (no
 * connection, or it broke), ERR_TIMEOUT (deadline, first byte, idle), ERR_GONE,
 * ERR_CONFIG (the URL, CA file or proxy can't be used).  *ret is always filled in.
 */
int http_do(struct http *h, const struct http_call *call, struct http_answer *ret, struct err *err);

#endif
