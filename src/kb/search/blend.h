/*
 * Words and vectors in one ranking: the hits of a search by words, and the
 * chunks whose vectors are nearest to the question's.
 *
 * Each chunk that either found gets (1 − share) × score by words + share ×
 * score by vectors (a convex combination: Bruch, Gai and Ingber 2023).  Both
 * scores are chances, see calibrate.h, so their mixture is one too, and what
 * vectors alone find counts as evidence.  The share is larger while the
 * question's words are not found together, since then the passage says it
 * otherwise.
 */
#ifndef KB_BLEND_H
#define KB_BLEND_H

#include "kb/index/generation.h"
#include "kb/search/kb.h"

struct blend {
	const struct generation *generation;
	const float *vector;  /* of the question */
	uint32_t k;           /* hits wanted */
	bool foreign;         /* hardly a document is in its language, which lowers all cosines alike */
	struct arena *arena;
	struct buf *explain;  /* for a person to read; NULL */
};

/* hits: by words, best first; becomes at most k of both, best first, whose scores fall. ERR_NO_MEMORY. */
int blend(const struct blend *b, struct kb_hits *hits, struct err *err);

#endif
