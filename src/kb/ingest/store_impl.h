/* Internals of a store, for the files store*.c alone. */
#ifndef KB_STORE_IMPL_H
#define KB_STORE_IMPL_H

#include "kb/ingest/store.h"
#include "port/system/db.h"

/*
 * A chunk's key is that of its document, shifted, plus the chunk's number: so the
 * chunks of a document lie side by side and need no second index.
 */
#define STORE_CHUNK_BITS "24"
enum { STORE_CHUNKS_MAX = (1 << 24) - 1 };

struct store {
	struct db *db;
	bool scratch, changed;
	int64_t run;
	int64_t document; /* met or put last; 0: not stored yet */
	int64_t chunk;    /* number of the chunk put last */
};

/* Runs a statement that gives no rows. */
int store_run(struct db_stmt *s, struct err *err);
/* Removes the documents marked with run -1, and their chunks. */
int store_remove_marked(struct store *st, int64_t *ret_removed, struct err *err);
/* The first column of a statement that gives one row and takes no values. */
int store_int(struct store *st, const char *sql, int64_t *ret, struct err *err);

#endif
