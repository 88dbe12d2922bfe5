/*
 * Which words of a question name its subject, and which only what is asked of one.
 *
 * An aspect is a word of aspects-id.txt or aspects-en.txt ("syarat", "deadline") or less:
 * a function word or a number.  A subject is what is no aspect and doesn't stand in so many
 * chunks that it tells none from another; what is written like a name always is one.
 */
#ifndef KB_SUBJECT_H
#define KB_SUBJECT_H

#include "kb/search/plan.h"

/* A function word of either language. */
bool subject_is_stop(const struct plan_tools *t, struct str word);
/* As it stands, as what its slang means, or as the root of what it is. */
bool subject_is_aspect(const struct plan_tools *t, const struct plan_group *g);
bool subject_named(const struct plan_tools *t, const struct plan_group *g);
/* A subject that nearly every chunk is about. */
bool subject_is_institution(const struct plan_tools *t, const struct plan_group *g);

#endif
