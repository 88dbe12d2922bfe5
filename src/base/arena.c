#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* 16 kB hold a plain chat request; 64 bytes are left for malloc's header, so that whole pages are used. */
enum { BLOCK_BYTES = 16 * 1024 - 64, ALIGN = _Alignof(max_align_t) };

struct arena_block {
	struct arena_block *next;
	size_t n, cap;
	_Alignas(max_align_t) char data[];
};

void arena_init(struct arena *a, size_t cap_bytes)
{
	*a = (struct arena){NULL, 0, cap_bytes};
}

static void free_blocks(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
}

void arena_release(struct arena *a)
{
	free_blocks(a->head);
	arena_init(a, a->cap);
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->head;

	a->used = 0;
	if (keep == NULL)
		return;
	if (keep->cap > BLOCK_BYTES) {
		arena_release(a);
		return;
	}
	free_blocks(keep->next);
	keep->next = NULL;
	keep->n = 0;
}

static struct arena_block *grow(struct arena *a, size_t n)
{
	size_t cap = n > BLOCK_BYTES ? n : BLOCK_BYTES;
	struct arena_block *b = malloc(sizeof *b + cap);

	if (b == NULL)
		return NULL;
	b->next = a->head;
	b->n = 0;
	b->cap = cap;
	a->head = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->head;
	void *p;

	if (n > a->cap)
		return NULL;
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (n > a->cap - a->used)
		return NULL;
	if (b == NULL || n > b->cap - b->n)
		b = grow(a, n);
	if (b == NULL)
		return NULL;
	p = b->data + b->n;
	b->n += n;
	a->used += n;
	return memset(p, 0, n);
}

void arena_shrink(struct arena *a, const void *p, size_t n)
{
	struct arena_block *b = a->head;
	size_t end = (size_t)((const char *)p - b->data) + ((n + ALIGN - 1) & ~(size_t)(ALIGN - 1));

	a->used -= b->n - end;
	b->n = end;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, n * size);
}

void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t max, size_t size)
{
	size_t more = *cap ? 2 * *cap : 8;
	void *p;

	if (n < *cap)
		return items;
	if (n >= max)
		return NULL;
	if (more > max)
		more = max;
	p = arena_array(a, more, size);
	if (p == NULL)
		return NULL;
	if (n)
		memcpy(p, items, n * size);
	*cap = more;
	return p;
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (p == NULL)
		return STR("");
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){p, s.n};
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (p = arena_alloc(a, (size_t)n + 1)) == NULL)
		return STR("");
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){p, (size_t)n};
}
