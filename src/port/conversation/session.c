#include "port/conversation/session.h"

#include <stdlib.h>

#include "port/conversation/session_impl.h"
#include "port/system/crypto.h"

/*
 * DELETED_EXTRA_S: how much longer than an exchange can live a deletion is remembered.
 * SCRATCH_BYTES: a whole conversation, 1000 exchanges of 64 kB.
 */
enum { DELETED_EXTRA_S = 3600, SCRATCH_BYTES = 64 << 20, ID_BYTES = 16, EXCHANGE_BYTES_MAX = 4 << 20 };

struct session *session_new(const struct conf *conf, struct redis *redis, struct local *local)
{
	struct session *s = calloc(1, sizeof *s);

	if (s)
		*s = (struct session){conf, redis, local};
	return s;
}

void session_free(struct session *s)
{
	free(s);
}

int64_t session_deleted_life_s(const struct session *s)
{
	return s->conf->conversation_ttl + DELETED_EXTRA_S;
}

static int delete_local(struct session *s, struct str conversation, int64_t deleted_us, bool pending,
			struct err *err)
{
	return local_delete(s->local, conversation, deleted_us, pending, session_deleted_life_s(s), err);
}

/* --- copying to Redis what it lacks --------------------------------------- */

int session_carry_back(struct session *s, struct str conversation, struct deadline d, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = SCRATCH_BYTES};
	struct checkpoint_add add = {.keep_max = s->conf->conversation_max_turns};
	struct local_page page;
	int64_t deleted_us;

	if (local_load(s->local, conversation, 0, &a, &page, err))
		return -1;
	if (page.n == 0)
		return 0;
	add.at = page.at;
	add.n = page.n;
	add.life_s = page.left_s;
	if (checkpoint_add(s->redis, conversation, &add, d, &deleted_us, err))
		return -1;
	if (deleted_us > page.deleted_us)
		return delete_local(s, conversation, deleted_us, false, err);
	if (page.pending_n == 0)
		return 0;
	return local_settled(s->local, conversation, page.at, page.n, err);
}

int session_carry_deletion(struct session *s, struct str conversation, int64_t deleted_us,
			   struct deadline d, struct err *err)
{
	if (checkpoint_delete(s->redis, conversation, deleted_us, session_deleted_life_s(s), d, err))
		return -1;
	return local_deletion_settled(s->local, conversation, deleted_us, err);
}

/* --- loading --------------------------------------------------------------- */

/* Some consecutive exchanges of a conversation, oldest first. */
struct span {
	const struct stored *at;
	size_t n;
};

static bool holds(const struct span *p, struct str id)
{
	size_t i;

	for (i = p->n; i > 0; i--)
		if (str_eq(p->at[i - 1].id, id))
			return true;
	return false;
}

static struct span without_deleted(const struct stored *at, size_t n, int64_t deleted_us)
{
	size_t i = 0;

	while (i < n && at[i].asked_at_us <= deleted_us)
		i++;
	return (struct span){i ? at + i : at, n - i};
}

/*
 * What `a` has and `b` lacks.  A store shows only its last `max` exchanges: what is
 * older than all of a full b is not counted as missing.  ret has room for a->n.
 */
static size_t lacking(const struct span *a, const struct span *b, size_t max, struct stored *ret)
{
	size_t i, n = 0;

	for (i = 0; i < a->n; i++)
		if ((b->n < max || a->at[i].asked_at_us > b->at[0].asked_at_us) && !holds(b, a->at[i].id))
			ret[n++] = a->at[i];
	return n;
}

/* Merges two lists in order of time; on a tie a's exchange comes first. */
static size_t merge(const struct span *a, const struct stored *b, size_t b_n, struct stored *ret)
{
	size_t i = 0, j = 0, n = 0;

	while (i < a->n || j < b_n) {
		bool first = j == b_n || (i < a->n && a->at[i].asked_at_us <= b[j].asked_at_us);

		ret[n++] = first ? a->at[i++] : b[j++];
	}
	return n;
}

