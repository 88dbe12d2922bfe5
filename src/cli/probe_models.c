#include "cli/probe.h"
#include "port/llm/llm_ask.h"

static int on_text(void *arg, struct str piece)
{
	(void)arg;
	(void)piece;
	return 0;
}

static struct server server_of(const struct conf *conf, const struct llm_provider *v, bool first)
{
	bool fallbacks = *conf->llm_fallback_base_url;

	return (struct server){
		.url = first ? "LLM_BASE_URL" : "LLM_FALLBACK_BASE_URL",
		.key = first ? (*conf->llm_base_url ? "LLM_API_KEY"
				: v->openrouter    ? "OPENROUTER_API_KEY"
						   : "OPENAI_API_KEY")
		       : fallbacks ? "LLM_FALLBACK_API_KEY"
				   : "OPENAI_API_KEY",
		.model = first ? "LLM_MODEL" : "LLM_FALLBACK_MODEL",
		.ca = "LLM_CA_FILE",
		.timeout = "LLM_FIRST_TOKEN_TIMEOUT",
		.base = v->base_url,
		.key_value = v->key,
		.key_header = v->key_header,
		.model_value = v->model,
		.ca_file = conf->llm_ca_file,
		.proxy = conf->llm_proxy,
	};
}

/* What a model that answers still wants of the settings. */
static void model_answered(struct probe *p, const char *what, const struct server *s, const struct llm_ask *q)
{
	BUF_AUTO struct buf next = BUF_MAX(PROBE_TEXT_BYTES);
	struct str model = q->answer->model.n ? q->answer->model : s->model_value;
	unsigned quirks = q->try.quirks;

	if (quirks & LLM_BELOW_V1) {
		buf_printf(&next, "add the version of the API: %s=", s->url);
		server_add_base(s, &next);
		buf_cstr(&next, "/v1");
	} else if (quirks & LLM_REASONS_LONG) {
		buf_printf(&next, "it thinks before it answers: set LLM_MAX_TOKENS=%ld",
			   LLM_REASONING_TIMES * p->conf->llm_max_tokens);
	}
	probe_tell(p, next.n ? FINDING_WARN : FINDING_OK, what, next.p, "\"%.*s\" answers in %.1f s%s", STR_ARG(model),
		   probe_seconds(p), quirks & LLM_BELOW_V1 ? ", but only below /v1" : "");
}

static void check_model(struct probe *p, const struct llm_provider *v, bool first)
{
	static const struct llm_message question = {
		.role = LLM_USER, .text = {"Jawab dengan satu kata saja: halo.", 34},
	};
	struct patience patience = probe_patience(p->conf->llm_timeout);
	struct server s = server_of(p->conf, v, first);
	struct llm_answer answer = {.text = STR("")};
	struct err why = {0};
	struct llm_ask q = {
		.ports = &p->ports,
		.call = {.messages = &question, .messages_n = 1, .patience = &patience, .on_text = on_text},
		.arena = &p->arena, .answer = &answer, .err = &why,
	};
	const char *what = arena_printf(&p->arena, "model %.*s", STR_ARG(v->name)).p;

	p->began_ms = clock_mono_ms();
	if (llm_ask(&q, v) == LLM_ANSWERED) {
		model_answered(p, what, &s, &q);
		return;
	}
	s.below_v1 = q.try.quirks & LLM_BELOW_V1;
	probe_failed(p, what, &s, q.try.post.status, &why);
}

void probe_models(struct probe *p)
{
	struct llm_providers providers = llm_providers_of(p->conf);
	size_t i;

	if (providers.n == 0)
		probe_tell(p, FINDING_OK, "language model", "LLM_BASE_URL names one",
		     "none is configured: the best passages are the answers");
	for (i = 0; i < providers.n; i++)
		check_model(p, &providers.at[i], i == 0);
}
