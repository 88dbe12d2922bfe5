/*
 * A request as handlers see it: what the web server passed on, checked.
 *
 * Everything is borrowed from the connection or the request's arena and lives
 * until the response ended.
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

enum method { METHOD_GET = 1, METHOD_HEAD = 2, METHOD_POST = 4, METHOD_DELETE = 8, METHOD_OPTIONS = 16, METHOD_OTHER = 32 };

struct req {
	enum method method;
	struct str method_name, path, query, remote_addr;
	struct str request_id;      /* kept or made */
	struct str traceparent;     /* "" when absent or malformed */
	struct str conversation_id; /* checked; "" when the route needs none and none was sent */
	struct str path_id;         /* what stood for {id} in the route's path, checked */
	struct key key;             /* who calls, on routes that need a key */
	struct deadline deadline;
	struct arena *arena;
	struct buf body;            /* what req_json read */
	const struct route *route;
	/* the world */
	struct app *app;
	const struct conf *conf;
	struct ports *ports;
	struct kb *kb;
	struct fcgi *fcgi;
};

/* Fills what the web server passed on; r->fcgi and r->arena are set. */
void req_read(struct req *r);
/* "Accept", "X-API-Key" …; the empty str when absent. */
struct str req_header(const struct req *r, const char *name);
/* Media type of Content-Type, without parameters, as sent. */
struct str req_media_type(const struct req *r);
/* Content-Length, 0 when absent; -1 when it is no number. */
int64_t req_content_length(const struct req *r);
/* Whether the Accept header names the media type (a wildcard doesn't count). */
bool req_accepts(const struct req *r, const char *media_type);
/* The decoded query parameter in arena memory, not checked to be UTF-8. False when absent. */
bool req_param(const struct req *r, const char *name, struct str *ret);
/* The body as a JSON object, the caller's to free; ERR_BODY_TOO_LARGE, ERR_BODY_INVALID, ERR_GONE. */
int req_json(struct req *r, struct json **ret, struct err *err);

#endif
