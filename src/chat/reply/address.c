#include "chat/reply/address.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "chat/reply/url.h"

enum { PHONE_DIGITS_LEAST = 9, PHONE_DIGITS_MOST = 15, PHONE_BYTES_MOST = 30 };

static bool in_local_part(char c)
{
	return is_alnum(c) || (c && strchr("._%+-", c));
}

static bool in_domain(char c)
{
	return is_alnum(c) || c == '.' || c == '-';
}

/* Around the "@" at `at`. */
static struct str mail_at(struct str s, size_t at)
{
	size_t from = at, to = at + 1;
	struct str domain;

	while (from > 0 && in_local_part(s.p[from - 1]))
		from--;
	while (from < at && !is_alnum(s.p[from]))
		from++;
	while (to < s.n && in_domain(s.p[to]))
		to++;
	while (to > at && !is_alnum(s.p[to - 1]))
		to--;
	domain = to > at ? str_sub(s, at + 1, to - at - 1) : STR("");
	if (from == at || domain.n == 0 || str_find_char(domain, '.') == domain.n || domain.p[0] == '.' ||
	    str_find(domain, STR("..")) < domain.n)
		return STR("");
	return str_sub(s, from, to - from);
}

/* "+62 22 250 0935", "(022) 2500935", "0812-3456-7890"; numbers that begin with two zeros are something else. */
static struct str phone_at(struct str s)
{
	size_t digits = 0, end = 0, i;

	if (s.p[0] == '(' && (s.n < 2 || s.p[1] != '0'))
		return STR("");
	for (i = 0; i < s.n && i < PHONE_BYTES_MOST; i++) {
		if (is_digit(s.p[i])) {
			digits++;
			end = i + 1;
		} else if (strchr("-() ", s.p[i]) == NULL && !(i == 0 && s.p[0] == '+')) {
			break;
		} else if (i && s.p[i] == ' ' && s.p[i - 1] == ' ') {
			break;
		}
	}
	if (digits < PHONE_DIGITS_LEAST || digits > PHONE_DIGITS_MOST || str_starts(s, STR("00")) ||
	    (end < s.n && (is_alnum(s.p[end]) || (s.p[end] == '.' && end + 1 < s.n && is_digit(s.p[end + 1])))))
		return STR("");
	return str_sub(s, 0, end);
}

static bool begins_phone(struct str s, size_t at)
{
	char c = s.p[at], before = at ? s.p[at - 1] : ' ';

	return (c == '0' || c == '+' || c == '(') && !is_alnum(before) && strchr(".,-/+", before) == NULL;
}

static bool at_address(struct str s, size_t at, struct address *ret)
{
	struct str here = str_sub(s, at, s.n);
	bool ended;
	int open = 0;

	*ret = (struct address){.kind = ADDRESS_WEB};
	if (url_starts(here) == URL_YES) {
		ret->text = str_sub(here, 0, url_length(here, &open, &ended));
	} else if (here.p[0] == '@') {
		ret->kind = ADDRESS_MAIL;
		ret->text = mail_at(s, at);
	} else if (begins_phone(s, at)) {
		ret->kind = ADDRESS_PHONE;
		ret->text = phone_at(here);
	}
	return ret->text.n > 0;
}

bool address_find(struct str text, struct address *ret)
{
	size_t at;

	for (at = 0; at < text.n; at++)
		if (at_address(text, at, ret))
			return true;
	return false;
}

struct str address_href(const struct address *x, struct arena *a)
{
	BUF_AUTO struct buf b = BUF_MAX(64);
	size_t i;

	if (x->kind == ADDRESS_MAIL)
		return arena_printf(a, "mailto:%.*s", STR_ARG(x->text));
	if (x->kind == ADDRESS_PHONE) {
		for (i = 0; i < x->text.n; i++)
			if (is_digit(x->text.p[i]) || x->text.p[i] == '+')
				buf_char(&b, x->text.p[i]);
		return arena_printf(a, "tel:%.*s", STR_ARG(buf_view(&b)));
	}
	if (str_ieq(str_sub(x->text, 0, 8), STR("https://")) || str_ieq(str_sub(x->text, 0, 7), STR("http://")))
		return x->text;
	if (str_ieq(str_sub(x->text, 0, 4), STR("www.")))
		return arena_printf(a, "https://%.*s", STR_ARG(x->text));
	return STR("");
}
