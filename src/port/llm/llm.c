#include "port/llm/llm.h"

#include <stdio.h>

#include "port/llm/llm_ask.h"
#include "port/llm/llm_budget.h"

/* Tokens that the call took; a quarter of the bytes where the server does not say. */
static long spent(const struct llm_call *call, const struct llm_answer *answer)
{
	size_t bytes = answer->text.n, i;

	if (answer->total_tokens)
		return answer->total_tokens;
	for (i = 0; i < call->messages_n; i++)
		bytes += call->messages[i].text.n;
	return (long)(bytes / 4);
}

static int unanswered(const struct llm_call *call, const struct buf *reasons, struct err *err)
{
	if (err->code == ERR_GONE || err->code == ERR_NO_MEMORY)
		return -1;
	return err_set(err, deadline_passed(call->patience->deadline) ? ERR_TIMEOUT : ERR_UNAVAILABLE, "%s",
		       reasons->n ? reasons->p : "no language model is configured");
}

int llm_chat(struct ports *p, const struct llm_call *call, struct arena *a, struct llm_answer *ret,
	     struct err *err)
{
	BUF_AUTO struct buf reasons = BUF_MAX(4096); /* "name: why; …" */
	struct llm_providers providers = llm_providers_of(p->conf);
	struct err own = {0};
	struct llm_ask ask = {.ports = p, .arena = a, .answer = ret, .err = err ? err : &own};
	struct llm_budget budget = {p->conf, p->redis, p->shared, call->key_name};
	enum llm_next next = LLM_ASK_OTHER;
	size_t i;

	*ret = (struct llm_answer){.text = STR("")};
	ask.err->code = ERR_NONE;
	if (llm_budget_check(&budget, err) != 0)
		return -1;
	for (i = 0; i < providers.n && next == LLM_ASK_OTHER; i++) {
		ask.call = *call;
		next = llm_ask(&ask, &providers.at[i]);
		if (next != LLM_ANSWERED)
			buf_printf(&reasons, "%s%.*s: %s", reasons.n ? "; " : "", STR_ARG(providers.at[i].name),
				   ask.err->msg);
	}
	if (next == LLM_ANSWERED || ret->began)
		llm_budget_spend(&budget, spent(call, ret));
	if (next == LLM_ANSWERED)
		return 0;
	if (ask.filtered && !ret->began)
		ret->cut = LLM_CUT_FILTER;
	return unanswered(call, &reasons, ask.err);
}

bool llm_configured(const struct conf *conf)
{
	return llm_providers_of(conf).n > 0;
}

/* --- for those who watch ------------------------------------------------------- */

uint64_t llm_calls(struct shared *shared, enum llm_outcome outcome)
{
	return llm_count(shared, outcome, 0);
}

/* What a status means, in words for whoever reads /health. */
static void describe(int status, char ret[LLM_STATE_BYTES])
{
	const char *words = status == 0                      ? "cannot be reached, or answers too late"
			    : status == 401 || status == 403 ? "refuses the key"
			    : status == 402                  ? "has no credit left"
			    : status == 404                  ? "knows neither the address nor the model"
			    : status == 429                  ? "is busy, or its quota is used up"
			    : status / 100 == 2              ? "breaks its answers off"
			    : status / 100 == 3              ? "has moved to another address"
			    : status / 100 == 4              ? "refuses every request"
							     : "fails";

	if (status)
		snprintf(ret, LLM_STATE_BYTES, "the language model %s (HTTP %d)", words, status);
	else
		snprintf(ret, LLM_STATE_BYTES, "the language model %s", words);
}

const char *llm_state(const struct conf *conf, struct shared *shared, char ret_reason[LLM_STATE_BYTES])
{
	struct llm_providers providers = llm_providers_of(conf);
	/* this machine's counts are enough here, and need no Redis */
	struct llm_budget budget = {conf, NULL, shared, STR("")};
	char peer[LLM_PEER_BYTES];
	size_t i;

	ret_reason[0] = '\0';
	if (providers.n == 0)
		return "unconfigured";
	if (llm_budget_check(&budget, NULL) != 0) {
		snprintf(ret_reason, LLM_STATE_BYTES, "the day's budget for language models is used up");
		return "degraded";
	}
	for (i = 0; i < providers.n; i++)
		if (!shared_breaker_failing(shared, llm_peer(&providers.at[i], peer)))
			return "ok";
	describe(llm_last_fault(shared, llm_peer(&providers.at[0], peer)), ret_reason);
	return "degraded";
}
