/*
 * A piece of a passage: whole sentences, as they stand in the document, that
 * tell of what is wanted.
 *
 * All is borrowed from the question's arena.
 */
#ifndef CHAT_PIECE_H
#define CHAT_PIECE_H

#include "chat/state.h"

struct piece {
	const struct passage *passage;
	size_t from, to; /* sentences [from, to) */
};

/* What is still to be told. */
struct wanted {
	struct terms terms;
	double number; /* what a number is worth, 0 when none is asked for */
};

/* From a sentence of the passage to the end of its section or of `points_max` code points: the first that tells most. */
struct piece piece_cut(const struct chat *c, const struct passage *p, const struct wanted *wanted, size_t points_max);
/* What it and the heading above it tell of what is wanted, in the weight of terms. */
double piece_value(const struct chat *c, const struct piece *x, const struct wanted *wanted);
/* The sentence of it that tells most, the first of equal ones. */
struct str piece_key(const struct chat *c, const struct piece *x, const struct wanted *wanted);
/* Takes what it tells out of `wanted`. */
void piece_told(const struct piece *x, struct wanted *wanted);
/* On one line, each line of the document closed as a voice would pause. */
struct str piece_text(struct chat *c, const struct piece *x);

#endif
