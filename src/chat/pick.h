/*
 * Which pieces of the evidence make an answer: those that tell most of what
 * is asked and not yet told, one after the other (the greedy coverage of
 * Filatova and Hatzivassiloglou 2004).
 */
#ifndef CHAT_PICK_H
#define CHAT_PICK_H

#include "chat/aim.h"

enum { PICKS_MOST = 4 };

struct picks {
	struct piece pieces[PICKS_MOST]; /* in the order to be read */
	size_t n;
	struct aim aim;      /* of the whole question, nothing told */
	unsigned unanswered; /* parts of it that no piece tells of: bits 1 << part */
};

/* `lang`: the asker's, whose passages go first where nothing else decides. Works in the evidence's arena. */
int pick_pieces(const struct evidence *e, enum lang lang, struct picks *ret, struct err *err);

#endif
