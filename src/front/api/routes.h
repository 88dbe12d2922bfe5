/*
 * The table of routes.def: which path leads to which handler, and what a
 * request must bring to reach it (checked by serve.c).
 *
 * To add a route: a row of routes.def and its handler in an api_*.c; the tests
 * name the documents that it is missing from.
 */
#ifndef FRONT_ROUTES_H
#define FRONT_ROUTES_H

#include "front/request.h"
#include "front/response.h"

enum route_flags {
	ROUTE_KEY = 1,          /* needs an API key */
	ROUTE_RATED = 2,        /* counts against the rate limit */
	ROUTE_CONVERSATION = 4, /* needs X-Conversation-Id */
	ROUTE_OPENAI = 8,       /* for OpenAI's and MCP's clients: errors are application/json, no key is 401 */
	ROUTE_OWN_BODY = 16,    /* the handler checks its body itself */
	ROUTE_SIGNED = 64,      /* a signed link (link.h) stands in for the key */
	ROUTE_QUICK = 32,       /* answered at once, even when all threads are busy */
};

struct route {
	const char *path;     /* "{id}" stands for one segment, another name in braces for the rest */
	unsigned methods;     /* of enum method; HEAD and OPTIONS come by themselves */
	unsigned flags;
	const char *media_type; /* of the body, NULL when there is none */
	/* Writes one whole response, or returns -1 with err before it has begun one. */
	int (*handle)(struct req *r, struct resp *p, struct err *err);
};

/* The route of a path, percent-decoded; *ret_id is what stands for {id}. NULL: there is none. */
const struct route *routes_find(struct str path, struct str *ret_id);
/* The methods it answers to: those of its row, HEAD where there is GET, and OPTIONS. */
unsigned routes_methods(const struct route *route);
/* Their names for the header Allow, as in "GET, HEAD, OPTIONS". */
struct str routes_allow(const struct route *route, struct arena *a);

/* All of them, for the test that compares them with docs/openapi.yaml. */
extern const struct route routes[];
extern const size_t routes_n;

#endif
