/*
 * POST to a server that speaks an API such as OpenAI's: language models,
 * embeddings, reranking, speech.
 *
 * What all of these share is here alone: the headers, when to ask again, how
 * long a failing server is left alone, and how its refusal reads in the log,
 * which never shows a key.
 */
#ifndef PORT_POST_H
#define PORT_POST_H

#include "port/net/http.h"
#include "port/net/refusal.h"
#include "port/system/shared.h"

struct post {
	/* the server */
	struct http *http;
	struct shared *shared; /* remembers, for all responders, which servers fail; NULL: nobody does */
	struct str peer;       /* the server's name there */
	struct str base;       /* address up to and with /v1, or with `path` already; slashes at the end don't matter */
	const char *path;      /* "/embeddings" */
	struct str key;        /* sent as bearer; "" for none */
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

	/* what the last try got */
	int status;         /* HTTP's; 0: there was no answer */
	long retry_after_s; /* -1: not said */
	int retried;        /* further tries so far */
	struct refusal *refusal; /* filled in when it was refused, anew each time; NULL: not wanted */
};

enum { POST_HEADERS_MAX = 8 };

/*
 * One try, without looking at the breaker.  ERR_UNAVAILABLE: no connection, or
 * it broke, or the server is busy (429, 503); ERR_REFUSED: any other status but
 * 2xx, with the server's reason; ERR_TIMEOUT, ERR_GONE, ERR_CONFIG, ERR_NO_MEMORY.
 */
int post_once(struct post *p, const struct patience *patience, struct err *err);
/*
 * After a failed try, with its error in *err: pauses and returns true when a
 * further one is allowed and may succeed.  When the reader leaves meanwhile, *err is ERR_GONE.
 */
bool post_again(struct post *p, const struct patience *patience, struct err *err);
/* The answer's body, after as many tries as are allowed. ERR_BAD_DATA when it is over answer's bound; else as post_once. */
int post_whole(struct post *p, const struct patience *patience, struct buf *answer, struct err *err);

/* The circuit breaker: ERR_UNAVAILABLE, and no call may be made, while the server rests after failures. */
int post_allowed(const struct post *p, struct err *err);
/* Tells the breaker how it ended. why NULL: well; a request that was itself at fault says nothing against the server. */
void post_ended(const struct post *p, const struct err *why);

#endif
