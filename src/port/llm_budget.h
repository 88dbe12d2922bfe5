/*
 * The daily ceiling on what language models may cost, counted by all
 * responders together (shared.h).  A day begins with its first call.
 */
#ifndef PORT_LLM_BUDGET_H
#define PORT_LLM_BUDGET_H

#include "base/conf.h"
#include "base/err.h"
#include "port/shared.h"

/* Whether one more call is within the ceilings; ERR_REFUSED says which not. key_name "": only those of all keys together. */
int llm_budget_check(const struct conf *conf, struct shared *s, struct str key_name, struct err *err);
/* Counts a call that was made. */
void llm_budget_spend(struct shared *s, struct str key_name, long tokens);

#endif
