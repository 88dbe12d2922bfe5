/*
 * Generations on disk: KNOWLEDGE_DIR/generations/ID, and the link `current`
 * that names the one in force.
 *
 * A new generation is built in generations/.new-ID, renamed when it is whole, and
 * put in force by replacing the link with rename(2), so that readers find either
 * the old one or the new one.  Names are UTC times, so their order is their age.
 * One process at a time may build (lock file `lock`, released by the kernel
 * whatever ends the process).
 */
#ifndef KB_GENERATIONS_H
#define KB_GENERATIONS_H

#include <stdbool.h>
#include "base/err.h"
#include "base/str.h"

enum { GENERATIONS_ID_BYTES = 40, GENERATIONS_PATH_BYTES = 4096 };

struct generations; /* the lock on one KNOWLEDGE_DIR */

/*
 * Makes the folder if need be, takes the lock and removes what a killed run
 * left behind.  ERR_UNAVAILABLE when another process holds the lock.
 */
int generations_open(const char *folder, struct generations **ret, struct err *err);
void generations_close(struct generations *s); /* NULL is fine */

/* Makes an empty folder for a new generation; ret_*: its name and path. */
int generations_begin(struct generations *s, char ret_id[GENERATIONS_ID_BYTES], char ret_path[GENERATIONS_PATH_BYTES],
		      struct err *err);
/* Renames it to its place, puts it in force, and removes all but the `keep` newest others. */
int generations_finish(struct generations *s, const char *id, int keep, struct err *err);
void generations_abort(struct generations *s, const char *id);
/* Puts an existing generation in force; NULL: the one before the current one. Its name goes to ret_id. */
int generations_rollback(struct generations *s, const char *id, char ret_id[GENERATIONS_ID_BYTES], struct err *err);
/*
 * Holds the generation in force, so that no ingest replaces it, or releases it;
 * generations_rollback holds what it puts in force.  (File `held`.)
 */
int generations_hold(struct generations *s, bool held, struct err *err);
bool generations_held(const char *folder);
/* Removes all but the current generation and the `keep` newest others; *ret_removed: how many went. */
int generations_prune(struct generations *s, int keep, int *ret_removed, struct err *err);

/* The generation in force, "" when there is none. Needs no lock. */
void generations_current(const char *folder, char ret_id[GENERATIONS_ID_BYTES]);
/* Calls fn for each generation, newest first. Needs no lock. */
int generations_each(const char *folder, void (*fn)(void *arg, const char *id, bool current), void *arg,
	      struct err *err);

#endif
