#include "redis_world.h"

#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/conversation/session.h"

/* A second machine: another runtime folder, the same Redis. */
struct machine {
	char runtime[64];
	const struct conf *conf;
	struct shared *shared;
	struct redis *redis;
	struct local *local;
	struct session *session;
};

static void machine_open(struct machine *m, const char *runtime)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	struct err err;

	snprintf(m->runtime, sizeof m->runtime, "%s", runtime);
	setenv("RUNTIME_DIR", runtime, 1);
	m->conf = conf_load("/dev/null", 0, &faults);
	if (m->conf == NULL)
		fail_msg("%s", faults.p);
	if (shared_open(runtime, &m->shared, &err) || redis_open(m->conf, m->shared, &m->redis, &err))
		fail_msg("%s", err.msg);
	m->local = local_new(m->conf);
	m->session = session_new(m->conf, m->redis, m->local);
}

static void machine_close(struct machine *m)
{
	session_free(m->session);
	local_free(m->local);
	redis_close(m->redis);
	shared_close(m->shared);
	conf_unref(m->conf);
}

struct two {
	struct world *world;
	struct machine a, b;
};

static int setup(void **state)
{
	struct two *t = calloc(1, sizeof *t);
	char other[80];

	if (world_setup((void **)&t->world))
		return -1;
	snprintf(other, sizeof other, "%s/other", t->world->runtime);
	machine_open(&t->b, other);
	machine_open(&t->a, t->world->runtime);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct two *t = *state;
	void *world = t->world;

	machine_close(&t->a);
	machine_close(&t->b);
	free(t);
	return world_teardown(&world);
}

static void add_at(struct machine *m, const char *conversation, const char *id, int64_t at_us)
{
	struct exchange x = {.id = str_of(id), .request_id = STR("r-1"), .question = str_of(id),
			     .answer = STR("Jawaban “é”\n\"x\""), .sources = STR("[{\"title\":\"a/b\"}]"),
			     .asked_at_us = at_us};
	struct err err;

	if (session_append(m->session, str_of(conversation), &x, deadline_in(5000), &err))
		fail_msg("%s", err.msg);
}

static void add(struct machine *m, const char *conversation, const char *id)
{
	add_at(m, conversation, id, clock_wall_us());
}

/* Expects the ids of the last `max` exchanges to be `want`, such as "q1 q2 q3". */
static void expect_last(struct machine *m, const char *conversation, size_t max, const char *want)
{
	ARENA_AUTO struct arena a = {.cap = 16 << 20};
	BUF_AUTO struct buf got = BUF_MAX(1 << 16);
	struct exchange *x;
	struct err err;
	size_t i, n;

	if (session_load(m->session, str_of(conversation), max, &a, deadline_in(5000), &x, &n, &err))
		fail_msg("%s", err.msg);
	buf_cstr(&got, "");
	for (i = 0; i < n; i++) {
		buf_printf(&got, "%s%.*s", i ? " " : "", STR_ARG(x[i].id));
		assert_str(x[i].answer, "Jawaban “é”\n\"x\"");
		assert_str(x[i].sources, "[{\"title\":\"a/b\"}]");
		assert_true(str_eq(x[i].question, x[i].id));
	}
	assert_string_equal(got.p ? got.p : "", want);
}

static void expect(struct machine *m, const char *conversation, const char *want)
{
	expect_last(m, conversation, 0, want);
}

/* Waits until this machine sees Redis again and has carried everything back. */
static void sync_all(struct machine *m)
{
	struct deadline by = deadline_in(30000);
	struct err err = {.msg = ""};

	while (session_sync(m->session, deadline_in(10000), &err))
		if (deadline_passed(by))
			fail_msg("%s", err.msg);
}

static void redis_has(struct two *t, const char *conversation, int64_t n)
{
	char words[128];

	world_await(t->world);
	snprintf(words, sizeof words, "LLEN checkpoint:%s", conversation);
	assert_int_equal(world_ask_int(t->world, words), n);
}

