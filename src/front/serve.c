#include "front/serve.h"

#include "base/log.h"
#include "base/utf8.h"
#include "front/http/app.h"
#include "front/http/cors.h"
#include "front/http/fcgi.h"
#include "front/api/link.h"
#include "front/api/metrics.h"
#include "front/http/parse.h"
#include "front/api/question.h"
#include "front/http/response.h"
#include "front/api/routes.h"
#include "port/access/rate.h"

/* The time an answer takes with most language models: then places are free again. */
enum { RETRY_S = 10 };

/* --- admission -------------------------------------------------------------- */

static struct str presented_key(const struct req *r)
{
	struct str key = req_header(r, "X-API-Key");

	return key.n ? key : parse_bearer(req_header(r, "Authorization"));
}

static int check_key(struct req *r, struct resp *p, struct err *err)
{
	struct str key = presented_key(r);
	long retry_s;

	if ((r->route->flags & ROUTE_SIGNED) && link_is_signed(r))
		return 0;
	if (key.n == 0)
		return err_set(err, r->route->flags & ROUTE_OPENAI ? ERR_KEY_REQUIRED : ERR_API_KEY_MISSING, "no key");
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

static int check_conversation(struct req *r, struct err *err)
{
	struct str id = req_header(r, "X-Conversation-Id");

	if (r->path_id.n && !(r->route->flags & (ROUTE_OPENAI | ROUTE_SIGNED)) && !parse_is_conversation_id(r->path_id))
		return err_set(err, ERR_CONVERSATION_ID_INVALID, "the id in the path");
	if (id.n && !parse_is_conversation_id(id))
		return err_set(err, ERR_CONVERSATION_ID_INVALID, "the id in the header");
	if (id.n == 0 && (r->route->flags & ROUTE_CONVERSATION))
		return err_set(err, ERR_CONVERSATION_ID_MISSING, "no conversation id");
	r->conversation_id = id;
	return 0;
}

static int check_body(const struct req *r, struct err *err)
{
	const char *type = r->route->media_type;
	struct str coding = req_header(r, "Content-Encoding");

	if (coding.n && !str_ieq(coding, STR("identity")))
		return err_public(err, ERR_CONTENT_ENCODING, "send the body as it is, not compressed");
	if (type && r->method == METHOD_POST && !str_ieq(req_media_type(r), str_of(type)))
		return err_set(err, ERR_CONTENT_TYPE, "the content type is %.*s", STR_ARG(req_media_type(r)));
	if (r->route->flags & ROUTE_OWN_BODY)
		return 0;
	if (req_content_length(r) > r->conf->max_content_length)
		return err_public(err, ERR_BODY_TOO_LARGE, "at most %ld bytes are accepted",
				  r->conf->max_content_length);
	return 0;
}

/* In the order of docs/api.md. */
static int admit(struct req *r, struct resp *p, struct err *err)
{
	unsigned flags = r->route->flags;

	if (!(r->method & routes_methods(r->route))) {
		resp_header(p, "Allow", "%.*s", STR_ARG(routes_allow(r->route, r->arena)));
		return err_set(err, ERR_METHOD_NOT_ALLOWED, "the method is %.*s", STR_ARG(r->method_name));
	}
	if ((flags & ROUTE_KEY) && check_key(r, p, err))
		return -1;
	if ((flags & ROUTE_RATED) && question_count(r, p, err))
		return -1;
	if (check_conversation(r, err))
		return -1;
	return check_body(r, err);
}

/* --- the answer ------------------------------------------------------------- */

static int preflight(struct req *r, struct resp *p)
{
	struct str allow = routes_allow(r->route, r->arena);

	resp_header(p, "Allow", "%.*s", STR_ARG(allow));
	cors_preflight(r, p, allow);
	resp_empty(p, 204);
	return 0;
}

static int answer(struct req *r, struct resp *p, struct err *err)
{
	if (r->refused) {
		resp_header(p, "Retry-After", "%d", RETRY_S);
		return err_set(err, ERR_OVERLOADED, "too many requests wait already");
	}
	if (r->route == NULL)
		return err_set(err, ERR_NOT_FOUND, "no such path");
	if (r->method == METHOD_OPTIONS)
		return preflight(r, p);
	if (admit(r, p, err))
		return -1;
	if (r->route->flags & ROUTE_RATED)
		question_note(r); /* before the answer, or a reader's rating could come sooner */
	return r->route->handle(r, p, err);
}

static void set_clean(struct json *fields, const char *key, struct str s)
{
	BUF_AUTO struct buf clean = BUF_MAX(1024);

	utf8_clean(&clean, str_sub(s, 0, 256));
	json_set_str(fields, key, buf_view(&clean));
}

static enum log_level level_of(int status)
{
	return status >= 500 ? LOG_ERROR : LOG_INFO;
}

/* The one line that a request has in the log. */
static void log_request(const struct req *r, const struct resp *p, int64_t took_us,
			const struct err *err)
{
	struct json *fields = json_new_object();
	int status = resp_status(p);

	set_clean(fields, "request_id", r->request_id);
	json_set_real(fields, "duration_ms", (double)took_us / 1000, 3);
	set_clean(fields, "method", r->method_name);
	set_clean(fields, "path", r->path);
	json_set_cstr(fields, "endpoint", r->route ? r->route->path : "");
	json_set_int(fields, "status_code", status);
	set_clean(fields, "remote_addr", r->remote_addr);
	if (r->conversation_id.n || parse_is_conversation_id(r->path_id))
		set_clean(fields, "conversation_id", r->conversation_id.n ? r->conversation_id : r->path_id);
	if (r->traceparent.n)
		set_clean(fields, "traceparent", r->traceparent);
	if (r->key.name[0])
		json_set_cstr(fields, "key", r->key.name);
	if (err) {
		json_set_cstr(fields, "error", err_info(err->code)->name);
		log_line(level_of(status), "request", fields, "%s", err->msg);
	} else { /* /ready that answers 503 did what it should */
		log_line(LOG_INFO, "request", fields, "answered");
	}
}

/* After a reload the old connections are given up. */
static int use_ports(struct req *r, struct ports *ports, struct err *err)
{
	r->ports = ports;
	if (ports->conf == r->conf)
		return 0;
	ports_close(ports);
	return ports_open(ports, r->conf, r->app->shared, r->app->local, err);
}

void serve(struct req *r, struct ports *ports)
{
	int64_t began_us = clock_mono_us(), took_us;
	struct err err = {0};
	struct resp *p;
	int failed;

	if (use_ports(r, ports, &err)) {
		log_err(LOG_ERROR, "request", "connections cannot be set up", &err);
		fcgi_write(r->fcgi, STR("Status: 503 Service Unavailable\r\n\r\n"));
		return;
	}
	r->deadline = deadline_in(r->conf->request_timeout * 1000);
	p = resp_new(r);
	cors_headers(r, p);
	failed = answer(r, p, &err);
	if (failed && !resp_begun(p))
		resp_error(p, &err);
	resp_flush(p);
	took_us = clock_mono_us() - began_us;
	metrics_count(r->ports->shared, r->route ? r->route->path : "", resp_status(p), took_us);
	log_request(r, p, took_us, failed ? &err : NULL);
}
