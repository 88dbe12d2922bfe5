#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "port/conversation/local_impl.h"

/* A write takes some 100 us, so that 512 threads at once are done in far less. */
enum { BUSY_MS = 2000 };

/*
 * expires_s: wall clock.  deleted_us: 0, or the moment up to which everything is
 * erased; such a row stays as long as another machine may still bring an exchange
 * from before that moment.
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

static int open_file(const char *path, struct db **ret, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct db *db;

	/*
	 * Made here to give it its mode, which SQLite gives to -wal and -shm as well.
	 * An existing file is not opened: closing a descriptor of it would drop this
	 * process's locks on it.
	 */
	if (fd < 0 && errno != EEXIST)
		return err_errno(err, ERR_IO, "creating %s", path);
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
	char from[PATH_MAX + 16], to[PATH_MAX + 16];
	size_t i;

	snprintf(to, sizeof to, "%s.damaged", path);
	if (rename(path, to))
		return err_errno(err, ERR_IO, "putting %s aside", path);
	for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		snprintf(from, sizeof from, "%s%s", path, suffixes[i]);
		unlink(from);
	}
	return 0;
}

/* A lock on the folder lets one process do this at a time: SQLite's switch to WAL does not wait for others. */
static int open_locked(const char *folder, struct db **ret, struct err *err)
{
	char path[PATH_MAX];
	int lock, failed;
	struct err own;

	if (snprintf(path, sizeof path, "%s/conversations.db", folder) >= (int)sizeof path)
		return err_set(err, ERR_CONFIG, "RUNTIME_DIR is too long");
	lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX)) {
		err_errno(err, ERR_IO, "locking %s", folder);
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

int local_enter(struct local *l, struct err *err)
{
	pthread_mutex_lock(&l->lock);
	if (l->db || (file_mkdirs(l->folder, 0700, err) == 0 && open_locked(l->folder, &l->db, err) == 0))
		return 0;
	pthread_mutex_unlock(&l->lock);
	return -1;
}

int local_leave(struct local *l, int r, const struct err *err)
{
	if (r < 0 && err->code == ERR_DAMAGED) {
		db_close(l->db);
		l->db = NULL;
	}
	pthread_mutex_unlock(&l->lock);
	return r;
}

int local_begin(struct local *l, struct err *err)
{
	if (local_enter(l, err))
		return -1;
	return db_exec(l->db, "BEGIN IMMEDIATE", err) ? local_leave(l, -1, err) : 0;
}

int local_end(struct local *l, int failed, struct err *err)
{
	if (!failed)
		failed = db_exec(l->db, "COMMIT", err);
	if (failed)
		db_exec(l->db, "ROLLBACK", NULL);
	return local_leave(l, failed ? -1 : 0, err);
}

int local_prepare(struct local *l, const char *sql, struct str conversation, int64_t n,
		  struct db_stmt **ret, struct err *err)
{
	if (db_stmt(l->db, sql, ret, err))
		return -1;
	db_bind_str(*ret, 1, conversation);
	db_bind_int(*ret, 2, n);
	return 0;
}

int local_change(struct local *l, const char *sql, struct str conversation, int64_t n, struct err *err)
{
	struct db_stmt *s;

	return local_prepare(l, sql, conversation, n, &s, err) || db_step(s, err) < 0 ? -1 : 0;
}
