#include "front/http/cors.h"

#include "front/http/parse.h"

/* The SDKs of today announce about twelve. */
enum { NAMES_MAX = 30 };

static bool is_open(const struct req *r)
{
	return str_eq(str_of(r->conf->cors_origins), STR("*"));
}

static bool is_allowed(const struct req *r, struct str origin)
{
	return is_open(r) || parse_origin_allowed(str_of(r->conf->cors_origins), origin);
}

void cors_headers(const struct req *r, struct resp *p)
{
	struct str origin = req_header(r, "Origin");

	if (is_open(r))
		resp_header(p, "Access-Control-Allow-Origin", "*");
	else
		resp_header(p, "Vary", "Origin");
	if (!is_open(r) && is_allowed(r, origin))
		resp_header(p, "Access-Control-Allow-Origin", "%.*s", STR_ARG(origin));
	resp_header(p, "Access-Control-Expose-Headers",
		    "X-Request-Id, X-Conversation-Id, X-Cache, Idempotent-Replayed, Retry-After, RateLimit, "
		    "RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset");
}

/*
 * What clients' own libraries add (x-stainless-os …) can't be listed ahead, so
 * whatever an allowed origin asks for is allowed; no header of a request gives
 * rights but the key, which the page must know.
 */
void cors_preflight(const struct req *r, struct resp *p, struct str methods)
{
	struct str asked = req_header(r, "Access-Control-Request-Headers");
	bool echo = parse_is_names(asked, NAMES_MAX) && is_allowed(r, req_header(r, "Origin"));

	resp_header(p, "Vary", "Access-Control-Request-Headers");
	resp_header(p, "Access-Control-Allow-Methods", "%.*s", STR_ARG(methods));
	resp_header(p, "Access-Control-Allow-Headers",
		    "Content-Type, Authorization, X-API-Key, X-Conversation-Id, X-Request-Id, Idempotency-Key, "
		    "traceparent%s%.*s",
		    echo ? ", " : "", echo ? (int)asked.n : 0, asked.p);
	resp_header(p, "Access-Control-Max-Age", "86400");
}
