/*
 * What a score means: the chance that a passage answers rather than happens
 * to share words with the question.
 *
 * Evidence is the share of the question's information (see plan.h) that a
 * passage holds, most of it within a sentence's length.  A word that no document
 * has counts against every passage: fully, more when it is a name (weigh.c),
 * partly when it is guessed (alternatives.c).
 * A question that says little leaves more unsaid than one that says much, unless
 * its words are a title's.
 *
 * How much evidence some passage has by chance grows with the corpus.  So each
 * generation is asked pseudo-questions when it is built: words of one passage,
 * some of them replaced (such a question has an answer), and words from all
 * over the corpus (such a one has none).  The evidence of the best hit of
 * either kind places a logistic curve: 0.5 where the two are equally likely.
 * The same pseudo-questions are made of the same corpus.  Cosines have a curve
 * of their own: see calibrate_dense.h.
 */
#ifndef KB_CALIBRATE_H
#define KB_CALIBRATE_H

#include "kb/index/generation.h"
#include "kb/search/rescore.h"

/* For a corpus that is too small to be asked: about what small ones give. */
#define CALIBRATION_DEFAULT ((struct calibration){0.32f, 8.0f})

enum { CALIBRATE_TOGETHER = 3 /* first passages, which are read as one answer */ };

/* Sets the evidence, 0 to 1, of a ranking for the plan, best first. */
void calibrate_evidence(const struct index *x, const struct plan *p, struct rescored *list, uint32_t n);
/* 0 to 1. */
float calibrate_score(const struct calibration *c, float evidence);
int calibrate(const struct index *x, struct calibration *ret, struct err *err);

/* Of the evidence of many questions. */
struct spread {
	double sum, squares, n;
};
void spread_add(struct spread *s, float x);
float spread_mean(const struct spread *s);
/* Of the standard; at least `least`. */
float spread_deviation(const struct spread *s, float least);

#endif