static void exchanges_come_back_in_order(void **state)
{
	struct two *t = *state;
	struct exchange nameless = {.question = STR("q"), .answer = STR("a")};
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct exchange *x;
	size_t n;

	expect(&t->a, "new", "");
	add(&t->a, "c", "q1");
	add(&t->a, "c", "q2");
	add(&t->b, "c", "q3");
	expect(&t->a, "c", "q1 q2 q3");
	expect(&t->b, "c", "q1 q2 q3");
	expect_last(&t->b, "c", 2, "q2 q3");
	redis_has(t, "c", 3);
	assert_int_equal(session_append(t->a.session, STR("d"), &nameless, deadline_in(5000), NULL), 0);
	assert_int_equal(session_load(t->a.session, STR("d"), 0, &a, deadline_in(5000), &x, &n, NULL), 0);
	assert_int_equal(n, 1);
	assert_true(x[0].id.n >= 16);
	assert_true(x[0].asked_at_us > 0);
	assert_str(x[0].sources, "");
}

static void the_same_exchange_twice_is_one_and_late_ones_find_their_place(void **state)
{
	struct two *t = *state;
	int64_t now = clock_wall_us();

	add_at(&t->a, "c", "q2", now + 2);
	add_at(&t->a, "c", "q4", now + 4);
	add_at(&t->a, "c", "q3", now + 3);
	add_at(&t->a, "c", "q1", now + 1);
	add_at(&t->a, "c", "q3", now + 3);
	add_at(&t->b, "c", "q4", now + 4);
	expect(&t->a, "c", "q1 q2 q3 q4");
	redis_has(t, "c", 4);
}

