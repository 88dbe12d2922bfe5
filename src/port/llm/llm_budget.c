#include "port/llm/llm_budget.h"

#include <stdio.h>

#include "port/access/tally.h"

enum { DAY_S = 86400, NAME_BYTES = 160 };

/* What was used up in the present day. */
struct used {
	int64_t calls, tokens, key_tokens;
};

static bool limited(const struct conf *c)
{
	return c->llm_daily_calls || c->llm_daily_tokens || c->llm_daily_tokens_per_key;
}

static struct used count(const struct llm_budget *b, int64_t calls, int64_t tokens)
{
	char name[NAME_BYTES];
	/* a call is counted even when its own deadline has passed; Redis has a bound of its own */
	struct deadline d = deadline_in(2 * b->conf->redis_timeout_ms);
	int n = snprintf(name, sizeof name, "llm-tokens:%.*s", STR_ARG(b->key_name));
	struct tally t[] = {
		{.name = STR("llm-calls"), .amount = calls},
		{.name = STR("llm-tokens"), .amount = tokens},
		{.name = {name, n < NAME_BYTES ? (size_t)n : NAME_BYTES - 1}, .amount = tokens},
	};

	/* without a ceiling the counts of other machines don't matter */
	tally(limited(b->conf) ? b->redis : NULL, b->shared, DAY_S, t, b->key_name.n ? 3 : 2, d);
	return (struct used){t[0].count, t[1].count, t[2].count};
}

int llm_budget_check(const struct llm_budget *b, struct err *err)
{
	const struct conf *c = b->conf;
	struct used used;

	if (!limited(c))
		return 0;
	used = count(b, 0, 0);
	if (c->llm_daily_calls && used.calls >= c->llm_daily_calls)
		return err_set(err, ERR_REFUSED, "LLM_DAILY_CALLS are used up");
	if (c->llm_daily_tokens && used.tokens >= c->llm_daily_tokens)
		return err_set(err, ERR_REFUSED, "LLM_DAILY_TOKENS are used up");
	if (c->llm_daily_tokens_per_key && used.key_tokens >= c->llm_daily_tokens_per_key)
		return err_set(err, ERR_REFUSED, "LLM_DAILY_TOKENS_PER_KEY are used up by \"%.*s\"",
			       STR_ARG(b->key_name));
	return 0;
}

void llm_budget_spend(const struct llm_budget *b, long tokens)
{
	count(b, 1, tokens);
}
