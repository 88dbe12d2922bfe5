#include "chat/reply/url.h"

#include "base/ascii.h"

static const char *const starts[] = {"https://", "http://", "ftp://", "www."};

/* False nearly everywhere in every passage. */
static bool may_start(char c)
{
	c = to_lower(c);
	return c == 'h' || c == 'f' || c == 'w';
}

enum url_start url_starts(struct str s)
{
	enum url_start found = URL_NO;
	size_t i;

	if (s.n && !may_start(s.p[0]))
		return URL_NO;
	for (i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		struct str start = str_of(starts[i]);

		/* one byte more, so that "www." at the end of a sentence is none */
		if (s.n > start.n && str_ieq(str_sub(s, 0, start.n), start))
			return is_alnum(s.p[start.n]) || start.p[0] != 'w' ? URL_YES : URL_NO;
		if (s.n <= start.n && str_ieq(str_sub(start, 0, s.n), s))
			found = URL_MAYBE;
	}
	return found;
}

bool url_allows(char c)
{
	return (unsigned char)c > ' ' && (unsigned char)c != 0x7F && strchr("<>\"'[]{}|\\^`*", c) == NULL;
}

bool url_ends_before(char c)
{
	return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?';
}

/* Length with the punctuation behind; a closing parenthesis only belongs to an opening one. */
static size_t run_length(struct str s, int *open)
{
	size_t n;

	for (n = 0; n < s.n && url_allows(s.p[n]); n++) {
		if (s.p[n] == '(')
			++*open;
		if (s.p[n] == ')') {
			if (*open == 0)
				break;
			--*open;
		}
	}
	return n;
}

size_t url_length(struct str s, int *open, bool *ret_ended)
{
	size_t n = run_length(s, open);

	*ret_ended = n < s.n;
	while (n > 0 && url_ends_before(s.p[n - 1]))
		n--;
	return n;
}

bool url_joins(struct str tail, char next)
{
	struct str one = {&next, 1};
	size_t i, k;

	for (i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		struct str start = str_of(starts[i]);

		for (k = 1; k <= start.n && k <= tail.n; k++)
			if (str_ieq(str_sub(tail, tail.n - k, k), str_sub(start, 0, k)) &&
			    (k == start.n || str_ieq(str_sub(start, k, 1), one)))
				return true;
	}
	return false;
}

bool url_find(struct str *text, struct str *ret)
{
	size_t at;
	bool ended;

	for (at = 0; at < text->n; at++) {
		struct str here = {text->p + at, text->n - at};
		int open = 0;

		if (!may_start(*here.p) || url_starts(here) != URL_YES)
			continue;
		*ret = str_sub(here, 0, url_length(here, &open, &ended));
		*text = str_sub(here, ret->n ? ret->n : 1, here.n);
		return true;
	}
	return false;
}

struct str url_essence(struct str url)
{
	size_t scheme = str_find(url, STR("://"));

	if (scheme < url.n)
		url = str_sub(url, scheme + 3, url.n);
	while (str_ends(url, STR("/")))
		url.n--;
	return url;
}
