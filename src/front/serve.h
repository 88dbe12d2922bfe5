/*
 * The answer to one request: it is admitted (key, rate limit, conversation id,
 * body) and handed over to its route's handler; one line of the log and the
 * metrics say how it went.
 */
#ifndef FRONT_SERVE_H
#define FRONT_SERVE_H

#include "front/http/request.h"
#include "front/http/response.h"

/*
 * Answers a request that has begun (its route is known), with "overloaded" when
 * it is refused; req_end is the caller's.  The ports are the thread's own:
 * zeroed at first, opened with the settings of the request.
 */
void serve(struct req *r, struct ports *ports);

#endif
