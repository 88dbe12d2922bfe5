#include "port/conversation/feedback.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "port/system/db.h"

enum { BUSY_MS = 2000 };

static const char SCHEMA[] = "CREATE TABLE IF NOT EXISTS feedback ("
			     "id INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, up INTEGER NOT NULL, "
			     "comment TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, "
			     "at INTEGER NOT NULL);"
			     "CREATE INDEX IF NOT EXISTS feedback_at ON feedback (at);";

static int make_folder(const char *path, struct err *err)
{
	struct str s = str_of(path);
	char folder[4096];

	while (s.n > 1 && s.p[s.n - 1] != '/')
		s.n--;
	snprintf(folder, sizeof folder, "%.*s", STR_ARG(s));
	return s.n > 1 ? file_mkdirs(folder, 0750, err) : 0;
}

static int open_db(const char *path, struct db **ret, struct err *err)
{
	if (make_folder(path, err) || db_open(path, DB_CREATE, BUSY_MS, ret, err))
		return -1;
	if (db_exec(*ret, SCHEMA, err)) {
		db_close(*ret);
		return -1;
	}
	/* files of earlier versions lack it; it is refused where it is there already */
	db_exec(*ret, "ALTER TABLE feedback ADD COLUMN reason TEXT NOT NULL DEFAULT ''", NULL);
	return 0;
}

static int insert(struct db *db, const struct feedback *f, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(db, "INSERT OR REPLACE INTO feedback (request_id, up, comment, question, answer, at, reason) "
			"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", &s, err))
		return -1;
	db_bind_str(s, 1, f->request_id);
	db_bind_int(s, 2, f->up);
	db_bind_str(s, 3, f->comment);
	db_bind_str(s, 4, f->question);
	db_bind_str(s, 5, f->answer);
	db_bind_int(s, 6, f->at_s);
	db_bind_str(s, 7, f->reason);
	return db_step(s, err);
}

static int forget_oldest(struct db *db, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(db, "DELETE FROM feedback WHERE id <= (SELECT max(id) FROM feedback) - ?1", &s, err))
		return -1;
	db_bind_int(s, 1, FEEDBACK_ROWS_MAX);
	return db_step(s, err);
}

int feedback_add(const char *path, const struct feedback *f, struct err *err)
{
	struct db *db;
	int r;

	if (open_db(path, &db, err))
		return -1;
	r = insert(db, f, err) || forget_oldest(db, err) ? -1 : 0;
	db_close(db);
	return r;
}

static int look_up(struct db *db, struct str request_id, enum feedback_rating *ret, struct err *err)
{
	struct db_stmt *s;
	int r;

	if (db_stmt(db, "SELECT up FROM feedback WHERE request_id = ?1", &s, err))
		return -1;
	db_bind_str(s, 1, request_id);
	r = db_step(s, err);
	if (r > 0)
		*ret = db_col_int(s, 0) ? FEEDBACK_UP : FEEDBACK_DOWN;
	db_reset(s);
	return r < 0 ? -1 : 0;
}

int feedback_ratings(const char *path, const struct str *request_ids, size_t n, enum feedback_rating *ret_ratings,
		     struct err *err)
{
	struct db *db;
	size_t i;
	int r = 0;

	for (i = 0; i < n; i++)
		ret_ratings[i] = FEEDBACK_NONE;
	if (n == 0 || access(path, F_OK))
		return 0;
	if (open_db(path, &db, err))
		return -1;
	for (i = 0; i < n && r == 0; i++)
		r = look_up(db, request_ids[i], &ret_ratings[i], err);
	db_close(db);
	return r;
}

static int walk(struct db *db, int64_t since_s, void (*fn)(const struct feedback *, void *), void *arg,
		struct err *err)
{
	struct db_stmt *s;
	int r;

	if (db_stmt(db, "SELECT request_id, up, comment, question, answer, at, reason FROM feedback WHERE at >= ?1 "
			"ORDER BY at, id", &s, err))
		return -1;
	db_bind_int(s, 1, since_s);
	while ((r = db_step(s, err)) > 0) {
		struct feedback f = {
			.request_id = db_col_str(s, 0),
			.up = db_col_int(s, 1) != 0,
			.comment = db_col_str(s, 2),
			.question = db_col_str(s, 3),
			.answer = db_col_str(s, 4),
			.at_s = db_col_int(s, 5),
			.reason = db_col_str(s, 6),
		};

		fn(&f, arg);
	}
	return r;
}

int feedback_each(const char *path, int64_t since_s, void (*fn)(const struct feedback *f, void *arg), void *arg,
		  struct err *err)
{
	struct db *db;
	int r;

	if (access(path, F_OK))
		return 0;
	if (open_db(path, &db, err))
		return -1;
	r = walk(db, since_s, fn, arg, err);
	db_close(db);
	return r;
}
