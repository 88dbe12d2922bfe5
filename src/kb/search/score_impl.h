/* What score.c adds up and score_open.c sets up: no one else's. */
#ifndef KB_SCORE_IMPL_H
#define KB_SCORE_IMPL_H

#include "kb/search/score.h"
#include "kb/search/sums.h"

/* What the alternatives of a group have added to the sums. */
struct group {
	float *part; /* by chunk of the window; NULL when the group has one source */
	float most;  /* greatest of its sources counted so far: see order_sources */
	bool dirty;  /* part[] isn't all 0 */
};

/* One alternative: a term, or several that must all be there. */
struct source {
	struct cursor *cursors[PLAN_PHRASE];
	struct group *group;
	uint32_t n;
	float step;     /* score of one unit of impact */
	float most;     /* that it can add in the present window */
	float postings; /* in a window, about */
};

struct scorer {
	const struct index *index;
	struct best best;
	struct group groups[PLAN_GROUPS];
	struct source *sources, **order; /* order: by rising `most`, those that have any */
	float *below;                    /* the most that order[0..i) can add together */
	uint32_t sources_n, groups_n, n; /* n: of order */
	uint32_t base, end;              /* the window */
	struct sums sums; /* of its chunks */
};

/* Cursors and groups for the plan, in arena memory. -1 when that is out. */
int score_open(struct scorer *s, const struct plan *p, struct arena *arena);

#endif
