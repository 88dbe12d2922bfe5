/*
 * Questions that compare two things: "apa beda SNBP dan SNBT?", and after questions about both
 * of them "bedanya?" (followup.h).
 */
#ifndef KB_COMPARE_H
#define KB_COMPARE_H

#include "kb/search/plan.h"

/* "beda", "difference" and the like. */
bool compare_word(struct str word);
bool compare_asked(const struct plan *p);
/*
 * The two groups that the question compares: those beside a word that joins them, or those that
 * followup_join found in earlier questions.  False when there is none or only one.
 */
bool compare_sides(const struct plan *p, uint32_t *ret_left, uint32_t *ret_right);

#endif
