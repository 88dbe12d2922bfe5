/*
 * What pages of other origins may do (the Fetch standard, 3.2): CORS_ORIGINS.
 * Credentials (cookies) are never allowed.
 */
#ifndef FRONT_CORS_H
#define FRONT_CORS_H

#include "front/http/response.h"

/* The headers of every response. */
void cors_headers(const struct req *r, struct resp *p);
/* Those of a preflight's answer: the methods of the path, and the request headers that may be sent. */
void cors_preflight(const struct req *r, struct resp *p, struct str methods);

#endif