static int read_all(const struct stored *at, size_t n, struct arena *a, struct exchange **ret,
		    size_t *ret_n, struct err *err)
{
	struct exchange *x = ARENA_ARRAY(a, n + 1, struct exchange);
	size_t i, good = 0;
	struct err own;

	if (x == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu exchanges", n);
	for (i = 0; i < n; i++) {
		if (exchange_read(at[i].body, a, &x[good], &own) == 0)
			good++;
		else if (own.code == ERR_NO_MEMORY)
			return err_set(err, own.code, "%s", own.msg);
	}
	*ret = x;
	*ret_n = good;
	return 0;
}

/*
 * Makes one history of what both stores know, and gives each what it lacks.  If
 * that fails, nothing is reported: the next load or session_sync does it.
 */
static int reconcile(struct session *s, struct str conversation, size_t max, struct deadline d,
		     const struct checkpoint *c, const struct local_page *page, struct arena *a,
		     struct stored **ret, size_t *ret_n, struct err *err)
{
	int64_t deleted_us = c->deleted_us > page->deleted_us ? c->deleted_us : page->deleted_us;
	struct span there = without_deleted(c->at, c->n, deleted_us);
	struct span here = without_deleted(page->at, page->n, deleted_us);
	struct stored *unknown = ARENA_ARRAY(a, there.n + here.n + 1, struct stored);
	struct stored *all = ARENA_ARRAY(a, there.n + here.n + 1, struct stored);
	size_t n;
	struct err quiet;

	if (unknown == NULL || all == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu exchanges", there.n + here.n);
	if (c->deleted_us > page->deleted_us)
		delete_local(s, conversation, c->deleted_us, false, &quiet);
	else if (page->deleted_us > c->deleted_us)
		session_carry_deletion(s, conversation, page->deleted_us, d, &quiet);
	n = lacking(&there, &here, max, unknown);
	if (n)
		local_add(s->local, conversation, unknown, n, false, c->left_s, &quiet);
	n = lacking(&here, &there, max, unknown);
	if (n)
		session_carry_back(s, conversation, d, &quiet);
	n = merge(&there, unknown, n, all);
	*ret = all + (n > max ? n - max : 0);
	*ret_n = n > max ? max : n;
	return 0;
}

int session_load(struct session *s, struct str conversation, size_t max, struct arena *a,
		 struct deadline d, struct exchange **ret, size_t *ret_n, struct err *err)
{
	struct local_page page = {NULL, 0, 0, 0, 0};
	struct checkpoint c = {NULL, 0, 0, 0};
	struct stored *all = NULL;
	struct err of_local, of_redis;
	size_t n = 0;
	bool here, there;

	if (max == 0 || max > (size_t)s->conf->conversation_max_turns)
		max = (size_t)s->conf->conversation_max_turns;
	here = local_load(s->local, conversation, max, a, &page, &of_local) == 0;
	there = checkpoint_load(s->redis, conversation, max, d, a, &c, &of_redis) == 0;
	if (!there && !here)
		return err_set(err, ERR_UNAVAILABLE, "%s; %s", of_redis.msg, of_local.msg);
	if (there && here) {
		if (reconcile(s, conversation, max, d, &c, &page, a, &all, &n, err))
			return -1;
	} else {
		all = there ? c.at : page.at;
		n = there ? c.n : page.n;
	}
	return read_all(all, n, a, ret, ret_n, err);
}

/* --- changing -------------------------------------------------------------- */

static int append_stored(struct session *s, struct str conversation, const struct stored *x,
			 struct deadline d, struct err *err)
{
	struct checkpoint_add add = {x, 1, s->conf->conversation_max_turns, s->conf->conversation_ttl};
	struct err of_local, of_redis;
	int64_t deleted_us = 0;
	bool there = checkpoint_add(s->redis, conversation, &add, d, &deleted_us, &of_redis) == 0, here;

	if (there && deleted_us >= x->asked_at_us) {
		delete_local(s, conversation, deleted_us, false, &of_local);
		return 0;
	}
	here = local_add(s->local, conversation, x, 1, !there, add.life_s, &of_local) == 0;
	if (!there && !here)
		return err_set(err, ERR_UNAVAILABLE, "%s; %s", of_redis.msg, of_local.msg);
	return 0;
}

int session_append(struct session *s, struct str conversation, const struct exchange *x,
		   struct deadline d, struct err *err)
{
	BUF_AUTO struct buf body = BUF_MAX(EXCHANGE_BYTES_MAX);
	struct exchange whole = *x;
	struct stored stored;
	char id[2 * ID_BYTES];

	if (whole.id.n == 0) {
		crypto_token(ID_BYTES, id, sizeof id);
		whole.id = str_of(id);
	}
	if (whole.asked_at_us == 0)
		whole.asked_at_us = clock_wall_us();
	if (exchange_store(&whole, &body, err))
		return -1;
	if (!exchange_head(buf_view(&body), &stored))
		return err_set(err, ERR_INTERNAL, "an exchange's stored form can't be read back");
	return append_stored(s, conversation, &stored, d, err);
}

int session_delete(struct session *s, struct str conversation, struct deadline d, struct err *err)
{
	int64_t now_us = clock_wall_us();
	struct err of_local, of_redis;
	bool here = delete_local(s, conversation, now_us, true, &of_local) == 0;
	bool there = checkpoint_delete(s->redis, conversation, now_us, session_deleted_life_s(s), d, &of_redis) == 0;

	if (here && there)
		local_deletion_settled(s->local, conversation, now_us, &of_local);
	/* a local store that can't be written now gets the deletion from Redis at the next load */
	if (here || (there && of_local.code == ERR_IO))
		return 0;
	return err_set(err, ERR_UNAVAILABLE, "%s", of_local.msg);
}
