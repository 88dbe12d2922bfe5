/* What is pending for Redis, and what has expired. */
#include "base/clock.h"
#include "port/conversation/local_impl.h"

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
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu conversations", max);
	if (local_enter(l, err))
		return -1;
	r = local_prepare(l, sql[what], after, (int64_t)max, &s, err);
	while (r >= 0 && (r = db_step(s, err)) > 0)
		list[n++] = arena_str(a, db_col_str(s, 0));
	*ret = list;
	*ret_n = n;
	return local_leave(l, r, err);
}

int local_note(struct local *l, const char *name, struct arena *a, struct str *ret, struct err *err)
{
	struct db_stmt *s;
	int r;

	if (local_enter(l, err))
		return -1;
	r = local_prepare(l, "SELECT text FROM note WHERE name = ?1 LIMIT ?2", str_of(name), 1, &s, err);
	if (r == 0)
		r = db_step(s, err);
	if (r >= 0)
		*ret = r ? arena_str(a, db_col_str(s, 0)) : STR("");
	if (r > 0)
		db_reset(s);
	return local_leave(l, r < 0 ? -1 : 0, err);
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
	if (local_begin(l, err))
		return -1;
	return local_end(l, write_note(l, name, text, err), err);
}

int local_redo(struct local *l, struct err *err)
{
	if (local_begin(l, err))
		return -1;
	return local_end(l, db_exec(l->db, "UPDATE exchange SET pending = 1;"
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

/* 1 when something has expired, 0 when not, or -1. */
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

	if (local_enter(l, err))
		return -1;
	r = local_leave(l, any_expired(l, now_s, err), err);
	if (r <= 0)
		return r;
	if (local_begin(l, err))
		return -1;
	r = forget(l, "DELETE FROM exchange WHERE conversation IN"
		      " (SELECT id FROM conversation WHERE expires_s <= ?1)", now_s, err) ||
	    forget(l, "DELETE FROM conversation WHERE expires_s <= ?1", now_s, err);
	return local_end(l, r, err);
}
