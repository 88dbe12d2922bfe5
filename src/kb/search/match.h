/*
 * Where a plan's words stand in a chunk.
 *
 * Read from the forward index, so without its text: places are counted in the
 * words of text/analyse.h.  A phrase counts where its words stand together;
 * words of one that are all there but apart count for the chunk as a whole.
 */
#ifndef KB_MATCH_H
#define KB_MATCH_H

#include "kb/search/plan.h"

enum {
	MATCH_HITS = 512, /* places that are kept of a chunk */
};

struct match_hit {
	uint32_t at;   /* word, counted from the text's first */
	uint8_t group; /* of the plan */
	float value;   /* of the alternative that stands there */
};

struct match; /* a plan's terms, ready for chunks to be read one by one */

/* Of the chunk read last. */
struct matched {
	struct match_hit hits[MATCH_HITS]; /* of its text, in order */
	uint32_t hits_n;
	/* The best value of each group in title and heading, and in the text. */
	float title[PLAN_GROUPS], text[PLAN_GROUPS];
	uint32_t groups; /* of the plan */
	float fit; /* the share of the words of title and heading that are the question's */
};

/* In arena memory; the plan is borrowed. NULL when out of memory. */
struct match *match_new(const struct plan *p, struct arena *a);
/* Borrowed until the next one is read. */
const struct matched *match_read(struct match *m, const struct index *x, uint32_t chunk);

#endif
