/*
 * Mends typos: finds the written words nearest to one that the corpus doesn't have.
 *
 * The commonest FUZZY_WORDS words of a generation are kept with their shape:
 * the set of their letters and their length in 32 bits.  Two words at edit
 * distance d differ in at most d letters of either set, so a scan of the shapes
 * leaves few words to compare, at a bounded cost for any vocabulary (0.2 ms).
 * The distance is that of optimal string alignment: insertion, deletion,
 * substitution and the swap of neighbours count one.
 */
#ifndef KB_FUZZY_H
#define KB_FUZZY_H

#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"

struct index_scan;

enum {
	FUZZY_WORDS = 1 << 17,
	FUZZY_LEAST = 4,  /* letters: shorter words have too many neighbours */
	FUZZY_MOST = 32,
	FUZZY_BEST = 3,   /* candidates returned */
};

/* Letters a–z as bits 0–25, the length above; 0 for a word with anything but a–z or of unfit length. */
uint32_t fuzzy_shape(struct str word);
/* Edit distance of two words of at most FUZZY_MOST bytes, or most + 1 when it is greater than `most`. */
unsigned fuzzy_distance(struct str a, struct str b, unsigned most);

struct fuzzy_words {
	const uint32_t *shapes, *at; /* at[n] too; commonest first */
	struct str text;
	uint32_t n;
};

struct fuzzy_match {
	struct str word; /* borrowed from the generation */
	unsigned distance;
	uint32_t place;  /* smaller: commoner */
};

/* Returns the number of words, at most FUZZY_BEST, all at the least distance found; the commonest comes first. */
unsigned fuzzy_find(const struct fuzzy_words *words, struct str word, struct fuzzy_match ret[FUZZY_BEST]);

struct fuzzy_writer {
	struct buf shapes, at, text;
	uint32_t n;
};

/* Collects the commonest words of a scan. */
int fuzzy_collect(struct fuzzy_writer *w, const struct index_scan *s, struct err *err);
void fuzzy_writer_release(struct fuzzy_writer *w);

#endif
