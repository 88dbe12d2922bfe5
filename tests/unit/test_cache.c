#include "redis_world.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "port/conversation/cache.h"

static struct cache_call call_for(struct world *w, const char *key)
{
	static _Thread_local struct patience patience;

	patience = (struct patience){.deadline = deadline_in(30000)};
	return (struct cache_call){.conf = w->conf, .redis = w->redis, .key = str_of(key), .patience = &patience};
}

static void what_was_put_is_found(void **state)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct world *w = *state;
	struct cache_call one = call_for(w, "q1"), other = call_for(w, "q2");
	struct cache_claim claim;

	assert_int_equal(cache_enter(&one, &a, &claim, NULL), 0);
	assert_int_equal(claim.state, CACHE_MINE);
	cache_put(&one, &claim, STR("a\0b"));
	assert_int_equal(cache_enter(&one, &a, &claim, NULL), 0);
	assert_int_equal(claim.state, CACHE_HIT);
	assert_int_equal(claim.value.n, 3);
	assert_memory_equal(claim.value.p, "a\0b", 3);
	assert_int_equal(cache_enter(&other, &a, &claim, NULL), 0);
	assert_int_equal(claim.state, CACHE_MINE);
	cache_abandon(&other, &claim);
	/* of the two calls one key is left, with its time to live */
	assert_int_equal(world_ask_int(w, "DBSIZE"), 1);
	assert_int_equal(cache_enter(&other, &a, &claim, NULL), 0);
	assert_int_equal(claim.state, CACHE_MINE);
}

static int give_up(void *arg)
{
	return ++*(int *)arg > 2;
}

static void a_reader_who_leaves_ends_the_waiting(void **state)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct world *w = *state;
	struct cache_call call = call_for(w, "q");
	struct cache_claim mine, other;
	struct err err;
	int waits = 0;
	struct patience patience = {deadline_in(30000), give_up, &waits, 0};

	assert_int_equal(cache_enter(&call, &a, &mine, NULL), 0);
	call.patience = &patience;
	assert_int_equal(cache_enter(&call, &a, &other, &err), -1);
	assert_int_equal(err.code, ERR_GONE);
	assert_int_equal(waits, 3);
	/* a caller whose time is over goes on without the cache */
	patience = (struct patience){.deadline = deadline_in(200)};
	assert_int_equal(cache_enter(&call, &a, &other, &err), 0);
	assert_int_equal(other.state, CACHE_OFF);
	/* and doesn't release another caller's claim */
	other = mine;
	memcpy(other.token, "not-the-token-of-it", 20);
	patience.deadline = deadline_in(5000);
	cache_abandon(&call, &other);
	assert_int_equal(world_ask_int(w, "DBSIZE"), 1);
}

static void a_claim_is_a_lease(void **state)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct world *w = *state;
	struct cache_call call = call_for(w, "q");
	struct cache_claim mine, other;
	char ask[160];

	assert_int_equal(cache_enter(&call, &a, &mine, NULL), 0);
	snprintf(ask, sizeof ask, "PTTL %s:claim", mine.key);
	assert_in_range(world_ask_int(w, ask), 1000, 6000);
	/* a claim that is renewed in time stays */
	snprintf(ask, sizeof ask, "PEXPIRE %s:claim 900", mine.key);
	assert_int_equal(world_ask_int(w, ask), 1);
	mine.renew_at = deadline_in(0);
	cache_renew(&call, &mine);
	snprintf(ask, sizeof ask, "PTTL %s:claim", mine.key);
	assert_in_range(world_ask_int(w, ask), 1000, 6000);
	/* one that isn't goes to another caller, and its first owner can no longer renew it */
	assert_int_equal(cache_enter(&call, &a, &other, NULL), 0);
	assert_int_equal(other.state, CACHE_MINE);
	snprintf(ask, sizeof ask, "PEXPIRE %s:claim 900", mine.key);
	assert_int_equal(world_ask_int(w, ask), 1);
	mine.renew_at = deadline_in(0);
	cache_renew(&call, &mine);
	snprintf(ask, sizeof ask, "PTTL %s:claim", mine.key);
	assert_in_range(world_ask_int(w, ask), 0, 900);
}

static void without_redis_or_switched_off_all_make_their_own(void **state)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct world *w = *state;
	struct cache_call call;
	struct cache_claim claim;

	setenv("CACHE_ENABLED", "false", 1);
	world_reopen(w);
	call = call_for(w, "q");
	assert_int_equal(cache_enter(&call, &a, &claim, NULL), 0);
	assert_int_equal(claim.state, CACHE_OFF);
	assert_int_equal(world_ask_int(w, "DBSIZE"), 0);
	unsetenv("CACHE_ENABLED");
	world_reopen(w);
	redis_server_kill(&w->server);
	call = call_for(w, "q");
	assert_int_equal(cache_enter(&call, &a, &claim, NULL), 0);
	assert_int_equal(claim.state, CACHE_OFF);
	cache_put(&call, &claim, STR("x"));
	cache_abandon(&call, &claim);
}

/* --- a hundred ask the same ------------------------------------------------- */

enum { ASKERS = 100 };

struct crowd {
	struct world *world;
	atomic_int made, found, first_fails;
};

static void *ask_the_same(void *arg)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	struct crowd *c = arg;
	struct redis *own;
	struct cache_call call = call_for(c->world, "popular");
	struct cache_claim claim;

	if (redis_open(c->world->conf, c->world->shared, &own, NULL))
		return NULL;
	call.redis = own;
	if (cache_enter(&call, &a, &claim, NULL) == 0 && claim.state == CACHE_HIT) {
		if (str_eq(claim.value, STR("the answer")))
			atomic_fetch_add(&c->found, 1);
	} else if (atomic_exchange(&c->first_fails, 0)) {
		cache_abandon(&call, &claim);
	} else {
		atomic_fetch_add(&c->made, 1);
		cache_put(&call, &claim, STR("the answer"));
	}
	redis_close(own);
	return NULL;
}

static void a_hundred_who_ask_the_same_cost_one_answer(void **state)
{
	struct crowd c = {.world = *state};
	pthread_t threads[ASKERS];
	int i;

	/* the first one fails, and the next in line takes over */
	atomic_store(&c.first_fails, 1);
	for (i = 0; i < ASKERS; i++)
		pthread_create(&threads[i], NULL, ask_the_same, &c);
	for (i = 0; i < ASKERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&c.made), 1);
	assert_int_equal(atomic_load(&c.found), ASKERS - 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_put_is_found, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_reader_who_leaves_ends_the_waiting, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_claim_is_a_lease, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(without_redis_or_switched_off_all_make_their_own, world_setup,
						world_teardown),
		cmocka_unit_test_setup_teardown(a_hundred_who_ask_the_same_cost_one_answer, world_setup,
						world_teardown),
	};

	signal(SIGPIPE, SIG_IGN);
	redis_server_need();
	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
