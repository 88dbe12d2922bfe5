#include "port/conversation/session_impl.h"

/* Conversations that are read from the local store at once. */
enum { BATCH = 64 };

/* A Redis that was restarted, or another one in its place, may lack anything. */
static int notice_restart(struct session *s, struct deadline d, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 16};
	struct str args[] = {STR("INFO"), STR("server")}, info, run, known;
	JSON_AUTO struct json *answer = NULL;
	struct err own;

	if (redis_command(s->redis, args, 2, d, &answer, &own)) {
		/* if this user may not ask, session_load still repairs what is loaded */
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

/* Takes over what was deleted on other machines. */
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
				 session_deleted_life_s(s), err))
			return -1;
	return n ? local_set_note(s->local, "deletions", list[n - 1].position, err) : 0;
}

static int carry_one(struct session *s, enum local_what what, struct str conversation,
		     struct deadline d, struct err *err)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 16};
	struct local_page page;

	if (what == LOCAL_EXCHANGES)
		return session_carry_back(s, conversation, d, err);
	/* only the time of the deletion is needed, so the smallest page will do */
	if (local_load(s->local, conversation, 1, &a, &page, err))
		return -1;
	if (page.deleted_us == 0) /* expired a moment ago */
		return 0;
	return session_carry_deletion(s, conversation, page.deleted_us, d, err);
}

/* Goes once through what is pending. A conversation that Redis refuses does not stop the others. */
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
