/*
 * The machine's own copy of conversations: RUNTIME_DIR/conversations.db, SQLite
 * in WAL mode, shared by all responders.
 *
 * It is always written, so that a conversation is whole when Redis becomes
 * unreachable in its middle.  Each exchange and each deletion is marked while it is
 * pending, that is, while Redis does not have it.  Nothing is synced to the disk:
 * the store must outlive Redis and the responders, but not a power cut.  A damaged
 * file is put aside as conversations.db.damaged, and a new one is begun.
 * One handle serves all threads of a process, under a lock: SQLite lets only one
 * write at a time anyway, and a handle takes 150 kB.  It must not be used after a
 * fork.  err must not be NULL.  Errors: ERR_IO, ERR_UNAVAILABLE (other processes
 * have been writing for over two seconds), ERR_DAMAGED (the next call begins a new
 * file), ERR_NO_MEMORY.
 */
#ifndef PORT_LOCAL_H
#define PORT_LOCAL_H

#include "base/arena.h"
#include "base/conf.h"
#include "port/conversation/exchange.h"

struct local;

/* The file is opened when it is first needed. NULL when out of memory. */
struct local *local_new(const struct conf *conf);
void local_free(struct local *l); /* NULL is fine */

struct local_page {
	struct stored *at; /* oldest first */
	size_t n;
	size_t pending_n;   /* how many of these are pending */
	int64_t deleted_us; /* what was asked up to this moment is deleted; 0: nothing is */
	int64_t left_s;     /* until it expires; 0 when there is no such conversation */
};

/* The last `max` exchanges (0: all) of a conversation that is not expired, in arena memory. */
int local_load(struct local *l, struct str conversation, size_t max, struct arena *a,
	       struct local_page *ret, struct err *err);
/*
 * Adds those exchanges that are missing and not deleted, and keeps the last
 * CONVERSATION_MAX_TURNS.  `pending` says whether Redis lacks them; false also
 * clears the mark of those that are here already.  The conversation lives at
 * least life_s from now on.
 */
int local_add(struct local *l, struct str conversation, const struct stored *x, size_t n,
	      bool pending, int64_t life_s, struct err *err);
/* Redis has these now: they are no longer pending. */
int local_settled(struct local *l, struct str conversation, const struct stored *x, size_t n,
		  struct err *err);
/* Erases what was asked up to deleted_us, and refuses such exchanges for life_s. */
int local_delete(struct local *l, struct str conversation, int64_t deleted_us, bool pending,
		 int64_t life_s, struct err *err);
int local_deletion_settled(struct local *l, struct str conversation, int64_t deleted_us, struct err *err);

/* Conversations with something pending: at most `max` of those after `after`, in order of their ids. */
enum local_what { LOCAL_EXCHANGES, LOCAL_DELETIONS };
int local_pending(struct local *l, enum local_what what, struct str after, size_t max, struct arena *a,
		  struct str **ret, size_t *ret_n, struct err *err);

/* A small text that is kept under a name, in arena memory; empty when there is none. */
int local_note(struct local *l, const char *name, struct arena *a, struct str *ret, struct err *err);
int local_set_note(struct local *l, const char *name, struct str text, struct err *err);
/* Redis may have lost anything: everything is pending again. */
int local_redo(struct local *l, struct err *err);
/* Removes what has expired. Writes only when there is something to remove. */
int local_purge(struct local *l, struct err *err);

#endif
