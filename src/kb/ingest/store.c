#include "kb/ingest/store.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kb/ingest/store_impl.h"

enum { BUSY_MS = 5000 };

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS source(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE,"
	" name TEXT NOT NULL UNIQUE, run INTEGER NOT NULL);"
	"CREATE TABLE IF NOT EXISTS document(id INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE,"
	" source INTEGER NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL, name TEXT NOT NULL,"
	" url TEXT NOT NULL, lang INTEGER NOT NULL, hash BLOB NOT NULL, retrieved_at INTEGER NOT NULL,"
	" run INTEGER NOT NULL, updated_at INTEGER NOT NULL DEFAULT 0);"
	"CREATE TABLE IF NOT EXISTS chunk(id INTEGER PRIMARY KEY, heading TEXT NOT NULL,"
	" text TEXT NOT NULL, page INTEGER NOT NULL);"
	"INSERT OR IGNORE INTO meta VALUES('schema', 1), ('run', 0), ('revision', 0);"
	"UPDATE meta SET value = value + 1 WHERE key = 'run';";

int store_int(struct store *st, const char *sql, int64_t *ret, struct err *err)
{
	struct db_stmt *s;
	int r;

	if (db_stmt(st->db, sql, &s, err))
		return -1;
	r = db_step(s, err);
	if (r < 0)
		return -1;
	if (r == 0)
		return err_set(err, ERR_DAMAGED, "knowledge.db: nothing for %s", sql);
	*ret = db_col_int(s, 0);
	db_reset(s);
	return 0;
}

/* What an earlier version made lacks a column. */
static int add_column(struct store *st, struct err *err)
{
	int64_t has;

	if (store_int(st, "SELECT count(*) FROM pragma_table_info('document') WHERE name = 'updated_at'", &has, err))
		return -1;
	return has ? 0 : db_exec(st->db, "ALTER TABLE document ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0", err);
}

static int prepare(struct store *st, struct err *err)
{
	int64_t version;

	/* with larger pages and cache a million chunks are stored twice as fast */
	if (db_exec(st->db,
		    "PRAGMA page_size=8192; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8192;"
		    "BEGIN IMMEDIATE;",
		    err) ||
	    db_exec(st->db, schema, err) ||
	    store_int(st, "SELECT value FROM meta WHERE key = 'schema'", &version, err))
		return -1;
	if (version != 1)
		return err_set(err, ERR_DAMAGED, "knowledge.db has format %lld, written by another version",
			       (long long)version);
	return store_int(st, "SELECT value FROM meta WHERE key = 'run'", &st->run, err) || add_column(st, err) ? -1 : 0;
}

int store_open(const char *folder, bool scratch, struct store **ret, struct err *err)
{
	struct store *st = calloc(1, sizeof *st);
	char path[PATH_MAX];
	bool absent;

	if (st == NULL || snprintf(path, sizeof path, "%s/knowledge.db", folder) >= (int)sizeof path) {
		free(st);
		return err_set(err, ERR_NO_MEMORY, "no memory for the store in %.80s", folder);
	}
	st->scratch = scratch;
	absent = scratch && access(path, F_OK) != 0;
	if (db_open(absent ? ":memory:" : path, DB_CREATE, BUSY_MS, &st->db, err) || prepare(st, err)) {
		store_close(st);
		return -1;
	}
	*ret = st;
	return 0;
}

void store_close(struct store *st)
{
	if (st == NULL)
		return;
	db_close(st->db);
	free(st);
}

int store_commit(struct store *st, struct err *err)
{
	if (st->changed &&
	    db_exec(st->db, "UPDATE meta SET value = value + 1 WHERE key = 'revision'", err))
		return -1;
	st->changed = false;
	return st->scratch ? 0 : db_exec(st->db, "COMMIT; BEGIN IMMEDIATE", err);
}

int store_run(struct db_stmt *s, struct err *err)
{
	return db_step(s, err) < 0 ? -1 : 0;
}

static int source_find(struct store *st, struct str path, struct buf *ret_name, int64_t *ret_id,
		       struct err *err)
{
	struct db_stmt *s;
	int r;

	*ret_id = 0;
	if (db_stmt(st->db, "SELECT id, name FROM source WHERE path = ?", &s, err))
		return -1;
	db_bind_str(s, 1, path);
	r = db_step(s, err);
	if (r <= 0)
		return r;
	*ret_id = db_col_int(s, 0);
	if (ret_name)
		buf_str(ret_name, db_col_str(s, 1));
	db_reset(s);
	return 0;
}

static int name_is_free(struct store *st, struct str name, bool *ret, struct err *err)
{
	struct db_stmt *s;
	int r;

	if (db_stmt(st->db, "SELECT 1 FROM source WHERE name = ?", &s, err))
		return -1;
	db_bind_str(s, 1, name);
	r = db_step(s, err);
	db_reset(s);
	*ret = r == 0;
	return r < 0 ? -1 : 0;
}

/* The last components of the path, as few as make a name that no other source has. */
static int free_name(struct store *st, struct str path, struct str *ret, struct err *err)
{
	size_t from = path.n;
	bool is_free = false;

	while (!is_free && from > 0) {
		while (from > 0 && path.p[from - 1] == '/')
			from--;
		while (from > 0 && path.p[from - 1] != '/')
			from--;
		*ret = str_sub(path, from, path.n);
		if (name_is_free(st, *ret, &is_free, err))
			return -1;
	}
	return 0;
}

static int source_add(struct store *st, struct str path, struct buf *ret_name, int64_t *ret_id,
		      struct err *err)
{
	struct db_stmt *s;
	struct str name = path;

	if (free_name(st, path, &name, err) ||
	    db_stmt(st->db, "INSERT INTO source(path, name, run) VALUES(?, ?, ?)", &s, err))
		return -1;
	db_bind_str(s, 1, path);
	db_bind_str(s, 2, name);
	db_bind_int(s, 3, st->run);
	if (store_run(s, err))
		return -1;
	*ret_id = db_last_id(st->db);
	buf_str(ret_name, name);
	return 0;
}

static int source_mark(struct store *st, int64_t id, int64_t run, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db, "UPDATE source SET run = ? WHERE id = ?", &s, err))
		return -1;
	db_bind_int(s, 1, run);
	db_bind_int(s, 2, id);
	return store_run(s, err);
}

