/*
 * The sums of a window of chunks while it is scored.
 *
 * Of most windows the terms that matter touch few chunks.  So what is touched
 * is marked, and only marked sums are looked at and cleared.  Once it is known
 * which chunks may still be hits ("found"), others are added to no more.
 * Memory: 40 kB, of the caller's.  Window: sums stay in the L1 cache.
 */
#ifndef KB_SUMS_H
#define KB_SUMS_H

#include <stdint.h>

enum { SUMS_WINDOW = 4096 /* chunks */, SUMS_WORD = 64, SUMS_WORDS = SUMS_WINDOW / SUMS_WORD };

/* All 0 at first. */
struct sums {
	float sum[SUMS_WINDOW];
	uint64_t marks[SUMS_WORDS];
	uint16_t marked[SUMS_WINDOW + 1], found[SUMS_WINDOW + 1]; /* places in sum[], rising */
	uint32_t marked_n, found_n;
};

/* To be called for each sum that is added to before sums_find(). */
static inline void sums_mark(struct sums *s, uint32_t at)
{
	s->marks[at / SUMS_WORD] |= UINT64_C(1) << at % SUMS_WORD;
}

/* Finds the marked sums that are greater than `least`. */
void sums_find(struct sums *s, float least);
/* Drops the found sums that aren't greater than `least`. */
void sums_drop(struct sums *s, float least);
/* Clears another array where this one is marked; to be called before sums_clear(). */
void sums_clear_part(const struct sums *s, float *part);
/* Clears sums and marks for the next window. */
void sums_clear(struct sums *s);

#endif
