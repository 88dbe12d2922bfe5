/*
 * Tool calls of one answer, put together from the fragments of a stream.
 *
 * Servers number them by `index`, by id, by neither, or all of them 0: a new
 * name begins a new call.
 */
#ifndef PORT_LLM_FRAGMENT_H
#define PORT_LLM_FRAGMENT_H

#include "port/llm/llm.h"
#include "port/llm/llm_unknown.h"

/* More than any sensible answer asks for; further ones are dropped. */
enum { LLM_TOOL_CALLS_MAX = 8 };

struct llm_fragment {
	int64_t index;
	struct buf id, name, arguments;
	struct llm_unknown more, function_more; /* to be given back */
	bool thought; /* written within reasoning */
};

struct llm_fragments {
	struct llm_fragment at[LLM_TOOL_CALLS_MAX];
	size_t n;
};

void llm_fragments_release(struct llm_fragments *f);
/* One member of `tool_calls`. */
void llm_fragments_add(struct llm_fragments *f, const struct json *v);
/* `function_call`, the protocol's first form of them: there is one. */
void llm_fragments_add_function(struct llm_fragments *f, const struct json *function);
/* A call that was written as text. */
void llm_fragments_add_written(struct llm_fragments *f, struct str name, struct str arguments, bool thought);
/* A model that answered didn't mean what it wrote within its reasoning. */
void llm_fragments_drop_thought(struct llm_fragments *f);
/* Copied to a, those without an id with one; NULL when memory is out. */
struct llm_tool_call *llm_fragments_calls(const struct llm_fragments *f, struct arena *a);

#endif
