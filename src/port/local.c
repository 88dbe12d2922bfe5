#include "port/local.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "port/db.h"

/* BUSY_MS: a write takes some 100 us; 512 threads at once are through in far less. */
enum { BUSY_MS = 2000 };

struct local {
	pthread_mutex_t lock; /* over db */
	struct db *db;        /* NULL: not open */
	char *folder;
	long keep_max;
};

/*
 * expires_s: wall clock.  deleted_us: 0, or the moment up to which everything is
 * erased; the row then stays as long as somebody might bring such an exchange.
 */
static const char SCHEMA[] =
	"CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, expires_s INTEGER NOT NULL,"
	" deleted_us INTEGER NOT NULL DEFAULT 0, deletion_pending INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS conversation_expires ON conversation(expires_s);"
	"CREATE INDEX IF NOT EXISTS conversation_pending ON conversation(id) WHERE deletion_pending;"
	"CREATE TABLE IF NOT EXISTS exchange (conversation TEXT NOT NULL, asked_at_us INTEGER NOT NULL,"
	" id TEXT NOT NULL, pending INTEGER NOT NULL, body TEXT NOT NULL,"
	" UNIQUE (conversation, asked_at_us, id));"
	"CREATE INDEX IF NOT EXISTS exchange_pending ON exchange(conversation) WHERE pending;"
	"CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;";

/* --- opening ------------------------------------------------------------- */

static int open_file(const char *path, struct db **ret, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct db *db;

	/*
	 * Made here for its mode, which SQLite's -wal and -shm take over.  Only when
	 * new: closing a descriptor drops the process's locks on that file.
	 */
	if (fd < 0 && errno != EEXIST)
		return err_errno(err, ERR_IO, "create %s", path);
	if (fd >= 0) {
		int failed = file_hand_over(fd, path, err);

		close(fd);
		if (failed)
			return -1;
	}
	if (db_open(path, DB_WRITE, BUSY_MS, &db, err))
		return -1;
	if (db_exec(db, "PRAGMA synchronous=OFF; PRAGMA secure_delete=ON", err) || db_exec(db, SCHEMA, err)) {
		db_close(db);
		return -1;
	}
	*ret = db;
	return 0;
}

static int put_aside(const char *path, struct err *err)
{
	static const char *const suffixes[] = {"-wal", "-shm"};
	char from[PATH_MAX], to[PATH_MAX];
	size_t i;

	snprintf(to, sizeof to, "%.4000s.damaged", path);
	if (rename(path, to))
		return err_errno(err, ERR_IO, "put %s aside", path);
	for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		snprintf(from, sizeof from, "%.4000s%s", path, suffixes[i]);
		unlink(from);
	}
	return 0;
}

/* One at a time, by a lock on the folder: SQLite's switch to WAL does not wait for others. */
static int open_locked(const char *folder, struct db **ret, struct err *err)
{
	char path[PATH_MAX];
	int lock, failed;
	struct err own;

	if (snprintf(path, sizeof path, "%s/conversations.db", folder) >= (int)sizeof path)
		return err_set(err, ERR_CONFIG, "RUNTIME_DIR is too long");
	lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX)) {
		err_errno(err, ERR_IO, "lock %s", folder);
		if (lock >= 0)
			close(lock);
		return -1;
	}
	failed = open_file(path, ret, &own);
	if (failed && own.code == ERR_DAMAGED)
		failed = put_aside(path, &own) || open_file(path, ret, &own);
	close(lock);
	return failed ? err_set(err, own.code, "%s", own.msg) : 0;
}

struct local *local_new(const struct conf *conf)
{
	struct local *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	pthread_mutex_init(&l->lock, NULL);
	l->keep_max = conf->conversation_max_turns;
	l->folder = strdup(conf->runtime_dir);
	if (l->folder)
		return l;
	local_free(l);
	return NULL;
}

