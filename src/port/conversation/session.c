#include "port/conversation/session.h"

#include <stdlib.h>

#include "port/conversation/checkpoint.h"
#include "port/conversation/local.h"
#include "port/system/crypto.h"

/*
 * DELETED_EXTRA_S: a deletion is remembered so much longer than an exchange can live.
 * SCRATCH_BYTES: a whole conversation, 1000 exchanges of 64 kB.
 */
enum { DELETED_EXTRA_S = 3600, SCRATCH_BYTES = 64 << 20, ID_BYTES = 16, EXCHANGE_BYTES_MAX = 4 << 20, BATCH = 64 };

struct session {
	const struct conf *conf;
	struct redis *redis;
	struct local *local;
};

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

static int64_t deleted_life_s(const struct session *s)
{
	return s->conf->conversation_ttl + DELETED_EXTRA_S;
}

static int delete_local(struct session *s, struct str conversation, int64_t deleted_us, bool pending,
			struct err *err)
{
	return local_delete(s->local, conversation, deleted_us, pending, deleted_life_s(s), err);
}

/* --- telling Redis what it lacks ------------------------------------------ */

/*
 * Gives Redis all that the local store has of a conversation, and the local
 * store what Redis says in turn.
 */
static int carry_back(struct session *s, struct str conversation, struct deadline d, struct err *err)
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

static int carry_deletion(struct session *s, struct str conversation, int64_t deleted_us,
			  struct deadline d, struct err *err)
{
	if (checkpoint_delete(s->redis, conversation, deleted_us, deleted_life_s(s), d, err))
		return -1;
	return local_deletion_settled(s->local, conversation, deleted_us, err);
}

/* --- loading --------------------------------------------------------------- */

/* Some exchanges of a conversation: those of `at`, oldest first, and not the ones up to deleted_us. */
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
 * What `a` has and `b` lacks.  b shows the last `max`: what is older than a full
 * b is out of sight, not missing.  ret has room for a->n.
 */
static size_t lacking(const struct span *a, const struct span *b, size_t max, struct stored *ret)
{
	size_t i, n = 0;

	for (i = 0; i < a->n; i++)
		if ((b->n < max || a->at[i].asked_at_us > b->at[0].asked_at_us) && !holds(b, a->at[i].id))
			ret[n++] = a->at[i];
	return n;
}

/* Both in order of time; what was asked at the same moment in a's order, then b's. */
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
		return err_set(err, ERR_NO_MEMORY, "%zu exchanges", n);
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
 * One history of what both stores know, each told what it lacks.  That fails
 * silently: what isn't told now is told by the next load or by session_sync.
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
		return err_set(err, ERR_NO_MEMORY, "%zu exchanges", there.n + here.n);
	if (c->deleted_us > page->deleted_us)
		delete_local(s, conversation, c->deleted_us, false, &quiet);
	else if (page->deleted_us > c->deleted_us)
		carry_deletion(s, conversation, page->deleted_us, d, &quiet);
	n = lacking(&there, &here, max, unknown);
	if (n)
		local_add(s->local, conversation, unknown, n, false, c->left_s, &quiet);
	n = lacking(&here, &there, max, unknown);
	if (n)
		carry_back(s, conversation, d, &quiet);
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
		return err_set(err, ERR_INTERNAL, "an exchange's stored form");
	return append_stored(s, conversation, &stored, d, err);
}

int session_delete(struct session *s, struct str conversation, struct deadline d, struct err *err)
{
	int64_t now_us = clock_wall_us();
	struct err of_local, of_redis;
	bool here = delete_local(s, conversation, now_us, true, &of_local) == 0;
	bool there = checkpoint_delete(s->redis, conversation, now_us, deleted_life_s(s), d, &of_redis) == 0;

	if (here && there)
		local_deletion_settled(s->local, conversation, now_us, &of_local);
	/* a local store that can't be written now hears it from Redis at the next load */
	if (here || (there && of_local.code == ERR_IO))
		return 0;
	return err_set(err, ERR_UNAVAILABLE, "%s", of_local.msg);
}

/* --- session_sync ---------------------------------------------------------- */

/* A server that began anew, or another one, may lack anything. */
static int notice_restart(struct session *s, struct deadline d, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 16};
	struct str args[] = {STR("INFO"), STR("server")}, info, run, known;
	JSON_AUTO struct json *answer = NULL;
	struct err own;

	if (redis_command(s->redis, args, 2, d, &answer, &own)) {
		/* who may not ask does without: session_load repairs what is asked for */
		return own.code == ERR_REFUSED ? 0 : err_set(err, own.code, "%s", own.msg);
	}
	info = json_str_or_empty(answer);
	run = str_sub(info, str_find(info, STR("run_id:")), 64);
	run = str_sub(run, 0, str_find_char(run, '\r'));
	if (local_note(s->local, "redis", &a, &known, err))
		return -1;
	if (str_eq(run, known))
		return 0;
	return local_redo(s->local, err) || local_set_note(s->local, "deletions", STR("0"), err) ||
	       local_set_note(s->local, "redis", run, err) ? -1 : 0;
}

/* What was deleted on other machines. */
static int learn_deletions(struct session *s, struct deadline d, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct checkpoint_deletion *list;
	struct str position;
	size_t i, n;

	if (local_note(s->local, "deletions", &a, &position, err) ||
	    checkpoint_deletions(s->redis, position.n ? position : STR("0"), d, &a, &list, &n, err))
		return -1;
	for (i = 0; i < n; i++)
		if (local_delete(s->local, list[i].conversation, list[i].deleted_us, false,
				 deleted_life_s(s), err))
			return -1;
	return n ? local_set_note(s->local, "deletions", list[n - 1].position, err) : 0;
}

static int carry_one(struct session *s, enum local_what what, struct str conversation,
		     struct deadline d, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 16};
	struct local_page page;

	if (what == LOCAL_EXCHANGES)
		return carry_back(s, conversation, d, err);
	/* the time alone is needed, so the smallest page */
	if (local_load(s->local, conversation, 1, &a, &page, err))
		return -1;
	if (page.deleted_us == 0) /* expired a moment ago */
		return 0;
	return carry_deletion(s, conversation, page.deleted_us, d, err);
}

/* Goes through what is pending once; a conversation that Redis refuses doesn't stop the others. */
static int carry_all(struct session *s, enum local_what what, struct deadline d, struct err *err)
{
	struct str after = STR(""), *list;
	char last[256];
	struct err own;
	int failed = 0;
	size_t i, n = BATCH;

	while (n == BATCH && !deadline_passed(d)) {
		ARENA_AUTO struct arena a = {.cap = 1 << 20};

		if (local_pending(s->local, what, after, BATCH, &a, &list, &n, err))
			return -1;
		for (i = 0; i < n && !deadline_passed(d); i++) {
			if (carry_one(s, what, list[i], d, &own) == 0)
				continue;
			failed = err_set(err, own.code, "%s", own.msg);
			if (own.code != ERR_REFUSED)
				return -1;
		}
		if (n) {
			after = str_sub(list[n - 1], 0, sizeof last);
			after = (struct str){memcpy(last, after.p, after.n), after.n};
		}
	}
	return failed;
}

int session_sync(struct session *s, struct deadline d, struct err *err)
{
	struct err own;
	int failed;

	failed = local_purge(s->local, &own) || notice_restart(s, d, &own) ||
		 carry_all(s, LOCAL_DELETIONS, d, &own) || learn_deletions(s, d, &own) ||
		 carry_all(s, LOCAL_EXCHANGES, d, &own);
	return failed ? err_set(err, own.code, "%s", own.msg) : 0;
}
