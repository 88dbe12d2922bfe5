/*
 * Refusing a question that the documents don't answer, as helpfully as they allow: what is
 * missing is named ("what it costs"), and the titles that come nearest to the question.
 */
#ifndef CHAT_REFUSE_H
#define CHAT_REFUSE_H

#include "kb/search/kb.h"

enum { REFUSE_TITLES = 3 };

struct refusal {
	unsigned missing; /* enum asked_kind: asked for, shown by no passage; 0: nothing in particular */
	struct str titles[REFUSE_TITLES];
	size_t titles_n;
};

struct chat;

/* Remembers of hits that are not good enough what a refusal may name. */
void refuse_note(struct chat *c, const struct kb_hits *hits);

#endif
