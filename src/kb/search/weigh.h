/*
 * What the groups of a question are worth: how rare what they ask for is.
 */
#ifndef KB_WEIGH_H
#define KB_WEIGH_H

#include "kb/search/plan.h"

/* Chunks that hold the alternative, a phrase's words taken as independent. */
float weigh_df(const struct index *x, const struct plan_alternative *a);
/* The information of a word that no chunk holds. */
float weigh_unknown(const struct index *x);
/* Sets the group's idf and its alternatives' values; leaves out those that say next to nothing. */
void weigh_group(struct plan_group *g, const struct index *x);

#endif
