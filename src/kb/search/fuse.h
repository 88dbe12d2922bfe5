/*
 * Reciprocal rank fusion of rankings (Cormack, Clarke and Büttcher 2009).
 *
 * A chunk gets weight / (FUSE_K + rank) from each ranking it is in.
 */
#ifndef KB_FUSE_H
#define KB_FUSE_H

#include "kb/search/rescore.h"

struct fuse_list {
	const struct rescored *hits; /* best first */
	uint32_t n;
	float weight;
};

struct fused {
	uint32_t chunk;
	float rank_score;      /* the order */
	struct rescored hit;   /* of the list that covers it best, with the greatest evidence of any list */
};

/* Arena memory, best first. */
int fuse(const struct fuse_list *lists, uint32_t n, struct arena *a, struct fused **ret, uint32_t *ret_n,
	 struct err *err);

#endif