static void bad_exchanges_are_refused(void **state)
{
	struct two *t = *state;
	struct exchange x = {.id = STR("a\"b"), .question = STR("q")};
	struct err err;

	assert_int_equal(session_append(t->a.session, STR("c"), &x, deadline_in(5000), &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	x.id = STR("good");
	x.sources = STR("[");
	assert_int_equal(session_append(t->a.session, STR("c"), &x, deadline_in(5000), &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
}

static void only_the_last_turns_are_kept_and_for_their_time(void **state)
{
	struct two *t = *state;
	char id[8];
	int i;

	machine_close(&t->a);
	setenv("CONVERSATION_MAX_TURNS", "3", 1);
	setenv("CONVERSATION_TTL", "500", 1);
	machine_open(&t->a, t->world->runtime);
	for (i = 1; i <= 5; i++) {
		snprintf(id, sizeof id, "q%d", i);
		add(&t->a, "c", id);
	}
	expect(&t->a, "c", "q3 q4 q5");
	redis_has(t, "c", 3);
	assert_in_range(world_ask_int(t->world, "TTL checkpoint:c"), 490, 500);
	redis_server_kill(&t->world->server);
	expect(&t->a, "c", "q3 q4 q5");
	unsetenv("CONVERSATION_MAX_TURNS");
	unsetenv("CONVERSATION_TTL");
}

static void the_original_systems_key_is_put_aside(void **state)
{
	struct two *t = *state;

	json_free(world_ask(t->world, "SET checkpoint:c something EX 1000"));
	expect(&t->a, "c", "");
	add(&t->a, "c", "q1");
	expect(&t->a, "c", "q1");
	assert_in_range(world_ask_int(t->world, "TTL checkpoint:c:replaced"), 990, 1000);
	/* a list with foreign elements is left alone */
	json_free(world_ask(t->world, "RPUSH checkpoint:d foreign"));
	add(&t->a, "d", "q1");
	expect(&t->a, "d", "q1");
	assert_int_equal(world_ask_int(t->world, "LLEN checkpoint:d"), 2);
}

static void without_redis_the_conversation_goes_on(void **state)
{
	struct two *t = *state;

	add(&t->a, "c", "q1");
	add(&t->b, "c", "q2");
	expect(&t->a, "c", "q1 q2");
	redis_server_kill(&t->world->server);
	expect(&t->a, "c", "q1 q2");
	add(&t->a, "c", "q3");
	expect(&t->a, "c", "q1 q2 q3");
	assert_int_equal(session_sync(t->a.session, deadline_in(5000), NULL), -1);
	/* Redis comes back empty */
	redis_server_start(&t->world->server);
	sync_all(&t->a);
	redis_has(t, "c", 3);
	expect(&t->b, "c", "q1 q2 q3");
	add(&t->b, "c", "q4");
	expect(&t->a, "c", "q1 q2 q3 q4");
	redis_has(t, "c", 4);
}

static void a_redis_that_kept_its_data_gets_the_rest(void **state)
{
	struct two *t = *state;

	redis_server_kill(&t->world->server);
	t->world->server.persistent = true;
	redis_server_start(&t->world->server);
	sync_all(&t->a);
	add(&t->a, "c", "q1");
	add(&t->a, "c", "q2");
	redis_server_kill(&t->world->server);
	add(&t->a, "c", "q3");
	redis_server_start(&t->world->server);
	sync_all(&t->a);
	redis_has(t, "c", 3);
	expect(&t->a, "c", "q1 q2 q3");
	expect(&t->b, "c", "q1 q2 q3");
}

static void a_hanging_redis_is_survived(void **state)
{
	struct two *t = *state;

	add(&t->a, "c", "q1");
	redis_server_freeze(&t->world->server);
	/* the server executes it when it goes on, although nobody got the answer */
	add(&t->a, "c", "q2");
	expect(&t->a, "c", "q1 q2");
	redis_server_thaw(&t->world->server);
	sync_all(&t->a);
	redis_has(t, "c", 2);
	expect(&t->b, "c", "q1 q2");
}

static void an_emptied_redis_is_filled_by_loading(void **state)
{
	struct two *t = *state;
	char id[8];
	int i;

	for (i = 1; i <= 6; i++) {
		snprintf(id, sizeof id, "q%d", i);
		add(&t->a, "c", id);
	}
	sync_all(&t->a);
	json_free(world_ask(t->world, "FLUSHALL"));
	expect_last(&t->a, "c", 2, "q5 q6");
	redis_has(t, "c", 6);
}

static void deleted_is_deleted_everywhere(void **state)
{
	struct two *t = *state;

	sync_all(&t->b);
	add(&t->a, "c", "q1");
	expect(&t->b, "c", "q1");
	assert_int_equal(session_delete(t->a.session, STR("c"), deadline_in(5000), NULL), 0);
	assert_int_equal(session_delete(t->a.session, STR("never"), deadline_in(5000), NULL), 0);
	redis_has(t, "c", 0);
	/* the other machine's store loses it as well, since Redis has told it by then */
	sync_all(&t->b);
	redis_server_kill(&t->world->server);
	expect(&t->a, "c", "");
	expect(&t->b, "c", "");
	add(&t->b, "c", "q2");
	expect(&t->b, "c", "q2");
}

static void a_deletion_without_redis_is_carried_out_later(void **state)
{
	struct two *t = *state;

	redis_server_kill(&t->world->server);
	t->world->server.persistent = true;
	redis_server_start(&t->world->server);
	sync_all(&t->a);
	sync_all(&t->b);
	add(&t->a, "c", "q1");
	expect(&t->b, "c", "q1");
	redis_server_kill(&t->world->server);
	assert_int_equal(session_delete(t->a.session, STR("c"), deadline_in(5000), NULL), 0);
	expect(&t->a, "c", "");
	add(&t->a, "c", "q2");
	/* the other machine doesn't know of the deletion yet and adds to the old conversation */
	add(&t->b, "c", "q3");
	redis_server_start(&t->world->server);
	sync_all(&t->b);
	sync_all(&t->a);
	sync_all(&t->b);
	expect(&t->a, "c", "q2 q3");
	expect(&t->b, "c", "q2 q3");
	redis_has(t, "c", 2);
}

static void a_late_append_does_not_bring_back_what_was_deleted(void **state)
{
	struct two *t = *state;
	int64_t before = clock_wall_us();

	add(&t->a, "c", "q1");
	assert_int_equal(session_delete(t->b.session, STR("c"), deadline_in(5000), NULL), 0);
	add_at(&t->a, "c", "q0", before);
	expect(&t->a, "c", "");
	expect(&t->b, "c", "");
	/* nor does an empty Redis bring it back, with a machine that never heard of the deletion */
	json_free(world_ask(t->world, "FLUSHALL"));
	expect(&t->b, "c", "");
	add_at(&t->b, "c", "q1", before);
	expect(&t->b, "c", "");
}

static void what_expired_is_forgotten(void **state)
{
	struct two *t = *state;
	struct deadline by = deadline_in(20000);
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct exchange *x;
	size_t n = 1;

	machine_close(&t->a);
	setenv("CONVERSATION_TTL", "1", 1);
	machine_open(&t->a, t->world->runtime);
	unsetenv("CONVERSATION_TTL");
	add(&t->a, "c", "q1");
	redis_server_kill(&t->world->server);
	while (n) {
		arena_reset(&a);
		assert_int_equal(session_load(t->a.session, STR("c"), 0, &a, deadline_in(5000), &x, &n, NULL), 0);
		assert_false(deadline_passed(by));
	}
	add(&t->a, "c", "q2");
	expect(&t->a, "c", "q2");
	session_sync(t->a.session, deadline_in(1000), NULL);
}

static void a_broken_local_store_is_begun_anew(void **state)
{
	struct two *t = *state;
	char path[128];
	struct stat st;

	add(&t->a, "c", "q1");
	machine_close(&t->a);
	snprintf(path, sizeof path, "%s/conversations.db", t->world->runtime);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(file_write(path, STR("this is no database, and longer than a hundred bytes: "
					      "0123456789012345678901234567890123456789012345678901234567890123456789"),
				    0600, NULL), 0);
	machine_open(&t->a, t->world->runtime);
	expect(&t->a, "c", "q1");
	redis_server_kill(&t->world->server);
	expect(&t->a, "c", "q1");
}

static void with_neither_store_it_fails(void **state)
{
	struct two *t = *state;
	struct exchange x = {.question = STR("q")};
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct exchange *list;
	struct err err;
	size_t n;
	char path[128];

	machine_close(&t->a);
	snprintf(path, sizeof path, "%s/conversations.db", t->world->runtime);
	assert_int_equal(mkdir(path, 0700), 0);
	machine_open(&t->a, t->world->runtime);
	add(&t->a, "c", "q1");
	expect(&t->a, "c", "q1");
	assert_int_equal(session_delete(t->a.session, STR("other"), deadline_in(5000), &err), 0);
	redis_server_kill(&t->world->server);
	assert_int_equal(session_append(t->a.session, STR("c"), &x, deadline_in(5000), &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_int_equal(session_load(t->a.session, STR("c"), 0, &a, deadline_in(5000), &list, &n, &err), -1);
}

/* --- many at once ---------------------------------------------------------- */

enum { AT_ONCE = 20, EACH = 2 };

struct asker {
	struct machine *machine;
	struct local *local;
	int number;
	int failures;
};

static void *ask_some(void *arg)
{
	struct asker *me = arg;
	struct redis *redis;
	struct session *s;
	char id[32];
	int i;

	if (redis_open(me->machine->conf, me->machine->shared, &redis, NULL)) {
		me->failures++;
		return NULL;
	}
	s = session_new(me->machine->conf, redis, me->local);
	for (i = 0; i < EACH; i++) {
		struct exchange x = {.question = STR("q"), .answer = STR("a")};

		snprintf(id, sizeof id, "t%d-%d", me->number, i);
		x.id = str_of(id);
		me->failures += session_append(s, STR("c"), &x, deadline_in(10000), NULL) != 0;
	}
	session_free(s);
	redis_close(redis);
	return NULL;
}

static void expect_all(struct two *t, struct machine *m)
{
	ARENA_AUTO struct arena a = {.cap = 16 << 20};
	struct exchange *x;
	size_t i, n;

	assert_int_equal(session_load(m->session, STR("c"), 0, &a, deadline_in(10000), &x, &n, NULL), 0);
	assert_int_equal(n, AT_ONCE * EACH);
	for (i = 1; i < n; i++)
		assert_true(x[i - 1].asked_at_us <= x[i].asked_at_us);
	redis_has(t, "c", AT_ONCE * EACH);
}

static void run_askers(struct two *t, bool break_redis)
{
	pthread_t threads[AT_ONCE];
	struct asker askers[AT_ONCE];
	int i;

	for (i = 0; i < AT_ONCE; i++) {
		struct machine *m = i % 2 ? &t->a : &t->b;

		askers[i] = (struct asker){m, m->local, i, 0};
		pthread_create(&threads[i], NULL, ask_some, &askers[i]);
		if (break_redis && i == AT_ONCE / 3)
			redis_server_kill(&t->world->server);
		if (break_redis && i == AT_ONCE * 2 / 3)
			redis_server_start(&t->world->server);
	}
	for (i = 0; i < AT_ONCE; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(askers[i].failures, 0);
	}
}

static void many_at_once_lose_none(void **state)
{
	struct two *t = *state;

	run_askers(t, false);
	expect_all(t, &t->a);
	expect_all(t, &t->b);
}

static void nor_while_redis_dies_and_returns(void **state)
{
	struct two *t = *state;

	run_askers(t, true);
	sync_all(&t->a);
	sync_all(&t->b);
	expect_all(t, &t->a);
	expect_all(t, &t->b);
}

static void processes_share_the_local_store(void **state)
{
	struct two *t = *state;
	ARENA_AUTO struct arena a = {.cap = 16 << 20};
	struct exchange *x;
	int i, status;
	size_t n;

	redis_server_kill(&t->world->server);
	for (i = 0; i < AT_ONCE; i++) {
		if (fork() == 0) {
			struct asker me = {&t->a, local_new(t->a.conf), i, 0};

			ask_some(&me);
			_exit(me.failures ? 1 : 0);
		}
	}
	for (i = 0; i < AT_ONCE; i++) {
		wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(session_load(t->a.session, STR("c"), 0, &a, deadline_in(10000), &x, &n, NULL), 0);
	assert_int_equal(n, AT_ONCE * EACH);
	redis_server_start(&t->world->server);
	sync_all(&t->a);
	expect_all(t, &t->a);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(exchanges_come_back_in_order),
		TEST(the_same_exchange_twice_is_one_and_late_ones_find_their_place),
		TEST(bad_exchanges_are_refused),
		TEST(only_the_last_turns_are_kept_and_for_their_time),
		TEST(the_original_systems_key_is_put_aside),
		TEST(without_redis_the_conversation_goes_on),
		TEST(a_redis_that_kept_its_data_gets_the_rest),
		TEST(a_hanging_redis_is_survived),
		TEST(an_emptied_redis_is_filled_by_loading),
		TEST(deleted_is_deleted_everywhere),
		TEST(a_deletion_without_redis_is_carried_out_later),
		TEST(a_late_append_does_not_bring_back_what_was_deleted),
		TEST(what_expired_is_forgotten),
		TEST(a_broken_local_store_is_begun_anew),
		TEST(with_neither_store_it_fails),
		TEST(many_at_once_lose_none),
		TEST(nor_while_redis_dies_and_returns),
		TEST(processes_share_the_local_store),
	};

	signal(SIGPIPE, SIG_IGN);
	redis_server_need();
	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
