#include "kb/ingest/store_impl.h"

/* A source that keeps fewer documents than this loses them without a question, unless it loses all. */
enum { FEW_DOCUMENTS = 10 };

static bool is_much(const struct store_loss *l, int percent)
{
	int64_t most = l->documents * percent / 100;

	return l->gone == l->documents || l->gone > (most > FEW_DOCUMENTS ? most : FEW_DOCUMENTS);
}

int store_losses_each(struct store *st, int percent, int (*fn)(void *, const struct store_loss *), void *arg,
		      struct err *err)
{
	struct db_stmt *s;
	int r, stop = 0;

	if (db_stmt(st->db,
		    "SELECT s.path, SUM(d.run <> ?1), COUNT(*) FROM source s JOIN document d ON d.source = s.id"
		    " WHERE s.run = ?1 GROUP BY s.id HAVING SUM(d.run <> ?1) > 0 ORDER BY s.path",
		    &s, err))
		return -1;
	db_bind_int(s, 1, st->run);
	while (stop == 0 && (r = db_step(s, err)) != 0) {
		struct store_loss l;

		if (r < 0)
			return -1;
		l = (struct store_loss){db_col_str(s, 0), db_col_int(s, 1), db_col_int(s, 2)};
		if (is_much(&l, percent))
			stop = fn(arg, &l);
	}
	db_reset(s);
	return stop;
}

int store_sweep(struct store *st, int64_t *ret_removed, struct err *err)
{
	struct db_stmt *s;

	if (db_stmt(st->db,
		    "UPDATE document SET run = -1 WHERE run <> ?1"
		    " AND source IN (SELECT id FROM source WHERE run = ?1)",
		    &s, err))
		return -1;
	db_bind_int(s, 1, st->run);
	return store_run(s, err) ? -1 : store_remove_marked(st, ret_removed, err);
}
