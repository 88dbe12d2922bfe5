#include "port/net/address.h"

#include "base/ascii.h"

/* Routes of such APIs, which a pasted address may end with. */
static const char *const routes[] = {"/chat/completions", "/completions", "/responses", "/embeddings", "/models"};
enum { ROUTES = sizeof routes / sizeof routes[0] };

static struct str without_slashes(struct str s)
{
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

/* Without query, route and slashes. */
static struct str stem_of(struct str base, const char *path)
{
	size_t i;

	base = without_slashes(str_sub(base, 0, str_find_char(base, '?')));
	if (str_ends(base, str_of(path)))
		return without_slashes(str_sub(base, 0, base.n - strlen(path)));
	for (i = 0; i < ROUTES; i++)
		if (str_ends(base, str_of(routes[i])))
			return without_slashes(str_sub(base, 0, base.n - strlen(routes[i])));
	return base;
}

void address_of_route(struct str base, const char *path, bool below_v1, struct buf *ret)
{
	size_t query = str_find_char(base, '?');

	buf_str(ret, stem_of(base, path));
	if (below_v1)
		buf_cstr(ret, "/v1");
	buf_cstr(ret, path);
	buf_str(ret, str_sub(base, query, base.n));
}

bool address_has_version(struct str base)
{
	size_t at;

	base = str_sub(base, 0, str_find_char(base, '?'));
	for (at = str_find(base, STR("://")) + 3; at + 2 < base.n; at++)
		if (base.p[at] == '/' && base.p[at + 1] == 'v' && is_digit(base.p[at + 2]))
			return true;
	return false;
}

/* Scheme, host and port; all of it when it has no path. */
static struct str origin_of(struct str url)
{
	size_t host = str_find(url, STR("://")) + 3;

	return str_sub(url, 0, host + str_find_char(str_sub(url, host, url.n), '/'));
}

bool address_of_redirect(struct str url, struct str location, struct buf *ret, struct str *ret_host)
{
	struct str origin = origin_of(url);
	size_t scheme = str_find(location, STR("://"));

	if (str_starts(location, STR("/")) && !str_starts(location, STR("//"))) {
		buf_str(ret, origin);
		buf_str(ret, location);
		return true;
	}
	if (scheme < location.n && str_ieq(origin_of(location), origin)) {
		buf_str(ret, location);
		return true;
	}
	*ret_host = location;
	if (scheme < location.n)
		*ret_host = str_sub(origin_of(location), scheme + 3, location.n);
	return false;
}
