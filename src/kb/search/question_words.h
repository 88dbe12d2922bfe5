/*
 * The words of a question, and which of them say what it is about.
 *
 * A stop word says nothing of that: a function word in either language or in a chat's
 * spelling, a "not" that only asks ("ada … ga?"), a word for what is wanted beside others
 * that say of what ("berapa lama", "kepanjangan").
 */
#ifndef KB_QUESTION_WORDS_H
#define KB_QUESTION_WORDS_H

#include "kb/search/alternatives.h"

struct question_word {
	struct str text; /* normalised; in the tools' arena */
	bool capitals;   /* as abbreviations are written, in a question that isn't all in capitals */
	bool stop;
	bool name;       /* written like a name, and in no table */
};

/* Reads at most PLAN_WORDS. -1 when memory is out. */
int question_words(const struct filling *f, struct str question, struct question_word ret[PLAN_WORDS],
		   uint32_t *ret_n);

#endif
