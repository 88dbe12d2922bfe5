/*
 * What is sent to a language model, and what its refusal means.
 *
 * Servers differ in what they accept.  Each difference is one bit, a quirk.  It is
 * learnt from the refusal that names it, so that the next try fits the server.
 */
#ifndef PORT_LLM_REQUEST_H
#define PORT_LLM_REQUEST_H

#include "port/llm/llm.h"
#include "port/net/refusal.h"

enum llm_quirk {
	LLM_NO_STREAM_OPTIONS = 1, /* the answer then says no usage */
	LLM_MAX_COMPLETION_TOKENS = 2, /* instead of max_tokens, as OpenAI's reasoning models want it */
	LLM_NO_TEMPERATURE = 4,
	LLM_NO_TOOLS = 8,
	LLM_NO_SYSTEM = 16,   /* its text begins the first user's turn */
	LLM_NO_STREAM = 32,   /* the whole answer at once */
	LLM_NO_BOUND = 64,    /* neither name for the most tokens */
	LLM_CLOSES_REASONING = 128, /* without opening it: see llm_text_hold */
	LLM_NO_MORE = 256,    /* members of its own, given back in a tool round */
	LLM_REASONS_LONG = 512, /* the bound on the answer has to hold its reasoning, too */
	LLM_BELOW_V1 = 1024,  /* its address lacks /v1 */
};

/* How much more an answer with its reasoning may take. */
enum { LLM_REASONING_TIMES = 4 };

/* Appends the JSON body. model "" stands for the server's only model. */
void llm_request_body(const struct conf *conf, const struct llm_call *call, struct str model,
		      unsigned quirks, struct buf *out);

/* The quirk that a refusal with this status names and that isn't in `known`; 0: none. */
unsigned llm_request_quirk(int status, const struct refusal *refusal, unsigned known);

#endif
