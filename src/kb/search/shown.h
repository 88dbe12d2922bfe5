/*
 * Whether the first passages hold what a question asks for.
 *
 * "Siapa dekan FSRD?" shares its words with many a page; one that names nobody near
 * them answers nothing.  A passage shows a kind when a sentence that holds nearly as much
 * of the question as its best one does, or a neighbour of such a sentence, holds it.  More
 * is asked of two kinds: a name stands in one sentence with the office, and a number with
 * the thing that is counted ("berapa halaman").
 *
 * A question of whether something is there, or may be done, names it: two sentences side
 * by side, with title and heading, hold most of its words, or the passage is about
 * something else ("ada kolam renang ga?").
 */
#ifndef KB_SHOWN_H
#define KB_SHOWN_H

#include "kb/search/asked_kind.h"
#include "kb/search/gen.h"
#include "kb/search/plan.h"

/*
 * Those whose absence tells; an answer to why may do without any word that shows it, a
 * list without commas.
 */
#define SHOWN_KINDS ((unsigned)ASKED_SURE | ASKED_WHEN | ASKED_PERSON | ASKED_PLACE | ASKED_YES_NO)

/*
 * Of SHOWN_KINDS some that the question asks for and one of the n chunks shows, 0 when none
 * does; all of them when it asks for none. ERR_NO_MEMORY.
 */
int shown_kinds(const struct kb_gen *gen, const struct plan_tools *t, const struct plan *p, const uint32_t *chunks,
		uint32_t n, unsigned *ret, struct err *err);

#endif
