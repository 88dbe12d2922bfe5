/*
 * Other ways to say a word of a question: the tables' words, other spellings,
 * roots of words with affixes, what a misspelt one may have been meant to be.
 *
 * Texts are kept in the tools' arena.
 */
#ifndef KB_ALTERNATIVES_H
#define KB_ALTERNATIVES_H

#include "kb/search/plan.h"

/* A group that is being filled. */
struct filling {
	const struct plan_tools *tools;
	enum lang lang; /* of the question */
	bool english;   /* some documents are in English */
	struct plan_group *group;
	float doubt; /* of what is added: above 0 while a guess is followed */
};

/* Whether a table that is switched on has the term, in any of its forms. */
bool alternatives_known(const struct filling *f, struct str term);
/* Fills the group with one word's, or with a term's of several words. */
void alternatives_of_word(const struct filling *f, struct str word);
void alternatives_of_term(const struct filling *f, struct str term);

#endif
