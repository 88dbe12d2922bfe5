/*
 * What a cosine means: the chance that a passage answers.
 *
 * Models differ in where cosines lie, so each generation is asked questions
 * whose answer is known: pieces of its chunks' sentences, embedded as questions.
 * The cosine of a piece's own chunk is that of an answer; the greatest one of
 * chunks elsewhere is what a question without an answer reaches.  Students'
 * questions lie about where the pieces do, unlike chunks compared with chunks,
 * whose cosines no question reaches.
 *
 * A question in another language than the documents has smaller cosines with
 * all of them.  So its curve lies as far above its mean cosine as that of the
 * pieces above theirs.
 */
#ifndef KB_CALIBRATE_DENSE_H
#define KB_CALIBRATE_DENSE_H

#include "kb/index/generation.h"

enum {
	DENSE_ASKED = 200, /* pieces; fewer where there are few chunks */
	DENSE_NEAR = 8,    /* chunks of the same document before and behind that may answer as well */
};

struct dense_question {
	uint32_t chunk;        /* that holds the piece */
	uint32_t first, last;  /* of its document */
	const float *vector;   /* dimension floats */
};

/* Sets the manifest's dense and dense_above. ERR_NO_MEMORY. */
int calibrate_dense(const struct dense *d, const struct dense_question *asked, size_t n,
		    struct generation_manifest *ret, struct err *err);
/* Of the question's vector with the chunks, about. */
float dense_mean(const struct dense *d, const float *vector);

#endif
