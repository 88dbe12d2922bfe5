#include <stdio.h>

#include "kb/ingest/store.h"
#include "kb/ingest/store_impl.h"

int store_sources_each(struct store *st, int (*fn)(void *, const struct store_source *), void *arg,
		       struct err *err)
{
	struct db_stmt *s;
	int r, stop = 0;

	if (db_stmt(st->db, "SELECT id, path, name FROM source ORDER BY path", &s, err))
		return -1;
	while (stop == 0 && (r = db_step(s, err)) != 0) {
		if (r < 0)
			return -1;
		stop = fn(arg, &(struct store_source){db_col_int(s, 0), db_col_str(s, 1), db_col_str(s, 2)});
	}
	db_reset(s);
	return stop;
}

static void fill_chunk(struct db_stmt *s, struct store_chunk *c)
{
	c->document_id = db_col_str(s, 1);
	c->title = db_col_str(s, 2);
	c->name = db_col_str(s, 3);
	c->url = db_col_str(s, 4);
	c->lang = (enum lang)db_col_int(s, 5);
	c->retrieved_at = db_col_int(s, 6);
	c->updated_at = db_col_int(s, 7);
	c->n = (uint32_t)db_col_int(s, 8);
	c->heading = db_col_str(s, 9);
	c->text = db_col_str(s, 10);
	c->page = (uint32_t)db_col_int(s, 11);
	c->first = c->n == 1;
}

int store_chunks_each(struct store *st, int (*fn)(void *, const struct store_chunk *), void *arg,
		      struct err *err)
{
	struct db_stmt *s;
	struct store_chunk c;
	int r, stop = 0;

	/* CROSS JOIN makes documents the outer loop, so that both tables are read in their own order */
	if (db_stmt(st->db,
		    "SELECT d.id, d.document_id, d.title, d.name, d.url, d.lang, d.retrieved_at, d.updated_at,"
		    " c.id & ((1 << " STORE_CHUNK_BITS ") - 1), c.heading, c.text, c.page"
		    " FROM document d CROSS JOIN chunk c ON c.id BETWEEN d.id << " STORE_CHUNK_BITS
		    " AND ((d.id + 1) << " STORE_CHUNK_BITS ") - 1 ORDER BY d.id, c.id",
		    &s, err))
		return -1;
	while (stop == 0 && (r = db_step(s, err)) != 0) {
		if (r < 0)
			return -1;
		fill_chunk(s, &c);
		stop = fn(arg, &c);
	}
	db_reset(s);
	return stop;
}

int store_documents_each(struct store *st, int (*fn)(void *, const struct store_document *, int64_t),
			 void *arg, struct err *err)
{
	struct db_stmt *s;
	int r, stop = 0;

	if (db_stmt(st->db,
		    "SELECT d.document_id, d.path, d.title, d.name, d.url, d.lang, d.retrieved_at,"
		    " (SELECT count(*) FROM chunk c WHERE c.id BETWEEN d.id << " STORE_CHUNK_BITS
		    " AND ((d.id + 1) << " STORE_CHUNK_BITS ") - 1) FROM document d ORDER BY d.document_id",
		    &s, err))
		return -1;
	while (stop == 0 && (r = db_step(s, err)) != 0) {
		struct store_document d = {0};

		if (r < 0)
			return -1;
		d.document_id = db_col_str(s, 0);
		d.path = db_col_str(s, 1);
		d.title = db_col_str(s, 2);
		d.name = db_col_str(s, 3);
		d.url = db_col_str(s, 4);
		d.lang = (enum lang)db_col_int(s, 5);
		d.retrieved_at = db_col_int(s, 6);
		stop = fn(arg, &d, db_col_int(s, 7));
	}
	db_reset(s);
	return stop;
}

int store_counts(struct store *st, int64_t *ret_documents, int64_t *ret_chunks, struct err *err)
{
	return store_int(st, "SELECT count(*) FROM document", ret_documents, err) ||
			       store_int(st, "SELECT count(*) FROM chunk", ret_chunks, err)
		       ? -1
		       : 0;
}

/* What a generation was built from, as a text to compare. */
static int built_text(struct store *st, struct str id, struct str how, struct buf *b, struct err *err)
{
	int64_t revision;

	if (store_int(st, "SELECT value FROM meta WHERE key = 'revision'", &revision, err))
		return -1;
	buf_printf(b, "%lld ", (long long)revision);
	buf_str(b, id);
	buf_char(b, ' ');
	buf_str(b, how);
	return b->bad ? err_set(err, ERR_BAD_DATA, "generation name of %zu bytes", id.n + how.n) : 0;
}

enum { BUILT_BYTES = 4096 };

int store_built_is(struct store *st, struct str id, struct str how, bool *ret, struct err *err)
{
	BUF_AUTO struct buf want = BUF_MAX(BUILT_BYTES);
	struct db_stmt *s;
	int r;

	if (built_text(st, id, how, &want, err) ||
	    db_stmt(st->db, "SELECT value FROM meta WHERE key = 'built'", &s, err))
		return -1;
	r = db_step(s, err);
	if (r < 0)
		return -1;
	*ret = r == 1 && str_eq(db_col_str(s, 0), buf_view(&want));
	db_reset(s);
	return 0;
}

int store_built_set(struct store *st, struct str id, struct str how, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(BUILT_BYTES);
	struct db_stmt *s;

	if (built_text(st, id, how, &text, err) ||
	    db_stmt(st->db, "INSERT OR REPLACE INTO meta VALUES('built', ?)", &s, err))
		return -1;
	db_bind_str(s, 1, buf_view(&text));
	return store_run(s, err);
}
