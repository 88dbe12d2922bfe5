#include "front/serve.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/utf8.h"
#include "front/metrics.h"
#include "front/request.h"
#include "front/response.h"
#include "front/route.h"

/* Past a body of MAX_CONTENT_LENGTH, evidence, history and the answer are small. */
enum { ARENA_EXTRA_BYTES = 8 << 20 };

struct server {
	struct app *app;
	struct ports ports; /* ports.conf NULL: not open */
	struct arena arena;
};

struct server *server_new(struct app *app)
{
	struct server *s = calloc(1, sizeof *s);

	if (s == NULL)
		abort();
	s->app = app;
	return s;
}

static void close_ports(struct server *s)
{
	if (s->ports.conf == NULL)
		return;
	ports_close(&s->ports);
	s->ports = (struct ports){0};
	arena_release(&s->arena);
}

void server_free(struct server *s)
{
	close_ports(s);
	free(s);
}

/* After a reload the old connections and settings are given up. */
static int open_ports(struct server *s, struct err *err)
{
	const struct conf *conf = app_conf(s->app);
	int failed = 0;

	if (s->ports.conf != conf) {
		close_ports(s);
		failed = ports_open(&s->ports, conf, s->app->shared, s->app->local, err);
		if (!failed)
			arena_init(&s->arena,
				   (size_t)conf->max_content_length * 2 + ARENA_EXTRA_BYTES);
		else
			s->ports = (struct ports){0};
	}
	conf_unref(conf);
	return failed;
}

int64_t server_timeout_ms(const struct server *s)
{
	const struct conf *conf = app_conf(s->app);
	int64_t ms = conf->request_timeout * 1000;

	conf_unref(conf);
	return ms;
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

/* The one line of a request. */
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
	set_clean(fields, "conversation_id", r->conversation_id.n ? r->conversation_id : r->path_id);
	if (r->traceparent.n)
		set_clean(fields, "traceparent", r->traceparent);
	if (r->key.name[0])
		json_set_cstr(fields, "key", r->key.name);
	if (err) {
		json_set_cstr(fields, "error", err_info(err->code)->name);
		log_line(level_of(status), "request", fields, "%s", err->msg);
	} else {
		log_line(level_of(status), "request", fields, "answered");
	}
}

static void answer(struct req *r, int (*admit)(struct req *r, struct resp *p, struct err *err))
{
	struct resp *p = resp_new(r);
	int64_t began_us = clock_mono_us(), took_us;
	struct err err = {0};
	int failed;

	req_read(r);
	failed = admit(r, p, &err);
	if (!failed && !resp_begun(p))
		failed = r->route->handle(r, p, &err);
	if (failed && !resp_begun(p))
		resp_error(p, &err);
	resp_flush(p);
	took_us = clock_mono_us() - began_us;
	metrics_count(r->ports->shared, r->route ? r->route->path : "", resp_status(p), took_us);
	log_request(r, p, took_us, failed ? &err : NULL);
}

static void serve(struct server *s, struct fcgi *f, int (*admit)(struct req *r, struct resp *p, struct err *err))
{
	struct req r = {.fcgi = f, .app = s->app, .kb = s->app->kb, .arena = &s->arena};
	struct err err;

	if (open_ports(s, &err)) {
		log_err(LOG_ERROR, "request", "no ports", &err);
		fcgi_write(f, STR("Status: 503 Service Unavailable\r\n\r\n"));
		return;
	}
	r.conf = s->ports.conf;
	r.ports = &s->ports;
	r.deadline = deadline_in(r.conf->request_timeout * 1000);
	answer(&r, admit);
	buf_release(&r.body);
	arena_reset(&s->arena);
}

void server_answer(struct server *s, struct fcgi *f)
{
	serve(s, f, route_admit);
}

void server_refuse(struct server *s, struct fcgi *f)
{
	serve(s, f, route_refuse);
}