void local_free(struct local *l)
{
	if (l == NULL)
		return;
	db_close(l->db);
	free(l->folder);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* Takes the lock, with the store open; nothing is held on failure. */
static int enter(struct local *l, struct err *err)
{
	pthread_mutex_lock(&l->lock);
	if (l->db || (file_mkdirs(l->folder, 0700, err) == 0 && open_locked(l->folder, &l->db, err) == 0))
		return 0;
	pthread_mutex_unlock(&l->lock);
	return -1;
}

/* Gives the lock back and r on; a damaged store is closed, to be put aside when it is opened next. */
static int leave(struct local *l, int r, const struct err *err)
{
	if (r < 0 && err->code == ERR_DAMAGED) {
		db_close(l->db);
		l->db = NULL;
	}
	pthread_mutex_unlock(&l->lock);
	return r;
}

/* --- pieces -------------------------------------------------------------- */

/* enter, and a transaction. */
static int begin(struct local *l, struct err *err)
{
	if (enter(l, err))
		return -1;
	return db_exec(l->db, "BEGIN IMMEDIATE", err) ? leave(l, -1, err) : 0;
}

/* Commits, or takes all back when something failed; leave. */
static int end(struct local *l, int failed, struct err *err)
{
	if (!failed)
		failed = db_exec(l->db, "COMMIT", err);
	if (failed)
		db_exec(l->db, "ROLLBACK", NULL);
	return leave(l, failed ? -1 : 0, err);
}

/* A statement with its first parameters bound: a conversation and a number. */
static int prepare(struct local *l, const char *sql, struct str conversation, int64_t n,
		   struct db_stmt **ret, struct err *err)
{
	if (db_stmt(l->db, sql, ret, err))
		return -1;
	db_bind_str(*ret, 1, conversation);
	db_bind_int(*ret, 2, n);
	return 0;
}

static int change(struct local *l, const char *sql, struct str conversation, int64_t n, struct err *err)
{
	struct db_stmt *s;

	return prepare(l, sql, conversation, n, &s, err) || db_step(s, err) < 0 ? -1 : 0;
}

/* --- reading ------------------------------------------------------------- */

static int load_head(struct local *l, struct str conversation, struct local_page *page, struct err *err)
{
	int64_t now_s = clock_wall_s();
	struct db_stmt *s;
	int r;

	if (prepare(l, "SELECT deleted_us, expires_s FROM conversation WHERE id = ?1 AND expires_s > ?2",
		    conversation, now_s, &s, err))
		return -1;
	r = db_step(s, err);
	if (r > 0) {
		page->deleted_us = db_col_int(s, 0);
		page->left_s = db_col_int(s, 1) - now_s;
		db_reset(s);
	}
	return r;
}

static int take_row(struct db_stmt *s, struct arena *a, struct local_page *page, size_t room,
		    struct err *err)
{
	struct str body = db_col_str(s, 0), kept = arena_str(a, body);

	if (kept.n != body.n || page->n == room)
		return err_set(err, ERR_NO_MEMORY, "a conversation of %zu exchanges", room);
	if (!exchange_head(kept, &page->at[page->n]))
		return err_set(err, ERR_DAMAGED, "an exchange in the local store");
	page->n++;
	page->pending_n += db_col_int(s, 1) != 0;
	return 0;
}

static void reverse(struct stored *at, size_t n)
{
	size_t i;

	for (i = 0; i < n / 2; i++) {
		struct stored x = at[i];

		at[i] = at[n - 1 - i];
		at[n - 1 - i] = x;
	}
}

static int load_rows(struct local *l, struct str conversation, size_t max, struct arena *a,
		     struct local_page *page, struct err *err)
{
	struct db_stmt *s;
	int r;

	page->at = ARENA_ARRAY(a, max, struct stored);
	if (page->at == NULL)
		return err_set(err, ERR_NO_MEMORY, "a conversation of %zu exchanges", max);
	if (prepare(l, "SELECT body, pending FROM exchange WHERE conversation = ?1"
		       " ORDER BY asked_at_us DESC, id DESC LIMIT ?2", conversation, (int64_t)max, &s, err))
		return -1;
	while ((r = db_step(s, err)) > 0) {
		if (take_row(s, a, page, max, err)) {
			db_reset(s);
			return -1;
		}
	}
	reverse(page->at, page->n);
	return r;
}

int local_load(struct local *l, struct str conversation, size_t max, struct arena *a,
	       struct local_page *ret, struct err *err)
{
	struct local_page page = {NULL, 0, 0, 0, 0};
	int r;

	if (enter(l, err))
		return -1;
	r = load_head(l, conversation, &page, err);
	if (max == 0 || max > (size_t)l->keep_max)
		max = (size_t)l->keep_max;
	if (r > 0)
		r = load_rows(l, conversation, max, a, &page, err);
	if (r == 0)
		*ret = page;
	return leave(l, r, err);
}

/* --- writing ------------------------------------------------------------- */

static int add_one(struct local *l, struct str conversation, const struct stored *x, bool pending,
		   struct err *err)
{
	struct db_stmt *s;

	if (prepare(l, "INSERT INTO exchange (conversation, asked_at_us, id, pending, body)"
		       " SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 > (SELECT deleted_us FROM conversation WHERE id = ?1)"
		       " ON CONFLICT DO UPDATE SET pending = min(pending, excluded.pending)",
		    conversation, x->asked_at_us, &s, err))
		return -1;
	db_bind_str(s, 3, x->id);
	db_bind_int(s, 4, pending);
	db_bind_str(s, 5, x->body);
	return db_step(s, err) < 0 ? -1 : 0;
}

/* The row of the conversation, living until at least life_s from now. */
static int keep_alive(struct local *l, struct str conversation, int64_t life_s, struct err *err)
{
	return change(l, "INSERT INTO conversation (id, expires_s) VALUES (?1, ?2)"
			 " ON CONFLICT DO UPDATE SET expires_s = max(expires_s, excluded.expires_s)",
		      conversation, clock_wall_s() + life_s, err);
}

int local_add(struct local *l, struct str conversation, const struct stored *x, size_t n,
	      bool pending, int64_t life_s, struct err *err)
{
	int failed;
	size_t i;

	if (begin(l, err))
		return -1;
	/* what has expired must not live on with what comes now */
	failed = change(l, "DELETE FROM exchange WHERE conversation = ?1 AND EXISTS"
			   " (SELECT 1 FROM conversation WHERE id = ?1 AND expires_s <= ?2)",
			conversation, clock_wall_s(), err) ||
		 keep_alive(l, conversation, life_s, err);
	for (i = 0; i < n && !failed; i++)
		failed = add_one(l, conversation, &x[i], pending, err);
	if (!failed)
		failed = change(l, "DELETE FROM exchange WHERE rowid IN (SELECT rowid FROM exchange"
				   " WHERE conversation = ?1 ORDER BY asked_at_us DESC, id DESC LIMIT -1 OFFSET ?2)",
				conversation, l->keep_max, err);
	return end(l, failed, err);
}

int local_settled(struct local *l, struct str conversation, const struct stored *x, size_t n,
		  struct err *err)
{
	struct db_stmt *s;
	int failed = 0;
	size_t i;

	if (begin(l, err))
		return -1;
	for (i = 0; i < n && !failed; i++) {
		failed = prepare(l, "UPDATE exchange SET pending = 0 WHERE conversation = ?1 AND asked_at_us = ?2"
				    " AND id = ?3 AND pending", conversation, x[i].asked_at_us, &s, err);
		if (!failed) {
			db_bind_str(s, 3, x[i].id);
			failed = db_step(s, err) < 0;
		}
	}
	return end(l, failed, err);
}

int local_delete(struct local *l, struct str conversation, int64_t deleted_us, bool pending,
		 int64_t life_s, struct err *err)
{
	struct db_stmt *s;
	int failed;

	if (begin(l, err))
		return -1;
	failed = keep_alive(l, conversation, life_s, err) ||
		 change(l, "DELETE FROM exchange WHERE conversation = ?1 AND asked_at_us <= ?2",
			conversation, deleted_us, err) ||
		 prepare(l, "UPDATE conversation SET deleted_us = max(deleted_us, ?2),"
			    " deletion_pending = max(deletion_pending, ?3) WHERE id = ?1",
			 conversation, deleted_us, &s, err);
	if (!failed) {
		db_bind_int(s, 3, pending);
		failed = db_step(s, err) < 0;
	}
	return end(l, failed, err);
}

int local_deletion_settled(struct local *l, struct str conversation, int64_t deleted_us, struct err *err)
{
	if (begin(l, err))
		return -1;
	return end(l, change(l, "UPDATE conversation SET deletion_pending = 0 WHERE id = ?1 AND deleted_us <= ?2",
			     conversation, deleted_us, err), err);
}

/* --- what is open -------------------------------------------------------- */

int local_pending(struct local *l, enum local_what what, struct str after, size_t max, struct arena *a,
		  struct str **ret, size_t *ret_n, struct err *err)
{
	static const char *const sql[] = {
		[LOCAL_EXCHANGES] = "SELECT DISTINCT conversation FROM exchange WHERE pending AND conversation > ?1"
				    " ORDER BY conversation LIMIT ?2",
		[LOCAL_DELETIONS] = "SELECT id FROM conversation WHERE deletion_pending AND id > ?1"
				    " ORDER BY id LIMIT ?2",
	};
	struct str *list = ARENA_ARRAY(a, max, struct str);
	struct db_stmt *s;
	size_t n = 0;
	int r;

	if (list == NULL)
		return err_set(err, ERR_NO_MEMORY, "%zu conversations", max);
	if (enter(l, err))
		return -1;
	r = prepare(l, sql[what], after, (int64_t)max, &s, err);
	while (r >= 0 && (r = db_step(s, err)) > 0)
		list[n++] = arena_str(a, db_col_str(s, 0));
	*ret = list;
	*ret_n = n;
	return leave(l, r, err);
}

int local_note(struct local *l, const char *name, struct arena *a, struct str *ret, struct err *err)
{
	struct db_stmt *s;
	int r;

	if (enter(l, err))
		return -1;
	r = prepare(l, "SELECT text FROM note WHERE name = ?1 LIMIT ?2", str_of(name), 1, &s, err);
	if (r == 0)
		r = db_step(s, err);
	if (r >= 0)
		*ret = r ? arena_str(a, db_col_str(s, 0)) : STR("");
	if (r > 0)
		db_reset(s);
	return leave(l, r < 0 ? -1 : 0, err);
}

static int write_note(struct local *l, const char *name, struct str text, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(l->db, "INSERT INTO note (name, text) VALUES (?1, ?2)"
			   " ON CONFLICT DO UPDATE SET text = excluded.text", &s, err))
		return -1;
	db_bind_str(s, 1, str_of(name));
	db_bind_str(s, 2, text);
	return db_step(s, err);
}

