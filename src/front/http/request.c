#include "front/http/request.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "front/http/app.h"
#include "front/http/fcgi.h"
#include "front/http/parse.h"
#include "port/system/crypto.h"

/* For evidence, history and the answer; beside a body of MAX_CONTENT_LENGTH these are small. */
enum { ARENA_EXTRA_BYTES = 8 << 20 };
/* Longer than the path of any route: a longer one is cut off, since no route has it. */
enum { PATH_BYTES = 4096 };

static struct str param(const struct req *r, const char *name)
{
	return str_of(fcgi_param(r->fcgi, name));
}

struct str req_header(const struct req *r, const char *name)
{
	char variable[80] = "HTTP_";
	size_t i;

	if (str_ieq(str_of(name), STR("Content-Type")))
		return param(r, "CONTENT_TYPE");
	for (i = 0; name[i] && i + 6 < sizeof variable; i++)
		variable[5 + i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
	return param(r, variable);
}

struct str req_media_type(const struct req *r)
{
	struct str type = req_header(r, "Content-Type");

	return str_trim(str_sub(type, 0, str_find_char(type, ';')));
}

int64_t req_content_length(const struct req *r)
{
	struct str text = param(r, "CONTENT_LENGTH");
	long n;

	if (text.n == 0)
		return 0;
	return str_to_long(text, &n) && n >= 0 ? n : -1;
}

bool req_accepts(const struct req *r, const char *media_type)
{
	struct str list = req_header(r, "Accept"), item;

	while (str_cut(&list, ',', &item)) {
		item = str_trim(str_sub(item, 0, str_find_char(item, ';')));
		if (str_ieq(item, str_of(media_type)))
			return true;
	}
	return false;
}

bool req_param(const struct req *r, const char *name, struct str *ret)
{
	struct str rest = r->query, pair;

	while (rest.n && str_cut(&rest, '&', &pair)) {
		size_t equals = str_find_char(pair, '=');

		if (!str_eq(str_sub(pair, 0, equals), str_of(name)))
			continue;
		*ret = parse_percent(str_sub(pair, equals + 1, pair.n), true, r->arena);
		return true;
	}
	return false;
}

static int read_body(struct req *r, size_t limit, struct str *ret, struct err *err)
{
	int64_t announced = req_content_length(r);
	struct buf *b = &r->body;
	long n;

	if (announced < 0)
		return err_public(err, ERR_BODY_INVALID, "Content-Length must be a number");
	if ((uint64_t)announced > limit)
		return err_set(err, ERR_BODY_TOO_LARGE, "%lld bytes announced", (long long)announced);
	buf_release(b);
	buf_init(b, limit);
	do {
		char step[16384];

		n = fcgi_read(r->fcgi, step, sizeof step);
		if (n < 0)
			return err_set(err, ERR_GONE, "the body broke off after %zu bytes", b->n);
		buf_add(b, step, (size_t)n);
		if (b->bad)
			return err_set(err, ERR_BODY_TOO_LARGE, "more than %zu bytes", limit);
	} while (n > 0);
	if (b->n < (uint64_t)announced)
		return err_public(err, ERR_BODY_INVALID, "the body ended before Content-Length bytes");
	*ret = buf_view(b);
	return 0;
}

int req_json(struct req *r, struct json **ret, struct err *err)
{
	struct json *v = NULL;
	struct str body;

	if (read_body(r, (size_t)r->conf->max_content_length, &body, err))
		return -1;
	/* Windows' tools begin files with a byte order mark, which RFC 8259 lets readers pass over */
	if (str_starts(body, STR("\xef\xbb\xbf")))
		body = str_sub(body, 3, body.n);
	if (json_parse(body, JSON_STRICT, &v, err))
		return err_public(err, ERR_BODY_INVALID, "%s", err->msg);
	if (!json_is_object(v)) {
		json_free(v);
		return err_set(err, ERR_BODY_INVALID, "not an object");
	}
	*ret = v;
	return 0;
}

int req_form(struct req *r, struct err *err)
{
	return read_body(r, (size_t)r->conf->max_content_length, &r->query, err);
}

/* --- reading the web server's parameters ---------------------------------- */

static const struct {
	enum method method;
	const char *name;
} methods[] = {
	{METHOD_GET, "GET"},       {METHOD_HEAD, "HEAD"},       {METHOD_POST, "POST"},
	{METHOD_DELETE, "DELETE"}, {METHOD_OPTIONS, "OPTIONS"},
};

enum { METHODS = sizeof methods / sizeof methods[0] };

const char *method_name(enum method method)
{
	size_t i;

	for (i = 0; i < METHODS; i++)
		if (methods[i].method == method)
			return methods[i].name;
	return NULL;
}

static enum method method_of(struct str name)
{
	size_t i;

