#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAP = 128 };

void buf_init(struct buf *b, size_t max_bytes)
{
	*b = (struct buf)BUF_MAX(max_bytes);
}

void buf_release(struct buf *b)
{
	free(b->p);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	b->bad = false;
	if (b->p)
		b->p[0] = '\0';
}

char *buf_reserve(struct buf *b, size_t n)
{
	size_t want, cap = b->cap ? b->cap : FIRST_CAP;
	char *p;

	if (b->bad || n > b->max || b->n > b->max - n) {
		b->bad = true;
		return NULL;
	}
	want = b->n + n + 1;
	if (want <= b->cap)
		return b->p;
	while (cap < want)
		cap += cap / 2 + FIRST_CAP;
	if (cap > b->max + 1)
		cap = b->max + 1;
	p = realloc(b->p, cap);
	if (p == NULL) {
		b->bad = true;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return p;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || buf_reserve(b, n) == NULL)
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void buf_cstr(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_html(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '<':
			buf_cstr(b, "&lt;");
			break;
		case '>':
			buf_cstr(b, "&gt;");
			break;
		case '&':
			buf_cstr(b, "&amp;");
			break;
		case '"':
			buf_cstr(b, "&quot;");
			break;
		default:
			buf_char(b, s.p[i]);
		}
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || buf_reserve(b, (size_t)n) == NULL) {
		b->bad = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void buf_drop(struct buf *b, size_t n)
{
	if (n > b->n)
		n = b->n;
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->n - n);
	buf_cut(b, b->n - n);
}

void buf_cut(struct buf *b, size_t n)
{
	if (n >= b->n)
		return;
	b->n = n;
	b->p[n] = '\0';
}
