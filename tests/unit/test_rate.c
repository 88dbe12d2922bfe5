#include "redis_world.h"

#include <pthread.h>
#include <signal.h>

#include "port/access/rate.h"

static const struct key web = {.name = "web", .per_hour = 3}, all = {.name = "default"};

static struct rate hit(struct world *w, const struct key *key, const char *address)
{
	struct rate_caller who = {key, str_of(address), STR("")};

	return rate_hit(w->conf, w->redis, w->shared, &who, deadline_in(5000));
}

static void a_key_has_its_limit(void **state)
{
	struct world *w = *state;
	struct rate r;

	setenv("RATE_LIMIT_PER_HOUR", "2", 1);
	world_reopen(w);
	r = hit(w, &web, "192.0.2.1");
	assert_true(r.allowed);
	assert_int_equal(r.limit, 3);
	assert_int_equal(r.left, 2);
	assert_in_range(r.reset_s, 3590, 3600);
	assert_true(hit(w, &web, "192.0.2.2").allowed);
	assert_true(hit(w, &web, "192.0.2.3").allowed);
	r = hit(w, &web, "192.0.2.4");
	assert_false(r.allowed);
	assert_int_equal(r.left, 0);
	/* another key is not affected */
	assert_int_equal(hit(w, &all, "192.0.2.1").left, 1);
	unsetenv("RATE_LIMIT_PER_HOUR");
}

static void addresses_may_have_limits_of_their_own(void **state)
{
	struct world *w = *state;

	setenv("RATE_LIMIT_BY", "key_address", 1);
	world_reopen(w);
	assert_int_equal(hit(w, &web, "192.0.2.1").left, 2);
	assert_int_equal(hit(w, &web, "192.0.2.2").left, 2);
	assert_int_equal(hit(w, &web, "::ffff:192.0.2.1").left, 1);
	assert_int_equal(hit(w, &web, "2001:db8:1:2::1").left, 2);
	assert_int_equal(hit(w, &web, "2001:db8:1:2:ffff::9").left, 1);
	assert_int_equal(hit(w, &web, "2001:db8:1:3::1").left, 2);
	unsetenv("RATE_LIMIT_BY");
}

static void switched_off_it_allows_all(void **state)
{
	struct world *w = *state;
	int i;

	setenv("RATE_LIMIT_ENABLED", "false", 1);
	world_reopen(w);
	for (i = 0; i < 10; i++)
		assert_true(hit(w, &web, "192.0.2.1").allowed);
	assert_int_equal(world_ask_int(w, "DBSIZE"), 0);
	unsetenv("RATE_LIMIT_ENABLED");
}

static void redis_holds_no_names_and_forgets(void **state)
{
	struct world *w = *state;
	JSON_AUTO struct json *names = NULL, *left = NULL;
	struct str ttl[2] = {STR("TTL")};
	int64_t s = 0;

	hit(w, &web, "192.0.2.1");
	names = world_ask(w, "KEYS *");
	assert_int_equal(json_length(names), 1);
	ttl[1] = json_str_or_empty(json_at(names, 0));
	assert_int_equal(str_find(ttl[1], STR("web")), ttl[1].n);
	assert_int_equal(redis_command(w->redis, ttl, 2, deadline_in(5000), &left, NULL), 0);
	assert_true(json_to_int(left, &s));
	assert_in_range(s, 3590, 3600);
}

static void the_count_goes_on_without_redis(void **state)
{
	struct world *w = *state;

	assert_int_equal(hit(w, &web, "192.0.2.1").left, 2);
	redis_server_kill(&w->server);
	assert_int_equal(hit(w, &web, "192.0.2.1").left, 1);
	assert_int_equal(hit(w, &web, "192.0.2.1").left, 0);
	assert_false(hit(w, &web, "192.0.2.1").allowed);
	redis_server_start(&w->server);
	world_await(w);
	assert_int_equal(hit(w, &web, "192.0.2.1").left, 2);
}

enum { THREADS = 4, HITS = 50 };

static void *hit_often(void *arg)
{
	struct world *w = arg;
	struct rate_caller who = {&all, STR("192.0.2.1"), STR("")};
	struct redis *own;
	int i;

	if (redis_open(w->conf, w->shared, &own, NULL) == 0) {
		for (i = 0; i < HITS; i++)
			rate_hit(w->conf, own, w->shared, &who, deadline_in(5000));
		redis_close(own);
	}
	return NULL;
}

static void threads_lose_no_count(void **state)
{
	struct world *w = *state;
	pthread_t threads[THREADS];
	int i;

	setenv("RATE_LIMIT_PER_HOUR", "1000", 1);
	world_reopen(w);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, hit_often, w);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(hit(w, &all, "192.0.2.1").left, 1000 - THREADS * HITS - 1);
	unsetenv("RATE_LIMIT_PER_HOUR");
}

static void guessing_is_locked_but_not_for_known_keys(void **state)
{
	struct world *w = *state;
	long retry = 0;
	int i;

	setenv("AUTH_FAILURES_PER_MINUTE", "5", 1);
	world_reopen(w);
	rate_auth_ok(w->shared, STR("192.0.2.1"), STR("right"));
	for (i = 0; i < 5; i++) {
		assert_false(rate_auth_locked(w->conf, w->shared, STR("192.0.2.1"), STR("guess"), &retry));
		rate_auth_failed(w->shared, STR("192.0.2.1"));
	}
	assert_true(rate_auth_locked(w->conf, w->shared, STR("192.0.2.1"), STR("guess"), &retry));
	assert_in_range(retry, 1, 60);
	assert_false(rate_auth_locked(w->conf, w->shared, STR("192.0.2.1"), STR("right"), &retry));
	assert_false(rate_auth_locked(w->conf, w->shared, STR("192.0.2.2"), STR("guess"), &retry));
	/* the /64 of one customer counts as one address */
	for (i = 0; i < 5; i++)
		rate_auth_failed(w->shared, STR("2001:db8::1"));
	assert_true(rate_auth_locked(w->conf, w->shared, STR("2001:db8::2"), STR("guess"), &retry));
	unsetenv("AUTH_FAILURES_PER_MINUTE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_key_has_its_limit, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(addresses_may_have_limits_of_their_own, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(switched_off_it_allows_all, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(redis_holds_no_names_and_forgets, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(the_count_goes_on_without_redis, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(threads_lose_no_count, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(guessing_is_locked_but_not_for_known_keys, world_setup, world_teardown),
	};

	signal(SIGPIPE, SIG_IGN);
	redis_server_need();
	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
