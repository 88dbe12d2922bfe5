/*
 * A response, as a small state machine: headers, then the body, then nothing
 * (after kcgi's output.c).  Headers that every response has (X-Request-Id,
 * Cache-Control …) are added by resp_begin.  HEAD gets no body.
 */
#ifndef FRONT_RESPONSE_H
#define FRONT_RESPONSE_H

#include "front/http/request.h"

struct resp; /* opaque */

/* In arena memory. */
struct resp *resp_new(struct req *r);

/* Only before the body begins. A name set twice is sent twice. Control characters in a value become spaces. */
__attribute__((format(printf, 3, 4)))
void resp_header(struct resp *p, const char *name, const char *fmt, ...);

/* Lets browsers and proxies keep the response; without it they may not. */
void resp_cache_for(struct resp *p, int seconds);

/* A whole response with a JSON body; v is freed. */
void resp_json(struct resp *p, int status, struct json *v);
void resp_bytes(struct resp *p, int status, const char *content_type, struct str body);
void resp_empty(struct resp *p, int status);
/* The error as a whole response, problem+json with OpenAI's `error` below /v1; see err.def. */
void resp_error(struct resp *p, const struct err *err);

/* Begins a body of unknown length, for resp_write and resp_flush; -1: the reader is gone. */
int resp_begin(struct resp *p, int status, const char *content_type);
int resp_write(struct resp *p, struct str piece);
int resp_flush(struct resp *p);

/* The error as resp_error writes it, the caller's to free: for an error inside a stream. */
struct json *resp_error_json(const struct resp *p, const struct err *err);

bool resp_begun(const struct resp *p);
int resp_status(const struct resp *p); /* 0 before it began */

#endif
