/*
 * The machine's own copy of conversations: RUNTIME_DIR/conversations.db, SQLite
 * in WAL mode, shared by all responders.
 *
 * Written always, so that a conversation is whole when Redis goes away in its
 * middle; each exchange and each deletion knows whether Redis still has to be
 * told.  Nothing is synced to the disk: it need not outlive the machine's power,
 * only Redis and the responders.  A file that is damaged is put aside
 * (conversations.db.damaged) and begun anew.
 * One handle serves all threads of a process, under a lock: SQLite writes one
 * after the other anyway, and a handle takes 150 kB.  It must not cross a fork.
 * err must not be NULL.  Errors: ERR_IO, ERR_UNAVAILABLE (other processes write,
 * for over two seconds), ERR_DAMAGED (the next call begins anew), ERR_NO_MEMORY.
 */
#ifndef PORT_LOCAL_H
#define PORT_LOCAL_H

#include "base/arena.h"
#include "base/conf.h"
#include "port/conversation/exchange.h"

struct local;

/* Opens nothing before it is needed. NULL when memory is out. */
struct local *local_new(const struct conf *conf);
void local_free(struct local *l); /* NULL is fine */

struct local_page {
	struct stored *at; /* oldest first */
	size_t n;
	size_t pending_n;   /* of these, Redis still has to be told */
	int64_t deleted_us; /* what was asked up to this moment is deleted; 0: nothing */
	int64_t left_s;     /* life; 0 when there is no such conversation */
};

/* The last `max` exchanges (0: all) of a conversation that is not expired, in arena memory. */
int local_load(struct local *l, struct str conversation, size_t max, struct arena *a,
	       struct local_page *ret, struct err *err);
/*
 * Adds what is missing and not deleted, keeps the last CONVERSATION_MAX_TURNS.
 * pending: Redis has to be told; false also for those that are here as pending.
 * life_s is counted from now; a longer one stays.
 */
int local_add(struct local *l, struct str conversation, const struct stored *x, size_t n,
	      bool pending, int64_t life_s, struct err *err);
/* Redis has these now. */
int local_settled(struct local *l, struct str conversation, const struct stored *x, size_t n,
		  struct err *err);
/* Erases what was asked up to deleted_us and refuses it for life_s. */
int local_delete(struct local *l, struct str conversation, int64_t deleted_us, bool pending,
		 int64_t life_s, struct err *err);
int local_deletion_settled(struct local *l, struct str conversation, int64_t deleted_us, struct err *err);

/* What Redis still has to be told: at most `max` conversations after `after`, in order. */
enum local_what { LOCAL_EXCHANGES, LOCAL_DELETIONS };
int local_pending(struct local *l, enum local_what what, struct str after, size_t max, struct arena *a,
		  struct str **ret, size_t *ret_n, struct err *err);

/* A small text kept under a name, in arena memory; empty when there is none. */
int local_note(struct local *l, const char *name, struct arena *a, struct str *ret, struct err *err);
int local_set_note(struct local *l, const char *name, struct str text, struct err *err);
/* Redis may have lost anything: all is pending again, and all deletions are to be read anew. */
int local_redo(struct local *l, struct err *err);
/* Forgets what is expired. Writes only when there is something. */
int local_purge(struct local *l, struct err *err);

#endif
