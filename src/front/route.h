/*
 * A route: what a request must bring to reach its handler, and whether it does.
 * The routes themselves are in routes.def.
 */
#ifndef FRONT_ROUTE_H
#define FRONT_ROUTE_H

#include "front/request.h"
#include "front/response.h"

enum route_flags {
	ROUTE_KEY = 1,          /* needs an API key */
	ROUTE_RATED = 2,        /* counts against the rate limit */
	ROUTE_CONVERSATION = 4, /* needs X-Conversation-Id */
	ROUTE_OPENAI = 8,       /* errors in OpenAI's form */
	ROUTE_OWN_BODY = 16,    /* the handler checks its body itself */
	ROUTE_QUICK = 32,       /* answered at once, even when all threads are busy */
};

struct route {
	const char *path;     /* "{id}" stands for one segment */
	unsigned methods;     /* of enum method; HEAD and OPTIONS come by themselves */
	unsigned flags;
	const char *media_type; /* of the body, NULL when there is none */
	/* Writes one whole response, or returns -1 with err before it has begun one. */
	int (*handle)(struct req *r, struct resp *p, struct err *err);
};

/* Whether the request for this REQUEST_URI waits for nobody. */
bool route_is_quick(struct str uri);
/* Finds the route and checks in API.md's order; *ret_route is set as soon as the path is known. */
int route_admit(struct req *r, struct resp *p, struct err *err);
/* Instead, when there is no room for it: fails with ERR_OVERLOADED, whoever asks. */
int route_refuse(struct req *r, struct resp *p, struct err *err);

#endif
