/*
 * The daily ceiling on what language models may cost, counted together by all
 * responders of all machines (tally.h).  A day begins with its first call.
 */
#ifndef PORT_LLM_BUDGET_H
#define PORT_LLM_BUDGET_H

#include "base/conf.h"
#include "base/err.h"
#include "port/net/redis.h"
#include "port/system/shared.h"

struct llm_budget {
	const struct conf *conf;
	struct redis *redis; /* NULL: only this machine's counts */
	struct shared *shared;
	struct str key_name; /* "": only the ceilings for all keys together */
};

/* 0 when one more call is within the ceilings; ERR_REFUSED names the one that is reached. */
int llm_budget_check(const struct llm_budget *b, struct err *err);
/* Counts a call that was made. */
void llm_budget_spend(const struct llm_budget *b, long tokens);

#endif
