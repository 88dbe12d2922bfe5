#include "redis_world.h"

#include <signal.h>

#include "port/access/tally.h"
#include "port/llm/llm_budget.h"

static struct llm_budget budget_of(struct world *w, const char *key)
{
	return (struct llm_budget){w->conf, w->redis, w->shared, str_of(key)};
}

static void refused_for(const struct llm_budget *b, const char *setting)
{
	struct err err;

	assert_int_equal(llm_budget_check(b, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.msg, setting));
}

static void ceilings_hold_for_all_and_for_a_key(void **state)
{
	struct world *w = *state;
	struct llm_budget web, app;

	setenv("LLM_DAILY_CALLS", "4", 1);
	setenv("LLM_DAILY_TOKENS", "1000", 1);
	setenv("LLM_DAILY_TOKENS_PER_KEY", "300", 1);
	world_reopen(w);
	web = budget_of(w, "web");
	app = budget_of(w, "app");
	assert_int_equal(llm_budget_check(&web, NULL), 0);
	llm_budget_spend(&web, 300);
	refused_for(&web, "LLM_DAILY_TOKENS_PER_KEY");
	assert_int_equal(llm_budget_check(&app, NULL), 0);
	llm_budget_spend(&app, 100);
	/* the machine's own count serves while Redis is unreachable */
	redis_server_kill(&w->server);
	llm_budget_spend(&app, 100);
	assert_int_equal(llm_budget_check(&app, NULL), 0);
	llm_budget_spend(&app, 99);
	refused_for(&app, "LLM_DAILY_CALLS");
	unsetenv("LLM_DAILY_CALLS");
	unsetenv("LLM_DAILY_TOKENS");
	unsetenv("LLM_DAILY_TOKENS_PER_KEY");
}

static void machines_share_a_day(void **state)
{
	struct world *w = *state;
	struct shared *elsewhere;
	struct llm_budget here, there;
	char other[80];

	setenv("LLM_DAILY_TOKENS", "100", 1);
	world_reopen(w);
	snprintf(other, sizeof other, "%s/other", w->runtime);
	assert_int_equal(shared_open(other, &elsewhere, NULL), 0);
	here = there = budget_of(w, "");
	there.shared = elsewhere;
	llm_budget_spend(&there, 100);
	refused_for(&here, "LLM_DAILY_TOKENS");
	shared_close(elsewhere);
	unsetenv("LLM_DAILY_TOKENS");
}

static void without_ceilings_redis_is_not_asked(void **state)
{
	struct world *w = *state;
	struct llm_budget b = budget_of(w, "web");
	struct tally calls = {.name = STR("llm-calls")};

	llm_budget_spend(&b, 10);
	assert_int_equal(llm_budget_check(&b, NULL), 0);
	tally(NULL, w->shared, 86400, &calls, 1, deadline_in(1000));
	assert_int_equal(calls.count, 1);
	assert_int_equal(world_ask_int(w, "DBSIZE"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ceilings_hold_for_all_and_for_a_key, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(machines_share_a_day, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(without_ceilings_redis_is_not_asked, world_setup, world_teardown),
	};

	signal(SIGPIPE, SIG_IGN);
	redis_server_need();
	if (crypto_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
