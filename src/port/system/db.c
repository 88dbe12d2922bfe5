#include "port/system/db.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* A program has at most a few dozen statements, each a literal. */
enum { STMT_MAX = 64 };

struct db_stmt {
	struct db *db;
	sqlite3_stmt *s;
	const char *sql;
};

struct db {
	sqlite3 *h;
	size_t stmts_n;
	struct db_stmt stmts[STMT_MAX];
};

static int db_fail(const struct db *db, const char *doing, struct err *err)
{
	int code = sqlite3_errcode(db->h) & 0xff;
	enum err_code as = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? ERR_DAMAGED
			   : code == SQLITE_BUSY || code == SQLITE_LOCKED  ? ERR_UNAVAILABLE
			   : code == SQLITE_NOMEM			   ? ERR_NO_MEMORY
									   : ERR_IO;

	return err_set(err, as, "SQLite, %s: %s", doing, sqlite3_errmsg(db->h));
}

static int db_set_up(struct db *db, enum db_mode mode, int busy_ms, struct err *err)
{
	sqlite3_busy_timeout(db->h, busy_ms);
	sqlite3_extended_result_codes(db->h, 1);
	if (db_exec(db, "PRAGMA foreign_keys=ON", err))
		return -1;
	/* with NORMAL in WAL mode a power cut may lose the last commits, but never the database */
	return mode == DB_READ ? 0 : db_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", err);
}

int db_open(const char *path, enum db_mode mode, int busy_ms, struct db **ret, struct err *err)
{
	/* NOMUTEX, because only one thread at a time uses a handle */
	int flags = SQLITE_OPEN_NOMUTEX | (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
		    (mode == DB_CREATE ? SQLITE_OPEN_CREATE : 0);
	struct db *db = calloc(1, sizeof *db);

	if (db == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the database %s", path);
	if (sqlite3_open_v2(path, &db->h, flags, NULL) != SQLITE_OK) {
		if (db->h)
			db_fail(db, path, err);
		else
			err_set(err, ERR_NO_MEMORY, "no memory for the database %s", path);
		db_close(db);
		return -1;
	}
	if (db_set_up(db, mode, busy_ms, err)) {
		err_prefix(err, "%s", path);
		db_close(db);
		return -1;
	}
	*ret = db;
	return 0;
}

void db_close(struct db *db)
{
	size_t i;

	if (db == NULL)
		return;
	for (i = 0; i < db->stmts_n; i++)
		sqlite3_finalize(db->stmts[i].s);
	sqlite3_close(db->h);
	free(db);
}

int db_exec(struct db *db, const char *sql, struct err *err)
{
	if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, sql, err);
	return 0;
}

int db_stmt(struct db *db, const char *sql, struct db_stmt **ret, struct err *err)
{
	struct db_stmt *s;
	size_t i;

	for (i = 0; i < db->stmts_n; i++) {
		s = &db->stmts[i];
		if (s->sql == sql || strcmp(s->sql, sql) == 0) {
			*ret = s;
			return 0;
		}
	}
	if (db->stmts_n == STMT_MAX)
		return err_set(err, ERR_INTERNAL, "the program has more than %d statements", STMT_MAX);
	s = &db->stmts[db->stmts_n];
	if (sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->s, NULL) != SQLITE_OK)
		return db_fail(db, sql, err);
	s->db = db;
	s->sql = sql;
	db->stmts_n++;
	*ret = s;
	return 0;
}

void db_bind_int(struct db_stmt *s, int at, int64_t n)
{
	sqlite3_bind_int64(s->s, at, n);
}

void db_bind_real(struct db_stmt *s, int at, double x)
{
	sqlite3_bind_double(s->s, at, x);
}

/* SQLite takes a NULL pointer for SQL's NULL, which an empty text must not become. */
void db_bind_str(struct db_stmt *s, int at, struct str text)
{
	sqlite3_bind_text64(s->s, at, text.n ? text.p : "", text.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

void db_bind_blob(struct db_stmt *s, int at, struct str bytes)
{
	sqlite3_bind_blob64(s->s, at, bytes.n ? bytes.p : "", bytes.n, SQLITE_TRANSIENT);
}

int db_step(struct db_stmt *s, struct err *err)
{
	int r = sqlite3_step(s->s);

	if (r == SQLITE_ROW)
		return 1;
	if (r != SQLITE_DONE)
		db_fail(s->db, s->sql, err);
	sqlite3_reset(s->s);
	return r == SQLITE_DONE ? 0 : -1;
}

void db_reset(struct db_stmt *s)
{
	sqlite3_reset(s->s);
}

int64_t db_col_int(struct db_stmt *s, int at)
{
	return sqlite3_column_int64(s->s, at);
}

double db_col_real(struct db_stmt *s, int at)
{
	return sqlite3_column_double(s->s, at);
}

struct str db_col_str(struct db_stmt *s, int at)
{
	const void *p = sqlite3_column_blob(s->s, at);
	int n = sqlite3_column_bytes(s->s, at);

	return (struct str){p && n > 0 ? p : "", p && n > 0 ? (size_t)n : 0};
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}
