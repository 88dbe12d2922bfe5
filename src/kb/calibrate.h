/*
 * What a score means: the chance that a passage answers rather than happens
 * to share words with the question.
 *
 * How much of a question's information some passage holds by chance grows with
 * the corpus.  So each generation is asked pseudo-questions when it is built:
 * words of one passage, some of them replaced (such a question has an answer),
 * and words from all over the corpus (such a one has none).  The evidence of
 * the best hit of either kind places a logistic curve: 0.5 where the two are
 * equally likely.  The same pseudo-questions are made of the same corpus.
 */
#ifndef KB_CALIBRATE_H
#define KB_CALIBRATE_H

#include "kb/dense.h"
#include "kb/rescore.h"

struct calibration {
	float middle; /* evidence at which the score is 0.5 */
	float slope;  /* of the logistic curve there, times 4 */
};

/* Of a corpus too small to ask. */
#define CALIBRATION_DEFAULT ((struct calibration){0.45f, 14.0f})

/* What of the question a hit holds, 0 to 1: coverage and density in one number. */
float calibrate_evidence(const struct rescored *hit);
/* 0 to 1. */
float calibrate_score(const struct calibration *c, float evidence);
int calibrate(const struct index *x, struct calibration *ret, struct err *err);
/* The same for cosines: from pairs of chunks that have nothing to do with each other. */
void calibrate_dense(const struct dense *d, struct calibration *ret);

#endif
