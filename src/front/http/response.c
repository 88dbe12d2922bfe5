#include "front/http/response.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/utf8.h"
#include "front/http/fcgi.h"
#include "front/http/route.h"

/* nginx's fastcgi_buffer_size, which holds the headers, is 4 kB or 8 kB. */
enum { HEADERS_MAX = 3500, BODY_MAX = 64 << 20 };

enum phase { PHASE_HEAD, PHASE_BODY, PHASE_OVER };

struct resp {
	struct req *req;
	enum phase phase;
	int status;
	struct str headers; /* arena text, "Name: value\r\n" … */
	int cache_s;        /* for which anybody may keep the response; 0: nobody may */
	bool gone;
};

static const struct {
	int status;
	const char *reason;
} reasons[] = {
#define STATUS(status, reason) {status, reason},
#include "front/http/status.def"
#undef STATUS
};

static const char *reason_of(int status)
{
	size_t i;

	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Status";
}

struct resp *resp_new(struct req *r)
{
	struct resp *p = ARENA_NEW(r->arena, struct resp);

	if (p == NULL)
		abort(); /* a request has only read its path: the cap is larger */
	p->req = r;
	return p;
}

void resp_header(struct resp *p, const char *name, const char *fmt, ...)
{
	char value[1024];
	va_list ap;
	size_t i;

	if (p->phase != PHASE_HEAD)
		return;
	va_start(ap, fmt);
	vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	for (i = 0; value[i]; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7F)
			value[i] = ' ';
	if (p->headers.n + strlen(name) + strlen(value) + 4 > HEADERS_MAX)
		return;
	p->headers = arena_printf(p->req->arena, "%.*s%s: %s\r\n", STR_ARG(p->headers), name, value);
}

void resp_cache_for(struct resp *p, int seconds)
{
	p->cache_s = seconds;
}

static int begin(struct resp *p, int status, const char *content_type, const size_t *length)
{
	struct req *r = p->req;
	struct str head;

	if (p->phase != PHASE_HEAD)
		return -1;
	if (content_type)
		resp_header(p, "Content-Type", "%s", content_type);
	if (length)
		resp_header(p, "Content-Length", "%zu", *length);
	resp_header(p, "X-Request-Id", "%.*s", STR_ARG(r->request_id));
	if (p->cache_s)
		resp_header(p, "Cache-Control", "max-age=%d", p->cache_s);
	else
		resp_header(p, "Cache-Control", "no-store");
	resp_header(p, "X-Content-Type-Options", "nosniff");
	p->phase = PHASE_BODY;
	p->status = status;
	head = arena_printf(r->arena, "Status: %d %s\r\n%.*s\r\n", status, reason_of(status),
			    STR_ARG(p->headers));
	if (head.n == 0 || fcgi_write(r->fcgi, head))
		p->gone = true;
	return p->gone ? -1 : 0;
}

int resp_begin(struct resp *p, int status, const char *content_type)
{
	return begin(p, status, content_type, NULL);
}

int resp_write(struct resp *p, struct str piece)
{
	if (p->phase != PHASE_BODY || p->gone)
		return -1;
	if (p->req->method == METHOD_HEAD)
		return 0;
	if (fcgi_write(p->req->fcgi, piece))
		p->gone = true;
	return p->gone ? -1 : 0;
}

int resp_flush(struct resp *p)
{
	if (p->gone || fcgi_flush(p->req->fcgi))
		p->gone = true;
	return p->gone ? -1 : 0;
}

void resp_bytes(struct resp *p, int status, const char *content_type, struct str body)
{
	if (begin(p, status, content_type, &body.n) == 0)
		resp_write(p, body);
	p->phase = PHASE_OVER;
}

void resp_empty(struct resp *p, int status)
{
	begin(p, status, NULL, NULL);
	p->phase = PHASE_OVER;
}

static void send_json(struct resp *p, int status, const char *content_type, const struct json *v)
{
	BUF_AUTO struct buf body = BUF_MAX(BODY_MAX);

	json_write(v, &body);
	if (body.bad) {
		buf_reset(&body);
		buf_cstr(&body, "{\"status\":500,\"message\":\"Internal server error\"}");
		status = 500;
	}
	resp_bytes(p, status, content_type, buf_view(&body));
}

void resp_json(struct resp *p, int status, struct json *v)
{
	send_json(p, status, "application/json; charset=utf-8", v);
	json_free(v);
}

/* --- errors ----------------------------------------------------------------- */

static void set_details(struct json *v, const struct err *err)
{
	BUF_AUTO struct buf clean = BUF_MAX(sizeof err->details * 3);

	utf8_clean(&clean, str_of(err->details));
	json_set_str(v, "details", buf_view(&clean));
}

/* RFC 9457, with the members that clients of the original system read. */
static struct json *problem(const struct resp *p, const struct err *err, const char *message)
{
	const struct err_info *info = err_info(err->code);
	struct json *v = json_new_object();

	json_set_int(v, "status", info->status);
	json_set_cstr(v, "message", message);
	set_details(v, err);
	json_set_int(v, "timestamp", clock_wall_s());
	json_set_cstr(v, "type", "about:blank");
	json_set_cstr(v, "title", reason_of(info->status));
	json_set_cstr(v, "code", info->code);
	json_set_str(v, "request_id", p->req->request_id);
	return v;
}

static const char *openai_type(int status)
{
	return status == 401   ? "authentication_error"
	       : status == 429 ? "rate_limit_error"
	       : status >= 500 ? "server_error"
			       : "invalid_request_error";
}

/* OpenAI's form has no details: they follow the message. */
static struct json *openai_error(const struct err *err, struct str message)
{
	const struct err_info *info = err_info(err->code);
	struct json *v = json_new_object();
	BUF_AUTO struct buf text = BUF_MAX(1024);

	buf_str(&text, message);
	if (err->details[0])
		buf_cstr(&text, ": ");
	utf8_clean(&text, str_of(err->details));
	json_set_str(v, "message", buf_view(&text));
	json_set_cstr(v, "type", openai_type(info->status));
	if (err->param)
		json_set_cstr(v, "param", err->param);
	else
		json_set_null(v, "param");
	json_set_cstr(v, "code", info->code);
	return v;
}

/* Below /v1 each client finds the form it knows. */
static bool has_both_forms(const struct resp *p)
{
	return str_eq(p->req->path, STR("/v1")) || str_starts(p->req->path, STR("/v1/"));
}

struct json *resp_error_json(const struct resp *p, const struct err *err)
{
	char message[200];
	struct err shown = *err;
	struct json *v;

	if (err->code >= ERR_INTERNAL) {
		shown.code = ERR_INTERNAL;
		shown.details[0] = '\0';
	}
	err_message(&shown, message, sizeof message);
	v = problem(p, &shown, message);
	if (has_both_forms(p))
		json_set(v, "error", openai_error(&shown, str_of(message)));
	return v;
}

void resp_error(struct resp *p, const struct err *err)
{
	JSON_AUTO struct json *v = resp_error_json(p, err);
	bool openai = p->req->route && (p->req->route->flags & ROUTE_OPENAI);
	int status = err_info(err->code)->status;

	if (status == 401)
		resp_header(p, "WWW-Authenticate", "Bearer");
	if (err->code == ERR_CONTENT_ENCODING)
		resp_header(p, "Accept-Encoding", "identity");
	send_json(p, status, openai ? "application/json; charset=utf-8" : "application/problem+json", v);
}

bool resp_begun(const struct resp *p)
{
	return p->phase != PHASE_HEAD;
}

int resp_status(const struct resp *p)
{
	return p->status;
}
