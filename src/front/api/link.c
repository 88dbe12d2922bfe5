#include "front/api/link.h"

#include "base/ascii.h"
#include "front/http/app.h"
#include "front/http/fcgi.h"

/* A Host header is what its sender made of it. */
static bool is_host(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && strchr("-.:[]", s.p[i]) == NULL)
			return false;
	return s.n > 0 && s.n <= 255;
}

static void add_site(const struct req *r, struct buf *b)
{
	struct str host = req_header(r, "Host"), set = str_of(r->conf->public_url);
	const char *scheme = fcgi_param(r->fcgi, "REQUEST_SCHEME");

	while (str_ends(set, STR("/")))
		set.n--;
	if (set.n) {
		buf_str(b, set);
		return;
	}
	if (is_host(host))
		buf_printf(b, "%s://%.*s", str_eq(str_of(scheme), STR("https")) ? "https" : "http", STR_ARG(host));
	buf_str(b, r->prefix);
}

/* RFC 3986, 2.3; slashes stay in a path. */
static void add_percent(struct buf *b, struct str s, const char *more)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (is_alnum(s.p[i]) || (s.p[i] && strchr(more, s.p[i])))
			buf_char(b, s.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)s.p[i]);
}

struct str link_escaped(const struct req *r, struct str s)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 16);

	add_percent(&b, s, "-._~/");
	return arena_str(r->arena, buf_view(&b));
}

static void add_passage(const struct req *r, struct str chunk_id, struct buf *b)
{
	char signature[KEYS_SIGNATURE + 1];

	app_sign(r->app, chunk_id, signature);
	add_site(r, b);
	buf_cstr(b, "/v1/passages/");
	add_percent(b, chunk_id, "-._~/");
	buf_printf(b, "?sig=%s", signature);
}

struct str link_passage(const void *arg, struct str chunk_id)
{
	const struct req *r = arg;
	BUF_AUTO struct buf b = BUF_MAX(1 << 16);

	add_passage(r, chunk_id, &b);
	return arena_str(r->arena, buf_view(&b));
}

struct str link_quote(const struct req *r, struct str chunk_id, struct str quote)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 16);

	add_passage(r, chunk_id, &b);
	buf_cstr(&b, "&quote=");
	add_percent(&b, quote, "-._~");
	return arena_str(r->arena, buf_view(&b));
}

bool link_is_signed(const struct req *r)
{
	struct str signature;

	return req_param(r, "sig", &signature) && app_signed(r->app, r->path_id, signature);
}
