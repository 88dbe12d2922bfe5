#include "front/route.h"

#include "front/app.h"
#include "front/parse.h"
#include "front/routes.h"
#include "port/access/rate.h"

/* About one round of those who wait, with most language models. */
enum { RETRY_S = 10 };

bool route_is_quick(struct str uri)
{
	struct str path = str_sub(uri, 0, str_find_char(uri, '?'));
	size_t i;

	for (i = 0; i < routes_n; i++)
		if ((routes[i].flags & ROUTE_QUICK) && str_eq(path, str_of(routes[i].path)))
			return true;
	return false;
}

static const char *allowed(const struct req *r)
{
	static const struct {
		unsigned methods;
		const char *list;
	} lists[] = {
		{METHOD_GET, "GET, HEAD, OPTIONS"},
		{METHOD_POST, "POST, OPTIONS"},
		{METHOD_GET | METHOD_DELETE, "GET, HEAD, DELETE, OPTIONS"},
	};
	size_t i;

	for (i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (lists[i].methods == r->route->methods)
			return lists[i].list;
	return "OPTIONS";
}

static void preflight(struct req *r, struct resp *p)
{
	resp_header(p, "Allow", "%s", allowed(r));
	resp_header(p, "Access-Control-Allow-Methods", "%s", allowed(r));
	resp_header(p, "Access-Control-Allow-Headers",
		    "Content-Type, Authorization, X-API-Key, X-Conversation-Id, X-Request-Id, traceparent");
	resp_header(p, "Access-Control-Max-Age", "86400");
	resp_empty(p, 204);
}

static struct str presented_key(const struct req *r)
{
	struct str key = req_header(r, "X-API-Key");

	return key.n ? key : parse_bearer(req_header(r, "Authorization"));
}

static int check_key(struct req *r, struct resp *p, struct err *err)
{
	struct str key = presented_key(r);
	long retry_s;

	if (key.n == 0)
		return err_set(err, ERR_API_KEY_MISSING, "no key");
	if (rate_auth_locked(r->conf, r->ports->shared, r->remote_addr, key, &retry_s)) {
		resp_header(p, "Retry-After", "%ld", retry_s);
		return err_public(err, ERR_RATE_LIMITED, "Too many wrong API keys; wait %ld s", retry_s);
	}
	if (!app_check_key(r->app, key, &r->key)) {
		rate_auth_failed(r->ports->shared, r->remote_addr);
		return err_set(err, ERR_API_KEY_INVALID, "wrong key");
	}
	rate_auth_ok(r->ports->shared, r->remote_addr, key);
	return 0;
}

/* draft-ietf-httpapi-ratelimit-headers-10, and the older names. */
static int check_rate(struct req *r, struct resp *p, struct err *err)
{
	struct rate rate = rate_hit(r->conf, r->ports->redis, r->ports->shared, &r->key, r->remote_addr,
				    r->deadline);

	resp_header(p, "RateLimit-Policy", "\"default\";q=%ld;w=%d", rate.limit, RATE_WINDOW_S);
	resp_header(p, "RateLimit", "\"default\";r=%ld;t=%ld", rate.left, rate.reset_s);
	resp_header(p, "X-RateLimit-Limit", "%ld", rate.limit);
	resp_header(p, "X-RateLimit-Remaining", "%ld", rate.left);
	resp_header(p, "X-RateLimit-Reset", "%lld", (long long)clock_wall_s() + rate.reset_s);
	if (rate.allowed)
		return 0;
	resp_header(p, "Retry-After", "%ld", rate.reset_s > 0 ? rate.reset_s : 1);
	return err_public(err, ERR_RATE_LIMITED, "%ld requests an hour are allowed; try again in %ld s",
			  rate.limit, rate.reset_s);
}

static int check_conversation(struct req *r, struct err *err)
{
	struct str id = req_header(r, "X-Conversation-Id");

	if (r->path_id.n && !(r->route->flags & ROUTE_OPENAI) && !parse_is_conversation_id(r->path_id))
		return err_set(err, ERR_CONVERSATION_ID_INVALID, "in the path");
	if (id.n && !parse_is_conversation_id(id))
		return err_set(err, ERR_CONVERSATION_ID_INVALID, "in the header");
	if (id.n == 0 && (r->route->flags & ROUTE_CONVERSATION))
		return err_set(err, ERR_CONVERSATION_ID_MISSING, "no conversation id");
	r->conversation_id = id;
	return 0;
}

static int check_body(const struct req *r, struct err *err)
{
	const char *type = r->route->media_type;

	if (type && !str_ieq(req_media_type(r), str_of(type)))
		return err_set(err, ERR_CONTENT_TYPE, "%.*s", STR_ARG(req_media_type(r)));
	if (r->route->flags & ROUTE_OWN_BODY)
		return 0;
	if (req_content_length(r) > r->conf->max_content_length)
		return err_public(err, ERR_BODY_TOO_LARGE, "at most %ld bytes are taken",
				  r->conf->max_content_length);
	return 0;
}

int route_admit(struct req *r, struct resp *p, struct err *err)
{
	unsigned flags;

	r->route = routes_find(r->path, &r->path_id);
	if (r->route == NULL)
		return err_set(err, ERR_NOT_FOUND, "no route");
	if (r->method == METHOD_OPTIONS) {
		preflight(r, p);
		return 0;
	}
	if (!(r->method & r->route->methods) &&
	    !(r->method == METHOD_HEAD && (r->route->methods & METHOD_GET))) {
		resp_header(p, "Allow", "%s", allowed(r));
		return err_set(err, ERR_METHOD_NOT_ALLOWED, "%.*s", STR_ARG(r->method_name));
	}
	flags = r->route->flags;
	if ((flags & ROUTE_KEY) && check_key(r, p, err))
		return -1;
	if ((flags & ROUTE_RATED) && r->conf->rate_limit_enabled && check_rate(r, p, err))
		return -1;
	if (check_conversation(r, err))
		return -1;
	return check_body(r, err);
}

int route_refuse(struct req *r, struct resp *p, struct err *err)
{
	r->route = routes_find(r->path, &r->path_id); /* whose form the error has */
	resp_header(p, "Retry-After", "%d", RETRY_S);
	return err_set(err, ERR_OVERLOADED, "too many wait already");
}
