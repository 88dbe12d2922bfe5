/*
 * A growing byte buffer with a bound (after curl's dynbuf and varnish's
 * sticky overflow).
 *
 * Heap memory, owned by the buf.  When growth would pass `max`, or memory is
 * out, the content stays as it was, `bad` is set and every later addition is
 * ignored: check `bad` once, after the last addition.  What was added stays
 * NUL-terminated, so buf.p is a C string once anything was added.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap, max;
	bool bad;
};

#define BUF_AUTO __attribute__((cleanup(buf_release)))
/* An empty buffer of at most `bytes` content bytes. */
#define BUF_MAX(bytes) {NULL, 0, 0, (bytes), false}

void buf_init(struct buf *b, size_t max_bytes);
/* Frees the memory; the buf is empty and usable again, with the same bound. */
void buf_release(struct buf *b);
/* Empties it and clears `bad`, keeping the memory. */
void buf_reset(struct buf *b);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_cstr(struct buf *b, const char *s);
/* Text as HTML shows it, between tags or in a quoted attribute. */
void buf_html(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
__attribute__((format(printf, 2, 3)))
void buf_printf(struct buf *b, const char *fmt, ...);
/* Space for n more bytes, to be written at b->p + b->n and counted by adding to b->n. Returns b->p; NULL when bad. */
char *buf_reserve(struct buf *b, size_t n);
/* Drops the first n bytes (all, if there are fewer). */
void buf_drop(struct buf *b, size_t n);
/* Shortens to n bytes. */
void buf_cut(struct buf *b, size_t n);

static inline struct str buf_view(const struct buf *b)
{
	return (struct str){b->p ? b->p : "", b->n};
}

#endif
