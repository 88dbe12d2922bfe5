/*
 * The second look at the best chunks: do the question's words stand together?
 *
 * Read from the forward index, so without any text.  To the BM25 score are added a
 * bonus for neighbouring words of the question that are neighbours in the chunk,
 * one for the densest stretch of CLOSE_WORDS words and one for the title.
 */
#ifndef KB_RESCORE_H
#define KB_RESCORE_H

#include "kb/search/score.h"

struct rescored {
	uint32_t chunk;
	float score;    /* the order */
	float lexical;  /* BM25 alone */
	float coverage; /* share of the question's information that the chunk holds, 0 to 1 */
	float closeness; /* the same within the densest stretch, 0 to 1 */
	float titled;   /* the same within title and heading, times the share of their words that are the question's */
	float evidence; /* that it answers, 0 to 1: set by calibrate_evidence */
};

/* Best first. `off` of enum kb_off: KB_NO_PHRASES leaves the bonuses out. */
int rescore(const struct index *x, const struct plan *p, const struct scored *best, uint32_t n, unsigned off,
	    struct arena *a, struct rescored **ret, struct err *err);
/* Best first. */
void rescored_sort(struct rescored *list, uint32_t n);

#endif
