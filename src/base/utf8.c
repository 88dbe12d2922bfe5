#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* Length of the sequence that `first` begins, 0 for none, and its least value. */
static unsigned sequence(unsigned char first, uint32_t *ret_least)
{
	if (first < 0x80) {
		*ret_least = 0;
		return 1;
	}
	if (first >= 0xC2 && first <= 0xDF) {
		*ret_least = 0x80;
		return 2;
	}
	if (first >= 0xE0 && first <= 0xEF) {
		*ret_least = 0x800;
		return 3;
	}
	if (first >= 0xF0 && first <= 0xF4) {
		*ret_least = 0x10000;
		return 4;
	}
	return 0;
}

static bool is_code_point(uint32_t c)
{
	return c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

static uint32_t bad_byte(struct str *s, bool *ret_bad)
{
	*s = str_sub(*s, 1, s->n);
	if (ret_bad)
		*ret_bad = true;
	return REPLACEMENT;
}

uint32_t utf8_next(struct str *s, bool *ret_bad)
{
	const unsigned char *p = (const unsigned char *)s->p;
	uint32_t least, c;
	unsigned n, i;

	if (p[0] < 0x80) { /* nearly always */
		s->p++;
		s->n--;
		return p[0];
	}
	n = sequence(p[0], &least);
	if (n == 0 || n > s->n)
		return bad_byte(s, ret_bad);
	c = p[0] & (0x7Fu >> n);
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return bad_byte(s, ret_bad);
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least || !is_code_point(c))
		return bad_byte(s, ret_bad);
	s->p += n;
	s->n -= n;
	return c;
}

bool utf8_valid(struct str s)
{
	bool bad = false;

	while (s.n && !bad) {
		if ((unsigned char)s.p[0] < 0x80) {
			s.p++;
			s.n--;
		} else {
			utf8_next(&s, &bad);
		}
	}
	return !bad;
}

size_t utf8_count(struct str s)
{
	size_t count = 0;

	for (; s.n; count++)
		utf8_next(&s, NULL);
	return count;
}

size_t utf8_prefix(struct str s, size_t n)
{
	struct str rest = s;

	if (s.n <= n)
		return s.n;
	while (rest.n && n--)
		utf8_next(&rest, NULL);
	return s.n - rest.n;
}

size_t utf8_partial_tail(struct str s)
{
	size_t back;
	uint32_t least;

	for (back = 1; back <= 3 && back <= s.n; back++) {
		unsigned char c = (unsigned char)s.p[s.n - back];

		if ((c & 0xC0) == 0x80)
			continue;
		return sequence(c, &least) > back ? back : 0;
	}
	return 0;
}

void utf8_put(struct buf *b, uint32_t c)
{
	char out[4];
	size_t n = 0;

	if (!is_code_point(c))
		c = REPLACEMENT;
	if (c < 0x80) {
		out[n++] = (char)c;
	} else if (c < 0x800) {
		out[n++] = (char)(0xC0 | c >> 6);
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		out[n++] = (char)(0xE0 | c >> 12);
		out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		out[n++] = (char)(0xF0 | c >> 18);
		out[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		out[n++] = (char)(0x80 | (c & 0x3F));
	}
	buf_add(b, out, n);
}

void utf8_clean(struct buf *b, struct str s)
{
	while (s.n) {
		struct str before = s;
		bool bad = false;
		uint32_t c = utf8_next(&s, &bad);

		if (bad)
			utf8_put(b, c);
		else
			buf_add(b, before.p, before.n - s.n);
	}
}
