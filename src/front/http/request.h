/*
 * A request: its connection, its memory and, checked, what the web server passed on.
 *
 * The thread that takes it in reads it, and hands it over whole when another
 * one answers it.  What handlers see is borrowed from the connection or from
 * the request's arena and lives until req_end.
 */
#ifndef FRONT_REQUEST_H
#define FRONT_REQUEST_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/json.h"
#include "kb/search/kb.h"
#include "port/access/keys.h"
#include "port/ports.h"

struct fcgi;
struct route;
struct app;

enum method {
	METHOD_GET = 1,
	METHOD_HEAD = 2,
	METHOD_POST = 4,
	METHOD_DELETE = 8,
	METHOD_OPTIONS = 16,
	METHOD_OTHER = 32,
};

struct req {
	enum method method;
	struct str method_name, path, query, remote_addr;
	struct str prefix;          /* "/chatbot" when the service is deployed below it; path is without it */
	struct str request_id;      /* kept or made */
	struct str traceparent;     /* "" when absent or malformed */
	struct str conversation_id; /* checked; "" when the route needs none and none was sent */
	struct str path_id;         /* what stands for {id} in the route's path, checked */
	struct key key;             /* who calls, on routes that need a key */
	struct deadline deadline;
	struct buf body;            /* what req_json read */
	const struct route *route;  /* NULL: no route has the path */
	bool refused;               /* too many wait already */
	/* the world */
	struct app *app;
	const struct conf *conf;    /* in force when the request came */
	struct ports *ports;        /* of the thread that answers */
	struct kb *kb;
	struct fcgi *fcgi;
	struct arena *arena, own_arena;
};

/* For one request after another. Never NULL. */
struct req *req_new(void);
/* A request that has begun is broken off. */
void req_free(struct req *r);
/* Takes over an accepted connection and reads what the web server passed on; -1: as fcgi_begin. */
int req_begin(struct req *r, struct app *app, int fd);
/* Ends the response and closes the connection; the next request may begin. */
void req_end(struct req *r);
/* The same, but a peer that still sends the body is waited for half a second at most. */
void req_end_soon(struct req *r);

/* "GET" …; NULL for METHOD_OTHER. */
const char *method_name(enum method method);
/* "Accept", "X-API-Key" …; the empty str when absent. */
struct str req_header(const struct req *r, const char *name);
/* Media type of Content-Type, without parameters, as sent. */
struct str req_media_type(const struct req *r);
/* Content-Length, 0 when absent; -1 when it is not a number. */
int64_t req_content_length(const struct req *r);
/* Whether the Accept header names the media type (a wildcard doesn't count). */
bool req_accepts(const struct req *r, const char *media_type);
/* The decoded query parameter in arena memory, not checked to be UTF-8. False when absent. */
bool req_param(const struct req *r, const char *name, struct str *ret);
/* The body as a JSON object, the caller's to free; ERR_BODY_TOO_LARGE, ERR_BODY_INVALID, ERR_GONE. */
int req_json(struct req *r, struct json **ret, struct err *err);

/* The body as a form's fields, which then are parameters in place of the query's; ERR_BODY_TOO_LARGE, ERR_GONE … */
int req_form(struct req *r, struct err *err);

#endif
