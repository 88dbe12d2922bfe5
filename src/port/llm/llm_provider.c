#include "port/llm/llm_provider.h"

static const struct str OPENROUTER = {"https://openrouter.ai/api/v1", 28};
static const struct str OPENAI = {"https://api.openai.com/v1", 25};
/* This model is small and quick, writes good Indonesian and can use tools. */
static const struct str OPENROUTER_MODEL = {"openai/gpt-4.1-mini", 19};
static const struct str OPENAI_MODEL = {"gpt-4.1-mini", 12};

/* "https://user:password@host:8080/v1" gives "host:8080/v1", which is safe to show. */
static struct str name_of(struct str url)
{
	size_t scheme = str_find(url, STR("://"));
	struct str rest = str_sub(url, scheme + 3, url.n), host;
	size_t at = str_find_char(rest, '@');

	if (scheme == url.n)
		return url;
	host = str_sub(rest, 0, str_find_char(rest, '/'));
	return at < host.n ? str_sub(rest, at + 1, rest.n) : rest;
}

static struct str without_slash(struct str url)
{
	while (url.n && url.p[url.n - 1] == '/')
		url.n--;
	return url;
}

static void add(struct llm_providers *p, struct str url, struct str model, struct str key)
{
	url = without_slash(str_trim(url));
	if (url.n == 0 || p->n == LLM_PROVIDERS_MAX)
		return;
	p->at[p->n++] = (struct llm_provider){
		.name = name_of(url),
		.base_url = url,
		.model = str_trim(model),
		.key = str_trim(key),
		.key_header = str_find(url, STR("api-version=")) < url.n ? STR("api-key") : STR(""),
		.openrouter = str_find(url, STR("://openrouter.ai/")) < url.n,
	};
}

static struct str or_else(struct str s, struct str other)
{
	return s.n ? s : other;
}

/* Adds each server with the model and the key at the same place of their lists; what is missing there is empty. */
static void add_fallbacks(struct llm_providers *p, struct str urls, struct str models, struct str keys)
{
	struct str url, model, key;

	while (str_cut(&urls, ',', &url)) {
		if (!str_cut(&models, ',', &model))
			model = STR("");
		if (!str_cut(&keys, ',', &key))
			key = STR("");
		add(p, url, model, key);
	}
}

struct llm_providers llm_providers_of(const struct conf *conf)
{
	struct str model = str_of(conf->llm_model), fallback_model = str_of(conf->llm_fallback_model);
	struct str openrouter = str_of(conf->openrouter_api_key), openai = str_of(conf->openai_api_key);
	struct llm_providers p = {.n = 0};

	if (*conf->llm_base_url)
		add(&p, str_of(conf->llm_base_url), model, str_of(conf->llm_api_key));
	else if (openrouter.n)
		add(&p, OPENROUTER, or_else(model, OPENROUTER_MODEL), openrouter);
	else if (openai.n)
		add(&p, OPENAI, or_else(model, OPENAI_MODEL), openai);
	if (*conf->llm_base_url && *conf->llm_api_key_header)
		p.at[0].key_header = str_of(conf->llm_api_key_header);
	if (*conf->llm_fallback_base_url)
		add_fallbacks(&p, str_of(conf->llm_fallback_base_url), fallback_model,
			      str_of(conf->llm_fallback_api_key));
	else if (openai.n && p.n && !str_eq(p.at[0].base_url, OPENAI))
		add(&p, OPENAI, or_else(fallback_model, OPENAI_MODEL), openai);
	return p;
}
