/*
 * Which words of a question name its subject, and which only what is asked of one.
 *
 * An aspect is a word of aspects-id.txt or aspects-en.txt ("syarat", "deadline"), a function
 * word, a number or a passive verb.  A subject is any other word, unless it stands in so many
 * chunks that it distinguishes none.  What is written like a name is always a subject.
 */
#ifndef KB_SUBJECT_H
#define KB_SUBJECT_H

#include "kb/search/plan.h"

/* A function word of either language. */
bool subject_is_stop(const struct plan_tools *t, struct str word);
/* By itself, by what its slang means, or by its root. */
bool subject_is_aspect(const struct plan_tools *t, const struct plan_group *g);
bool subject_named(const struct plan_tools *t, const struct plan_group *g);
/* "lulus", "berdiri", "menjabat", "founded": a verb by its form, or a common root. */
bool subject_is_verb(struct str word);
/* Written like a name, an abbreviation, or with a digit ("S2"). */
bool subject_is_proper(const struct plan_tools *t, const struct plan_group *g);
/* Whether it is the institution's own name, which nearly every chunk is about. */
bool subject_is_institution(const struct plan_tools *t, const struct plan_group *g);

#endif
