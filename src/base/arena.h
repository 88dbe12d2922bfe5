/*
 * Memory that lives as long as one request: bump allocation, freed at once.
 *
 * An arena is used by one thread at a time.  A byte cap bounds what a request
 * can take; past it, or when out of memory, arena_alloc returns NULL.  Memory
 * is zeroed.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used, cap;
};

#define ARENA_AUTO __attribute__((cleanup(arena_release)))

void arena_init(struct arena *a, size_t cap_bytes);
/* Frees everything; the arena is empty and usable again, with the same cap. */
void arena_release(struct arena *a);
/* Drops everything allocated, but keeps one block for the next request. */
void arena_reset(struct arena *a);
/* Aligned for any type; NULL when the cap is reached. */
__attribute__((malloc)) void *arena_alloc(struct arena *a, size_t n);
/* Gives back all but the first n bytes of p, where p is what was allocated last. */
void arena_shrink(struct arena *a, const void *p, size_t n);
/* n items of size bytes each; NULL also when the product overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);
/* A NUL-terminated copy; the empty str when the cap is reached. */
struct str arena_str(struct arena *a, struct str s);
__attribute__((format(printf, 2, 3)))
struct str arena_printf(struct arena *a, const char *fmt, ...);

/*
 * Room for item n of an array that held n so far and has room for *cap: the
 * array itself, or a copy twice as large (8 items at first, `max` at most).
 * NULL when max or the cap is reached.
 */
void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t max, size_t size);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
