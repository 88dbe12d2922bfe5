/*
 * Keeps the n best of many scored chunks, in a binary heap with the worst on top.
 *
 * Owns nothing: the caller provides the memory.
 */
#ifndef KB_BEST_H
#define KB_BEST_H

#include <stdbool.h>
#include <stdint.h>

struct scored {
	uint32_t chunk;
	float score;
};

struct best {
	struct scored *heap; /* room for `wanted` */
	uint32_t n, wanted;
};

/* Greater scores first, equal ones in the order of chunks. */
static inline bool scored_before(struct scored a, struct scored b)
{
	return a.score > b.score || (a.score == b.score && a.chunk < b.chunk);
}

/* The score that the next chunk must exceed to be kept, when chunks are added in their order. */
static inline float best_least(const struct best *b)
{
	return b->n < b->wanted || b->n == 0 ? 0.0f : b->heap[0].score;
}

void best_keep(struct best *b, struct scored hit);
/* Sorts them, the best first; after that nothing can be added. */
void best_sort(struct best *b);

#endif
