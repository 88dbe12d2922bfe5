/*
 * Whether a question of a conversation refers to what was asked before, and to what.
 *
 * Decided by the question's words alone, so that a person can tell why:
 *
 *   refers     "syaratnya?", "kapan itu?", "how much does it cost?": it names no subject (subject.h),
 *              or a word that points back; it is searched together with the subject of the
 *              question before, never alone
 *   lacks      "bukunya hilang?", "bisa daring?", "kalau telat gimana?": what it names belongs to
 *              a subject, or happens to one, that was named before; the same, but its own words
 *              count as much as that subject
 *   continues  "kalau S2?", "and for doctoral students?": it asks the same of something else; it
 *              is searched together with the whole question before, its own word first
 *   none       it has a subject of its own and is searched alone
 *
 * When the question before refers as well, what that refers to is taken in, and so on.
 */
#ifndef KB_FOLLOWUP_H
#define KB_FOLLOWUP_H

#include "kb/search/plan.h"

enum followup_kind { FOLLOWUP_NONE, FOLLOWUP_CONTINUES, FOLLOWUP_REFERS, FOLLOWUP_LACKS };

struct followup {
	enum followup_kind kind;
	const char *why; /* for explaining; constant */
	struct str word; /* that shows it, "" when none does by itself */
};

/* What a question would be after another one. */
struct followup followup_read(const struct plan_tools *t, const struct plan *p);
/*
 * The question with what it refers to, as one plan; p itself when no earlier question names a subject.
 * NULL when out of memory.
 */
struct plan *followup_join(const struct plan_tools *t, const struct kb_query *q, struct plan *p, struct followup f,
			   struct err *err);

#endif
