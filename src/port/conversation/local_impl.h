/*
 * What the files of the local store share: the handle under its lock.
 */
#ifndef PORT_LOCAL_IMPL_H
#define PORT_LOCAL_IMPL_H

#include <pthread.h>

#include "port/conversation/local.h"
#include "port/system/db.h"

struct local {
	pthread_mutex_t lock; /* over db */
	struct db *db;        /* NULL: not open */
	char *folder;
	long keep_max;
};

/* Takes the lock, with the store open; nothing is held on failure. */
int local_enter(struct local *l, struct err *err);
/* Gives the lock back and r on; a damaged store is closed, to be put aside when it is opened next. */
int local_leave(struct local *l, int r, const struct err *err);
/* local_enter, and a transaction. */
int local_begin(struct local *l, struct err *err);
/* Commits, or takes all back when something failed; local_leave. */
int local_end(struct local *l, int failed, struct err *err);

/* A statement with its first parameters bound: a conversation and a number. */
int local_prepare(struct local *l, const char *sql, struct str conversation, int64_t n,
		  struct db_stmt **ret, struct err *err);
/* The same, done. */
int local_change(struct local *l, const char *sql, struct str conversation, int64_t n, struct err *err);

#endif
