/*
 * What the files of the local store share: the handle under its lock.
 */
#ifndef PORT_LOCAL_IMPL_H
#define PORT_LOCAL_IMPL_H

#include <pthread.h>

#include "port/conversation/local.h"
#include "port/system/db.h"

struct local {
	pthread_mutex_t lock; /* guards db */
	struct db *db;        /* NULL: not open */
	char *folder;
	long keep_max;
};

/* Locks, and opens the store if need be; after a failure the lock is not held. */
int local_enter(struct local *l, struct err *err);
/* Unlocks, and returns r. A damaged store is closed, and is put aside when it is next opened. */
int local_leave(struct local *l, int r, const struct err *err);
/* local_enter, and begins a transaction. */
int local_begin(struct local *l, struct err *err);
/* Commits, or rolls back when something failed, then local_leave. */
int local_end(struct local *l, int failed, struct err *err);

/* A statement whose first two parameters are bound: a conversation and a number. */
int local_prepare(struct local *l, const char *sql, struct str conversation, int64_t n,
		  struct db_stmt **ret, struct err *err);
/* Prepares such a statement and runs it. */
int local_change(struct local *l, const char *sql, struct str conversation, int64_t n, struct err *err);

#endif
