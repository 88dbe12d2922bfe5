/*
 * What is sent to a language model, and what its refusal means.
 *
 * Servers differ in what they take: each difference is a bit, learnt from the
 * refusal that names it, so that one further try fits the server.
 */
#ifndef PORT_LLM_REQUEST_H
#define PORT_LLM_REQUEST_H

#include "port/llm/llm.h"

enum llm_quirk {
	LLM_NO_STREAM_OPTIONS = 1, /* no usage then */
	LLM_MAX_COMPLETION_TOKENS = 2, /* instead of max_tokens: OpenAI's reasoning models */
	LLM_NO_TEMPERATURE = 4,
	LLM_NO_TOOLS = 8,
};

enum { LLM_QUIRKS_N = 4 };

/* Appends the JSON body. model "": the server's only one. */
void llm_request_body(const struct conf *conf, const struct llm_call *call, struct str model,
		      unsigned quirks, struct buf *out);

/* The quirk that a refusal with this status and text names and that isn't in `known`; 0: none. */
unsigned llm_request_quirk(int status, const char *reason, unsigned known);

#endif
