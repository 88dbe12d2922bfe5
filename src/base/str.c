#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "base/ascii.h"

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_ieq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

bool str_among(struct str a, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_eq(a, str_of(words[i])))
			return true;
	return false;
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

struct str str_trim(struct str s)
{
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str str_sub(struct str s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return (struct str){s.p ? s.p + from : "", n};
}

struct str str_file_name(struct str path)
{
	size_t from = path.n;

	while (from > 0 && path.p[from - 1] != '/')
		from--;
	return str_sub(path, from, path.n);
}

size_t str_find(struct str s, struct str needle)
{
	const char *at;

	if (needle.n == 0)
		return 0;
	at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return at ? (size_t)(at - s.p) : s.n;
}

size_t str_find_char(struct str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

bool str_cut(struct str *rest, char sep, struct str *ret_part)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = str_find_char(*rest, sep);
	*ret_part = str_sub(*rest, 0, at);
	if (at == rest->n)
		*rest = (struct str){NULL, 0};
	else
		*rest = str_sub(*rest, at + 1, rest->n);
	return true;
}

/* The longest number worth reading; more digits overflow anyway. */
enum { NUMBER_MAX = 63 };

static bool number_copy(struct str s, char copy[static NUMBER_MAX + 1])
{
	if (s.n == 0 || s.n > NUMBER_MAX || is_space(s.p[0]))
		return false;
	memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return true;
}

bool str_to_long(struct str s, long *ret)
{
	char copy[NUMBER_MAX + 1], *end;
	long value;

	if (!number_copy(s, copy))
		return false;
	errno = 0;
	value = strtol(copy, &end, 10);
	if (errno || end == copy || *end)
		return false;
	*ret = value;
	return true;
}

bool str_to_double(struct str s, double *ret)
{
	char copy[NUMBER_MAX + 1], *end;
	double value;

	if (!number_copy(s, copy))
		return false;
	errno = 0;
	value = strtod(copy, &end);
	if (errno || end == copy || *end || !isfinite(value))
		return false;
	*ret = value;
	return true;
}
