/*
 * Conversations in Redis: each is a list `checkpoint:{id}`, oldest exchange first.
 *
 * Each function is one Lua script, so no other command comes between its steps.
 * A deletion leaves its time in `checkpoint-deleted:{id}`; what was asked before
 * that time is refused from then on, whichever machine still has it.  The other
 * machines learn of deletions from the stream `checkpoint-deletions`.
 * Results are in arena memory.  Errors are those of redis_eval.
 */
#ifndef PORT_CHECKPOINT_H
#define PORT_CHECKPOINT_H

#include "base/arena.h"
#include "port/conversation/exchange.h"
#include "port/net/redis.h"

struct checkpoint {
	struct stored *at; /* oldest first */
	size_t n;
	int64_t deleted_us; /* what was asked up to this moment is deleted; 0: nothing is */
	int64_t left_s;     /* until it expires; 0 when there is no such conversation */
};

/* The last `max` exchanges. */
int checkpoint_load(struct redis *r, struct str conversation, size_t max, struct deadline d,
		    struct arena *a, struct checkpoint *ret, struct err *err);

struct checkpoint_add {
	const struct stored *at;
	size_t n;        /* 1000 at most */
	long keep_max;   /* how many of the last exchanges are kept */
	int64_t life_s;  /* until the conversation expires, from now on; a longer life stays */
};

/*
 * Inserts exchanges in order of time.  Those that are there already stay as they
 * are.  Those asked up to *ret_deleted_us have been deleted meanwhile and are left
 * out.  A key that is not a list (the original system's) is renamed to
 * `checkpoint:{id}:replaced`.
 */
int checkpoint_add(struct redis *r, struct str conversation, const struct checkpoint_add *add,
		   struct deadline d, int64_t *ret_deleted_us, struct err *err);

/* Erases what was asked up to deleted_us, and remembers that for life_s. */
int checkpoint_delete(struct redis *r, struct str conversation, int64_t deleted_us, int64_t life_s,
		      struct deadline d, struct err *err);

struct checkpoint_deletion {
	struct str conversation;
	int64_t deleted_us;
	struct str position; /* in the stream */
};

/* At most 100 deletions that came after `position`; "0" stands for the beginning. */
int checkpoint_deletions(struct redis *r, struct str position, struct deadline d, struct arena *a,
			 struct checkpoint_deletion **ret, size_t *ret_n, struct err *err);

#endif
