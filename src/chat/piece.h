/*
 * A piece of a passage: whole sentences, as they stand in the document, that
 * can be read alone.  It never ends where a list is announced: it holds the
 * whole list, or says how many items are left out; an item quoted alone is
 * introduced by what introduces its list.
 *
 * All is borrowed from the question's arena.
 */
#ifndef CHAT_PIECE_H
#define CHAT_PIECE_H

#include "chat/state.h"

enum {
	PIECE_POINTS = 420,      /* code points of a piece without a list */
	PIECE_LIST_POINTS = 1000, /* and of one with a list: a dozen items */
};
#define PIECE_NO_LEAD SIZE_MAX

struct piece {
	const struct passage *passage;
	size_t lead;     /* sentence that introduces the piece, before `from`; PIECE_NO_LEAD for none */
	size_t from, to; /* sentences [from, to) */
	size_t rest;     /* items left out behind them of the list they end in */
	bool joined;     /* goes on in the passage that the piece before it is of, perhaps leaving something out */
	bool adjacent;   /* at once */
	bool introduced; /* by what introduces that one, too */
	bool list;       /* holds a list from its introduction on */
};

/*
 * The piece of sentences [from, to), with what makes it readable alone.
 * False when no piece may begin or end there.
 */
bool piece_make(const struct passage *p, size_t from, size_t to, struct piece *ret);
/* Tells `x` that `before`, a piece of the same passage, is read in front of it. */
void piece_join(const struct piece *before, struct piece *x);
size_t piece_points(const struct piece *x);
/* What it holds of a topic, itself or in what stands above it: at most the topic's worth. */
float piece_holds(const struct piece *x, size_t topic);
/* What a sentence of it holds, with what stands above; and what its text holds without. */
float piece_sentence_holds(const struct piece *x, size_t sentence, size_t topic);
float piece_text_holds(const struct piece *x, size_t topic);
/* Which of the wanted kinds of thing it holds. */
unsigned piece_kinds(const struct piece *x, unsigned wanted);

#endif
