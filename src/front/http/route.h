/*
 * What a request must bring to reach a path, and who answers it: a row of
 * front/api/routes.def.
 */
#ifndef FRONT_ROUTE_H
#define FRONT_ROUTE_H

struct req;
struct resp;
struct err;

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

#endif