int local_set_note(struct local *l, const char *name, struct str text, struct err *err)
{
	if (begin(l, err))
		return -1;
	return end(l, write_note(l, name, text, err), err);
}

int local_redo(struct local *l, struct err *err)
{
	if (begin(l, err))
		return -1;
	return end(l, db_exec(l->db, "UPDATE exchange SET pending = 1;"
				     "UPDATE conversation SET deletion_pending = 1 WHERE deleted_us > 0", err), err);
}

static int forget(struct local *l, const char *sql, int64_t now_s, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(l->db, sql, &s, err))
		return -1;
	db_bind_int(s, 1, now_s);
	return db_step(s, err);
}

/* 1 when something has expired. */
static int any_expired(struct local *l, int64_t now_s, struct err *err)
{
	struct db_stmt *s;
	int r;

	if (db_stmt(l->db, "SELECT 1 FROM conversation WHERE expires_s <= ?1 LIMIT 1", &s, err))
		return -1;
	db_bind_int(s, 1, now_s);
	r = db_step(s, err);
	if (r > 0)
		db_reset(s);
	return r;
}

int local_purge(struct local *l, struct err *err)
{
	int64_t now_s = clock_wall_s();
	int r;

	if (enter(l, err))
		return -1;
	r = leave(l, any_expired(l, now_s, err), err);
	if (r <= 0)
		return r;
	if (begin(l, err))
		return -1;
	r = forget(l, "DELETE FROM exchange WHERE conversation IN"
		      " (SELECT id FROM conversation WHERE expires_s <= ?1)", now_s, err) ||
	    forget(l, "DELETE FROM conversation WHERE expires_s <= ?1", now_s, err);
	return end(l, r, err);
}
