/*
 * GET /embed and GET /widget.js: the page within other sites of the institution, and the script that puts it there.
 * They are share/web/index.html and widget.js as they were when the program was built: who may frame the page is a
 * setting, which a file of the web server doesn't know.
 */
#include "base/ascii.h"
#include "front/api/api.h"

enum { CACHE_S = 3600 };

static const char page[] =
#include "share/index_text.h"
	;
static const char script[] =
#include "share/widget_text.h"
	;

/* An origin as CSP writes it, a star in front of its host included; no other text reaches the header. */
static bool is_origin(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && strchr(":/.-*[]", s.p[i]) == NULL)
			return false;
	return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}

/* "" when nobody may. */
static struct str ancestors(const struct req *r)
{
	struct str rest = str_of(r->conf->page_embed_origins), item, list = STR("");

	while (str_cut(&rest, ',', &item))
		if (is_origin(str_trim(item)))
			list = arena_printf(r->arena, "%.*s %.*s", STR_ARG(list), STR_ARG(str_trim(item)));
	return list;
}

int api_embed(struct req *r, struct resp *p, struct err *err)
{
	struct str allowed = ancestors(r);

	if (allowed.n == 0)
		return err_set(err, ERR_NOT_FOUND, "PAGE_EMBED_ORIGINS names no site");
	resp_header(p, "Content-Security-Policy",
		    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
		    "connect-src 'self'; "
		    "media-src blob:; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; "
		    "frame-ancestors%.*s", STR_ARG(allowed));
	resp_header(p, "Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
	resp_header(p, "Referrer-Policy", "same-origin");
	resp_bytes(p, 200, "text/html; charset=utf-8", (struct str){page, sizeof page - 1});
	return 0;
}

int api_widget(struct req *r, struct resp *p, struct err *err)
{
	if (ancestors(r).n == 0)
		return err_set(err, ERR_NOT_FOUND, "PAGE_EMBED_ORIGINS names no site");
	resp_cache_for(p, CACHE_S);
	resp_bytes(p, 200, "text/javascript; charset=utf-8", (struct str){script, sizeof script - 1});
	return 0;
}
