/*
 * A thin layer over SQLite: statements are prepared once, values are bound by
 * position.
 *
 * Only one thread at a time may use a handle.  Databases are opened in WAL mode
 * with a busy time-out.
 */
#ifndef PORT_DB_H
#define PORT_DB_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"

struct db;
struct db_stmt;

enum db_mode { DB_READ, DB_WRITE, DB_CREATE };

int db_open(const char *path, enum db_mode mode, int busy_ms, struct db **ret, struct err *err);
void db_close(struct db *db); /* ends its statements as well; NULL is fine */

/* Runs one or more statements without results. */
int db_exec(struct db *db, const char *sql, struct err *err);

/* A statement, prepared at the first call and kept until db_close. `sql` must be a literal. */
int db_stmt(struct db *db, const char *sql, struct db_stmt **ret, struct err *err);
/* Positions count from 1. SQLite copies text and blobs. */
void db_bind_int(struct db_stmt *s, int at, int64_t n);
void db_bind_real(struct db_stmt *s, int at, double x);
void db_bind_str(struct db_stmt *s, int at, struct str text);
void db_bind_blob(struct db_stmt *s, int at, struct str bytes);
/* 1 with a row, 0 at the end, -1 on error; at the end and on error the statement is reset. */
int db_step(struct db_stmt *s, struct err *err);
/* Ends a statement before its last row. */
void db_reset(struct db_stmt *s);
/* Columns count from 0; text and blobs live until the next step or reset. */
int64_t db_col_int(struct db_stmt *s, int at);
double db_col_real(struct db_stmt *s, int at);
struct str db_col_str(struct db_stmt *s, int at); /* blobs too */
int64_t db_changes(struct db *db);
int64_t db_last_id(struct db *db);

#endif
