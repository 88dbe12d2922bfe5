/*
 * POST to a server that speaks an API such as OpenAI's: language models,
 * embeddings, reranking, speech.
 *
 * What all of these share is here and nowhere else: the headers, when to ask
 * again, how long a failing server is left alone, and how its refusal reads in the
 * log, which never shows a key.
 */
#ifndef PORT_POST_H
#define PORT_POST_H

#include "port/net/http.h"
#include "port/net/refusal.h"
#include "port/system/shared.h"

struct post {
	/* the server */
	struct http *http;
	struct shared *shared; /* keeps circuit breakers for all responders; NULL: there is none */
	struct str peer;       /* names the server's breaker */
	struct str base;       /* its address, as people paste it: see address.h */
	const char *path;      /* "/embeddings" */
	bool below_v1;         /* "/v1" stands between the two */
	const char *method;    /* NULL: "POST" */
	struct str key;        /* "" for none */
	struct str key_header; /* the header it is sent in; "": as bearer */
	const char *ca_file, *proxy; /* as in struct http_call */
	int64_t connect_ms;    /* as in struct http_call */

	/* the request */
	const char *content_type;    /* NULL: "application/json" */
	const char *const *headers;  /* further ones, as in struct http_call; POST_HEADERS_MAX at most */
	struct str body;
	struct str traceparent;      /* "" for none */
	int64_t try_ms;              /* for one try; 0: no bound but the patience */
	int retries;                 /* further tries while the server can't be reached or is busy */
	int64_t pause_max_ms;        /* between two tries; a server that asks for a longer pause isn't asked again */
	int (*on_data)(void *arg, struct str piece); /* as in struct http_call; post_whole has its own */
	void *arg;

	/* results of the last try */
	int status;         /* HTTP's; 0: there was no answer */
	long retry_after_s; /* -1: not said */
	int retried;        /* how many further tries there were */
	struct refusal *refusal; /* filled in when it was refused, anew each time; NULL: not wanted */
};

enum { POST_HEADERS_MAX = 8 };

/*
 * One try, without looking at the breaker.  ERR_UNAVAILABLE: no connection, or
 * it broke, or the server is busy (429, 502, 503, 504, 520 to 529); ERR_REFUSED:
 * any other status but 2xx, with the server's reason, one redirect within the server followed; ERR_TIMEOUT,
 * ERR_GONE, ERR_CONFIG, ERR_NO_MEMORY.
 */
int post_once(struct post *p, const struct patience *patience, struct err *err);
/*
 * After a failed try, whose error is in *err: pauses and returns true when a
 * further one is allowed and may succeed.  *err is ERR_GONE when the reader leaves
 * meanwhile.
 */
bool post_again(struct post *p, const struct patience *patience, struct err *err);
/* Tries while it may, and appends the answer's body. ERR_BAD_DATA: it is HTML, or past its bound; else as post_once. */
int post_whole(struct post *p, const struct patience *patience, struct buf *answer, struct err *err);

/* Asks the circuit breaker: ERR_UNAVAILABLE while no call may be made, because the server failed. */
int post_allowed(const struct post *p, struct err *err);
/*
 * Tells the breaker how the call ended; why is NULL after a success.  Faults of the
 * request itself don't count against the server.
 */
void post_ended(const struct post *p, const struct err *why);
/* As post_ended, of a server that is to answer whatever it is asked. */
void post_failed(const struct post *p);

#endif
