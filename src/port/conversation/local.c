#include "base/clock.h"
#include "port/conversation/local_impl.h"

/* --- reading ------------------------------------------------------------- */

static int load_head(struct local *l, struct str conversation, struct local_page *page, struct err *err)
{
	int64_t now_s = clock_wall_s();
	struct db_stmt *s;
	int r;

	if (local_prepare(l, "SELECT deleted_us, expires_s FROM conversation WHERE id = ?1 AND expires_s > ?2",
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
		return err_set(err, ERR_NO_MEMORY, "no memory for a conversation of %zu exchanges", room);
	if (!exchange_head(kept, &page->at[page->n]))
		return err_set(err, ERR_DAMAGED, "an exchange in the local store can't be read");
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
		return err_set(err, ERR_NO_MEMORY, "no memory for a conversation of %zu exchanges", max);
	if (local_prepare(l, "SELECT body, pending FROM exchange WHERE conversation = ?1"
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

	if (local_enter(l, err))
		return -1;
	r = load_head(l, conversation, &page, err);
	if (max == 0 || max > (size_t)l->keep_max)
		max = (size_t)l->keep_max;
	if (r > 0)
		r = load_rows(l, conversation, max, a, &page, err);
	if (r == 0)
		*ret = page;
	return local_leave(l, r, err);
}

/* --- writing ------------------------------------------------------------- */

static int add_one(struct local *l, struct str conversation, const struct stored *x, bool pending,
		   struct err *err)
{
	struct db_stmt *s;

	if (local_prepare(l, "INSERT INTO exchange (conversation, asked_at_us, id, pending, body)"
		       " SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 > (SELECT deleted_us FROM conversation WHERE id = ?1)"
		       " ON CONFLICT DO UPDATE SET pending = min(pending, excluded.pending)",
		    conversation, x->asked_at_us, &s, err))
		return -1;
	db_bind_str(s, 3, x->id);
	db_bind_int(s, 4, pending);
	db_bind_str(s, 5, x->body);
	return db_step(s, err) < 0 ? -1 : 0;
}

/* Makes the conversation's row live until at least life_s from now. */
static int keep_alive(struct local *l, struct str conversation, int64_t life_s, struct err *err)
{
	return local_change(l, "INSERT INTO conversation (id, expires_s) VALUES (?1, ?2)"
			 " ON CONFLICT DO UPDATE SET expires_s = max(expires_s, excluded.expires_s)",
		      conversation, clock_wall_s() + life_s, err);
}

int local_add(struct local *l, struct str conversation, const struct stored *x, size_t n,
	      bool pending, int64_t life_s, struct err *err)
{
	int failed;
	size_t i;

	if (local_begin(l, err))
		return -1;
	/* an expired conversation must not come back with the new exchange */
	failed = local_change(l, "DELETE FROM exchange WHERE conversation = ?1 AND EXISTS"
			   " (SELECT 1 FROM conversation WHERE id = ?1 AND expires_s <= ?2)",
			conversation, clock_wall_s(), err) ||
		 keep_alive(l, conversation, life_s, err);
	for (i = 0; i < n && !failed; i++)
		failed = add_one(l, conversation, &x[i], pending, err);
	if (!failed)
		failed = local_change(l, "DELETE FROM exchange WHERE rowid IN (SELECT rowid FROM exchange"
				   " WHERE conversation = ?1 ORDER BY asked_at_us DESC, id DESC LIMIT -1 OFFSET ?2)",
				conversation, l->keep_max, err);
	return local_end(l, failed, err);
}

int local_settled(struct local *l, struct str conversation, const struct stored *x, size_t n,
		  struct err *err)
{
	struct db_stmt *s;
	int failed = 0;
	size_t i;

	if (local_begin(l, err))
		return -1;
	for (i = 0; i < n && !failed; i++) {
		failed = local_prepare(l, "UPDATE exchange SET pending = 0 WHERE conversation = ?1 AND asked_at_us = ?2"
				    " AND id = ?3 AND pending", conversation, x[i].asked_at_us, &s, err);
		if (!failed) {
			db_bind_str(s, 3, x[i].id);
			failed = db_step(s, err) < 0;
		}
	}
	return local_end(l, failed, err);
}

int local_delete(struct local *l, struct str conversation, int64_t deleted_us, bool pending,
		 int64_t life_s, struct err *err)
{
	struct db_stmt *s;
	int failed;

	if (local_begin(l, err))
		return -1;
	failed = keep_alive(l, conversation, life_s, err) ||
		 local_change(l, "DELETE FROM exchange WHERE conversation = ?1 AND asked_at_us <= ?2",
			conversation, deleted_us, err) ||
		 local_prepare(l, "UPDATE conversation SET deleted_us = max(deleted_us, ?2),"
			    " deletion_pending = max(deletion_pending, ?3) WHERE id = ?1",
			 conversation, deleted_us, &s, err);
	if (!failed) {
		db_bind_int(s, 3, pending);
		failed = db_step(s, err) < 0;
	}
	return local_end(l, failed, err);
}

int local_deletion_settled(struct local *l, struct str conversation, int64_t deleted_us, struct err *err)
{
	static const char SETTLE[] = "UPDATE conversation SET deletion_pending = 0 WHERE id = ?1 AND deleted_us <= ?2";

	if (local_begin(l, err))
		return -1;
	return local_end(l, local_change(l, SETTLE, conversation, deleted_us, err), err);
}