int store_source_enter(struct store *st, struct str path, struct buf *ret_name, int64_t *ret_id,
		       struct err *err)
{
	if (source_find(st, path, ret_name, ret_id, err))
		return -1;
	return *ret_id ? source_mark(st, *ret_id, st->run, err) : source_add(st, path, ret_name, ret_id, err);
}

int store_source_spare(struct store *st, int64_t id, struct err *err)
{
	return source_mark(st, id, 0, err);
}

int store_remove_marked(struct store *st, int64_t *ret_removed, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db,
		    "DELETE FROM chunk WHERE id IN (SELECT c.id FROM document d JOIN chunk c ON c.id BETWEEN"
		    " d.id << " STORE_CHUNK_BITS " AND ((d.id + 1) << " STORE_CHUNK_BITS ") - 1 WHERE d.run = -1)",
		    &s, err) ||
	    store_run(s, err) || db_stmt(st->db, "DELETE FROM document WHERE run = -1", &s, err) ||
	    store_run(s, err))
		return -1;
	*ret_removed = db_changes(st->db);
	st->changed = st->changed || *ret_removed > 0;
	return 0;
}

int store_source_remove(struct store *st, struct str path, int64_t *ret_removed, struct err *err)
{
	struct db_stmt *s;
	int64_t id;

	*ret_removed = -1;
	if (source_find(st, path, NULL, &id, err))
		return -1;
	if (id == 0)
		return 0;
	if (db_stmt(st->db, "UPDATE document SET run = -1 WHERE source = ?", &s, err))
		return -1;
	db_bind_int(s, 1, id);
	if (store_run(s, err) || db_stmt(st->db, "DELETE FROM source WHERE id = ?", &s, err))
		return -1;
	db_bind_int(s, 1, id);
	return store_run(s, err) ? -1 : store_remove_marked(st, ret_removed, err);
}

static int mark_met(struct store *st, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db, "UPDATE document SET run = ? WHERE id = ?", &s, err))
		return -1;
	db_bind_int(s, 1, st->run);
	db_bind_int(s, 2, st->document);
	return store_run(s, err);
}

int store_document_meet(struct store *st, const struct store_document *d, enum store_match *ret,
			struct err *err)
{
	struct db_stmt *s;
	int r;

