/*
 * The language models to ask, in order, as the settings name them.
 *
 * First LLM_BASE_URL, else OpenRouter (OPENROUTER_API_KEY), else OpenAI
 * (OPENAI_API_KEY).  Then those of LLM_FALLBACK_BASE_URL, else OpenAI.
 */
#ifndef PORT_LLM_PROVIDER_H
#define PORT_LLM_PROVIDER_H

#include "base/conf.h"
#include "base/str.h"

enum { LLM_PROVIDERS_MAX = 8 };

/* Borrowed from the settings. */
struct llm_provider {
	struct str name; /* for the log and the breaker: the host, with port and path */
	struct str base_url, model, key;
	struct str key_header; /* "": Authorization */
	bool openrouter; /* OpenRouter wants to know who is calling */
};

struct llm_providers {
	struct llm_provider at[LLM_PROVIDERS_MAX];
	size_t n;
};

struct llm_providers llm_providers_of(const struct conf *conf);

#endif
