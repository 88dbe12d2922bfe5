#include <stdio.h>

#include "kb/ingest/store.h"
#include "kb/ingest/store_impl.h"

int store_vectors_begin(struct store *st, struct err *err)
{
	return db_exec(st->db,
		       "CREATE TABLE IF NOT EXISTS embedding(key BLOB PRIMARY KEY, scale REAL NOT NULL,"
		       " vector BLOB NOT NULL) WITHOUT ROWID;"
		       "CREATE TEMP TABLE IF NOT EXISTS used(key BLOB PRIMARY KEY) WITHOUT ROWID; "
		       "DELETE FROM temp.used",
		       err);
}

static struct str key_of(const uint8_t key[CRYPTO_HASH_BYTES])
{
	return (struct str){(const char *)key, CRYPTO_HASH_BYTES};
}

int store_vector_get(struct store *st, const uint8_t key[CRYPTO_HASH_BYTES], struct buf *ret_vector, float *ret_scale,
		     struct err *err)
{
	struct db_stmt *s;
	int r;

	buf_reset(ret_vector);
	if (db_stmt(st->db, "SELECT vector, scale FROM embedding WHERE key = ?", &s, err))
		return -1;
	db_bind_blob(s, 1, key_of(key));
	r = db_step(s, err);
	if (r < 0)
		return -1;
	if (r == 1) {
		buf_str(ret_vector, db_col_str(s, 0));
		*ret_scale = (float)db_col_real(s, 1);
	}
	db_reset(s);
	return 0;
}

int store_vector_put(struct store *st, const uint8_t key[CRYPTO_HASH_BYTES], struct str vector, float scale,
		     struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db, "INSERT OR REPLACE INTO embedding VALUES(?, ?, ?)", &s, err))
		return -1;
	db_bind_blob(s, 1, key_of(key));
	db_bind_real(s, 2, scale);
	db_bind_blob(s, 3, vector);
	return store_run(s, err);
}

int store_vector_use(struct store *st, const uint8_t key[CRYPTO_HASH_BYTES], struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db, "INSERT OR IGNORE INTO temp.used VALUES(?)", &s, err))
		return -1;
	db_bind_blob(s, 1, key_of(key));
	return store_run(s, err);
}

int store_vectors_end(struct store *st, struct err *err)
{
	return db_exec(st->db, "DELETE FROM embedding WHERE key NOT IN (SELECT key FROM temp.used)", err);
}
