#include "port/llm/llm.h"

#include <stdio.h>

#include "base/json.h"
#include "base/log.h"
#include "port/llm/llm_budget.h"
#include "port/llm/llm_try.h"

/* Rather than wait longer, the next provider is asked, or the answer is made without a model. */
enum { PAUSE_MAX_MS = 5000 };
/* After a day a server is again asked with what it had refused. */
enum { QUIRK_LIFE_S = 86400 };

enum next { ANSWERED, TRY_AGAIN, ASK_OTHER, OVER };

/* One call on its way through the providers. */
struct walk {
	struct ports *ports;
	const struct llm_call *call;
	struct arena *arena;
	struct llm_answer *answer;
	struct err *err;
	struct buf reasons; /* "name: why; …" */
	char peer[512];     /* the name of the present provider's breaker */
	struct llm_try try;
	bool filtered;      /* one's filter withheld the answer */
	unsigned found;     /* quirks that refusals named: learnt when leaving them out helped */
};

static struct str peer_of(const struct llm_provider *v, char ret[512])
{
	snprintf(ret, 512, "llm:%.*s %.*s", STR_ARG(v->name), STR_ARG(v->model));
	return str_of(ret);
}

/* --- what a server was found not to accept -------------------------------- */

static struct str quirk_name(const char *peer, unsigned quirk, char ret[540])
{
	snprintf(ret, 540, "quirk%u:%s", quirk, peer);
	return str_of(ret);
}

static unsigned known_quirks(const struct walk *w)
{
	unsigned known = 0, quirk;
	char name[540];

	for (quirk = 1; quirk < 1u << LLM_QUIRKS_N; quirk <<= 1)
		if (shared_count(w->ports->shared, quirk_name(w->peer, quirk, name), QUIRK_LIFE_S, 0, NULL) > 0)
			known |= quirk;
	return known;
}

static void learn(const struct walk *w, unsigned quirks)
{
	unsigned quirk;
	char name[540];

	for (quirk = 1; quirk < 1u << LLM_QUIRKS_N; quirk <<= 1)
		if (quirks & quirk)
			shared_count(w->ports->shared, quirk_name(w->peer, quirk, name), QUIRK_LIFE_S, 1, NULL);
}

/* --- one failure --------------------------------------------------------- */

static void note(struct walk *w, const char *what)
{
	struct json *fields = json_new_object();
	const struct llm_provider *v = w->try.provider;

	json_set_str(fields, "provider", v->name);
	json_set_str(fields, "model", v->model);
	json_set_int(fields, "status_code", w->try.post.status);
	log_line(LOG_WARNING, "llm", fields, "%s: %s", what, w->err->msg);
}

static enum next after_failure(struct walk *w)
{
	unsigned quirk = llm_request_quirk(w->try.post.status, &w->try.refusal, w->try.quirks);

	if (w->err->code == ERR_GONE || w->err->code == ERR_NO_MEMORY)
		return OVER;
	if (w->answer->began) {
		note(w, "broke off in the middle of the answer");
		post_ended(&w->try.post, w->err);
		return OVER;
	}
	if (w->err->code == ERR_REFUSED && quirk) {
		note(w, "refused; asked again without what it does not accept");
		w->found |= quirk;
		w->try.quirks |= quirk;
		return TRY_AGAIN;
	}
	if (w->try.garbled && !(w->try.quirks & LLM_NO_TOOLS)) {
		note(w, "asked again without tools");
		w->try.quirks |= LLM_NO_TOOLS;
		return TRY_AGAIN;
	}
	note(w, "failed");
	if (w->try.filtered) {
		/* the server is well: it took offence at this question */
		w->filtered = true;
		post_ended(&w->try.post, NULL);
		return ASK_OTHER;
	}
	if (post_again(&w->try.post, w->call->patience, w->err))
		return TRY_AGAIN;
	if (w->err->code == ERR_GONE)
		return OVER;
	post_ended(&w->try.post, w->err);
	return deadline_passed(w->call->patience->deadline) ? OVER : ASK_OTHER;
}