	for (i = 0; i < METHODS; i++)
		if (str_eq(name, str_of(methods[i].name)))
			return methods[i].method;
	return METHOD_OTHER;
}

static struct str request_id(const struct req *r)
{
	struct str sent = req_header(r, "X-Request-Id");
	char made[CRYPTO_UUID_BYTES];

	if (parse_is_request_id(sent))
		return sent;
	crypto_uuid4(made);
	return arena_str(r->arena, str_of(made));
}

/* Same trace, a span of our own (W3C Trace Context, 2.4). */
static struct str continued_trace(const struct req *r)
{
	struct str sent = req_header(r, "traceparent");
	uint64_t span;

	if (!parse_is_traceparent(sent))
		return STR("");
	crypto_random(&span, sizeof span);
	return arena_printf(r->arena, "%.36s%016llx%.3s", sent.p, (unsigned long long)span | 1,
			    sent.p + 52);
}

/* The web server says below which path it serves us. */
static struct str without_prefix(struct req *r, struct str uri)
{
	struct str prefix = param(r, "ITB_CHATBOT_PREFIX");

	while (str_ends(prefix, STR("/")))
		prefix.n--;
	if (!str_starts(uri, prefix) || (uri.n > prefix.n && uri.p[prefix.n] != '/'))
		return uri;
	r->prefix = prefix;
	return str_sub(uri, prefix.n, uri.n);
}

static void read_params(struct req *r)
{
	struct str uri = without_prefix(r, param(r, "REQUEST_URI"));
	size_t mark = str_find_char(uri, '?');

	r->method_name = param(r, "REQUEST_METHOD");
	r->method = method_of(r->method_name);
	r->path = parse_percent(str_sub(uri, 0, mark < PATH_BYTES ? mark : PATH_BYTES), false, r->arena);
	r->query = str_sub(uri, mark + 1, uri.n);
	r->remote_addr = param(r, "REMOTE_ADDR");
	r->request_id = request_id(r);
	r->traceparent = continued_trace(r);
}

/* --- from one request to the next ------------------------------------------- */

struct req *req_new(void)
{
	struct req *r = calloc(1, sizeof *r);

	if (r == NULL)
		abort();
	r->fcgi = fcgi_new();
	r->arena = &r->own_arena;
	return r;
}

/* Only the connection and a block of memory are kept. */
static void clear(struct req *r)
{
	buf_release(&r->body);
	conf_unref(r->conf);
	arena_reset(r->arena);
	*r = (struct req){.fcgi = r->fcgi, .arena = &r->own_arena, .own_arena = r->own_arena};
}

void req_free(struct req *r)
{
	if (r == NULL)
		return;
	clear(r);
	arena_release(r->arena);
	fcgi_free(r->fcgi);
	free(r);
}

int req_begin(struct req *r, struct app *app, int fd)
{
	if (fcgi_begin(r->fcgi, fd))
		return -1;
	r->app = app;
	r->kb = app->kb;
	r->conf = app_conf(app);
	r->own_arena.cap = (size_t)r->conf->max_content_length * 2 + ARENA_EXTRA_BYTES;
	read_params(r);
	return 0;
}

void req_end(struct req *r)
{
	clear(r);
	fcgi_end(r->fcgi);
}

void req_end_soon(struct req *r)
{
	clear(r);
	fcgi_end_soon(r->fcgi);
}