	st->document = 0;
	if (db_stmt(st->db,
		    "SELECT d.id, d.hash, d.run = ?1 OR (d.source <> ?2 AND s.run IS NOT NULL AND s.run <> ?1)"
		    " FROM document d LEFT JOIN source s ON s.id = d.source WHERE d.document_id = ?3",
		    &s, err))
		return -1;
	db_bind_int(s, 1, st->run);
	db_bind_int(s, 2, d->source);
	db_bind_str(s, 3, d->document_id);
	r = db_step(s, err);
	if (r < 0)
		return -1;
	*ret = STORE_NEW;
	if (r == 0)
		return 0;
	st->document = db_col_int(s, 0);
	*ret = db_col_int(s, 2) ? STORE_TAKEN
	       : str_eq(db_col_str(s, 1), (struct str){(const char *)d->hash, sizeof d->hash})
		       ? STORE_UNCHANGED
		       : STORE_CHANGED;
	db_reset(s);
	return *ret == STORE_TAKEN ? 0 : mark_met(st, err);
}

int store_path_keep(struct store *st, int64_t source, struct str path, int64_t *ret_n, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db, "UPDATE document SET run = ? WHERE source = ? AND path = ?", &s, err))
		return -1;
	db_bind_int(s, 1, st->run);
	db_bind_int(s, 2, source);
	db_bind_str(s, 3, path);
	if (store_run(s, err))
		return -1;
	*ret_n = db_changes(st->db);
	return 0;
}

static int document_write(struct store *st, const char *sql, const struct store_document *d,
			  struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db, sql, &s, err))
		return -1;
	db_bind_str(s, 1, d->document_id);
	db_bind_int(s, 2, d->source);
	db_bind_str(s, 3, d->path);
	db_bind_str(s, 4, d->title);
	db_bind_str(s, 5, d->name);
	db_bind_str(s, 6, d->url);
	db_bind_int(s, 7, (int64_t)d->lang);
	db_bind_blob(s, 8, (struct str){(const char *)d->hash, sizeof d->hash});
	db_bind_int(s, 9, d->retrieved_at);
	db_bind_int(s, 10, d->updated_at);
	db_bind_int(s, 11, st->run);
	if (st->document)
		db_bind_int(s, 12, st->document);
	return store_run(s, err);
}

static int chunks_drop(struct store *st, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db,
		    "DELETE FROM chunk WHERE id BETWEEN ?1 << " STORE_CHUNK_BITS
		    " AND ((?1 + 1) << " STORE_CHUNK_BITS ") - 1",
		    &s, err))
		return -1;
	db_bind_int(s, 1, st->document);
	return store_run(s, err);
}

int store_document_put(struct store *st, const struct store_document *d, struct err *err)
{
	st->changed = true;
	st->chunk = 0;
	if (st->document)
		return chunks_drop(st, err) ||
				       document_write(st,
						      "UPDATE document SET document_id=?, source=?, path=?,"
						      " title=?, name=?, url=?, lang=?, hash=?,"
						      " retrieved_at=?, updated_at=?, run=? WHERE id=?",
						      d, err)
			       ? -1
			       : 0;
	if (document_write(st,
			   "INSERT INTO document(document_id, source, path, title, name, url, lang, hash,"
			   " retrieved_at, updated_at, run) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
			   d, err))
		return -1;
	st->document = db_last_id(st->db);
	return 0;
}

int store_chunk_put(struct store *st, const struct chunk *c, struct err *err)
{
	struct db_stmt *s;

	if (++st->chunk > STORE_CHUNKS_MAX)
		return err_set(err, ERR_BAD_DATA, "more than %d chunks", STORE_CHUNKS_MAX);
	if (db_stmt(st->db, "INSERT INTO chunk VALUES(?1 << " STORE_CHUNK_BITS " | ?2, ?3, ?4, ?5)", &s, err))
		return -1;
	db_bind_int(s, 1, st->document);
	db_bind_int(s, 2, st->chunk);
	db_bind_str(s, 3, c->heading);
	db_bind_str(s, 4, c->text);
	db_bind_int(s, 5, c->page);
	return store_run(s, err);
}

int store_documents_remove(struct store *st, struct str path, int64_t *ret_removed, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db,
		    "UPDATE document SET run = -1 WHERE path = ?1 OR document_id = ?1"
		    " OR substr(path, 1, length(?1) + 1) = ?1 || '/'",
		    &s, err))
		return -1;
	db_bind_str(s, 1, path);
	return store_run(s, err) ? -1 : store_remove_marked(st, ret_removed, err);
}