/* --- all providers ------------------------------------------------------- */

static void add_reason(struct walk *w, const char *why)
{
	buf_printf(&w->reasons, "%s%.*s: %s", w->reasons.n ? "; " : "", STR_ARG(w->try.provider->name), why);
}

static struct post post_to(struct walk *w, const struct llm_provider *v)
{
	const struct conf *conf = w->ports->conf;

	return (struct post){
		.http = w->ports->http,
		.shared = w->ports->shared,
		.peer = peer_of(v, w->peer),
		.base = v->base_url,
		.path = "/chat/completions",
		.key = v->key,
		.ca_file = conf->llm_ca_file,
		.proxy = conf->llm_proxy,
		.connect_ms = conf->llm_connect_timeout * 1000,
		.traceparent = w->call->traceparent,
		.retries = (int)conf->llm_retries,
		.pause_max_ms = PAUSE_MAX_MS,
	};
}

static enum next ask(struct walk *w, const struct llm_provider *v)
{
	enum next next;

	llm_try_release(&w->try);
	w->try = (struct llm_try){.provider = v, .post = post_to(w, v)};
	if (post_allowed(&w->try.post, w->err)) {
		add_reason(w, w->err->msg);
		return ASK_OTHER;
	}
	w->try.quirks = known_quirks(w);
	w->found = 0;
	do {
		*w->answer = (struct llm_answer){.text = STR("")};
		if (llm_try(w->ports, w->call, &w->try, w->arena, w->answer, w->err) == 0) {
			post_ended(&w->try.post, NULL);
			learn(w, w->found | w->try.learnt);
			return ANSWERED;
		}
		next = after_failure(w);
	} while (next == TRY_AGAIN);
	add_reason(w, w->err->msg);
	return next;
}

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

static int unanswered(struct walk *w)
{
	if (w->err->code == ERR_GONE || w->err->code == ERR_NO_MEMORY)
		return -1;
	return err_set(w->err, deadline_passed(w->call->patience->deadline) ? ERR_TIMEOUT : ERR_UNAVAILABLE, "%s",
		       w->reasons.n ? w->reasons.p : "no language model is configured");
}

int llm_chat(struct ports *p, const struct llm_call *call, struct arena *a, struct llm_answer *ret,
	     struct err *err)
{
	struct llm_providers providers = llm_providers_of(p->conf);
	struct err own = {0};
	struct walk w = {.ports = p, .call = call, .arena = a, .answer = ret, .err = err ? err : &own};
	struct llm_budget budget = {p->conf, p->redis, p->shared, call->key_name};
	enum next next = ASK_OTHER;
	size_t i;
	int rc;

	*ret = (struct llm_answer){.text = STR("")};
	w.err->code = ERR_NONE;
	if (llm_budget_check(&budget, err) != 0)
		return -1;
	buf_init(&w.reasons, 4096);
	for (i = 0; i < providers.n && next == ASK_OTHER; i++)
		next = ask(&w, &providers.at[i]);
	llm_try_release(&w.try);
	if (next == ANSWERED || ret->began)
		llm_budget_spend(&budget, spent(call, ret));
	if (w.filtered && next != ANSWERED)
		ret->cut = LLM_CUT_FILTER;
	rc = next == ANSWERED ? 0 : unanswered(&w);
	buf_release(&w.reasons);
	return rc;
}

bool llm_configured(const struct conf *conf)
{
	return llm_providers_of(conf).n > 0;
}

const char *llm_state(const struct conf *conf, struct shared *shared)
{
	struct llm_providers providers = llm_providers_of(conf);
	/* this machine's counts are enough here, and need no Redis */
	struct llm_budget budget = {conf, NULL, shared, STR("")};
	char peer[512];
	size_t i;

	if (providers.n == 0)
		return "unconfigured";
	if (llm_budget_check(&budget, NULL) != 0)
		return "degraded";
	for (i = 0; i < providers.n; i++)
		if (!shared_breaker_failing(shared, peer_of(&providers.at[i], peer)))
			return "ok";
	return "degraded";
}
