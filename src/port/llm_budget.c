#include "port/llm_budget.h"

#include <stdio.h>

enum { DAY_S = 86400 };

/* "llm-tokens" of all keys, "llm-tokens:NAME" of one. */
static int64_t count(struct shared *s, const char *what, struct str key_name, long amount)
{
	char name[256];
	int n = snprintf(name, sizeof name, "llm-%s%s%.*s", what, key_name.n ? ":" : "", STR_ARG(key_name));

	return shared_count(s, (struct str){name, n < (int)sizeof name ? (size_t)n : sizeof name - 1}, DAY_S, amount, NULL);
}

int llm_budget_check(const struct conf *conf, struct shared *s, struct str key_name, struct err *err)
{
	if (conf->llm_daily_calls && count(s, "calls", STR(""), 0) >= conf->llm_daily_calls)
		return err_set(err, ERR_REFUSED, "LLM_DAILY_CALLS are used up");
	if (conf->llm_daily_tokens && count(s, "tokens", STR(""), 0) >= conf->llm_daily_tokens)
		return err_set(err, ERR_REFUSED, "LLM_DAILY_TOKENS are used up");
	if (conf->llm_daily_tokens_per_key && key_name.n &&
	    count(s, "tokens", key_name, 0) >= conf->llm_daily_tokens_per_key)
		return err_set(err, ERR_REFUSED, "LLM_DAILY_TOKENS_PER_KEY are used up by \"%.*s\"", STR_ARG(key_name));
	return 0;
}

void llm_budget_spend(struct shared *s, struct str key_name, long tokens)
{
	count(s, "calls", STR(""), 1);
	count(s, "tokens", STR(""), tokens);
	if (key_name.n)
		count(s, "tokens", key_name, tokens);
}
