/*
 * The parts of a question that asks several things.
 *
 * "Kapan …, berapa …?" asks twice though nothing joins the two.  A part begins
 * behind an end mark, a comma, a colon or a joining word where both sides ask;
 * "dan" before a question word is enough by itself, and so is a joining word or a
 * comma between two that name what they ask ("jam layanan loket sama cara daftar").
 * A comma before a remark, and a clause of time in front ("When I move, …"), begin none.
 */
#ifndef KB_CLAUSES_H
#define KB_CLAUSES_H

#include <stdint.h>
#include "base/str.h"

enum { CLAUSES_MOST = 3 };

struct clause {
	uint32_t word;   /* its first word, as text/analyse.h counts those of the question */
	size_t from, to; /* its bytes in the question, trimmed of the joining word and of marks */
};

/* Gives how many, in their order: at least 1, which is then the whole question. */
uint32_t clauses_of(struct str question, struct clause ret[CLAUSES_MOST]);

#endif
