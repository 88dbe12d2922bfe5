/*
 * Puts together the tool calls of one answer from the fragments of a stream.
 *
 * Servers tell calls apart by `index`, by id, or not at all, and some give all of
 * them the index 0; so a new name begins a new call as well.
 */
#ifndef PORT_LLM_FRAGMENT_H
#define PORT_LLM_FRAGMENT_H

#include "port/llm/llm.h"
#include "port/llm/llm_unknown.h"

/* No sensible answer asks for more; further calls are dropped. */
enum { LLM_TOOL_CALLS_MAX = 8 };

struct llm_fragment {
	int64_t index;
	struct buf id, name, arguments;
	struct llm_unknown more, function_more; /* unknown members, which are given back to the model */
	bool thought; /* it was written within reasoning */
};

struct llm_fragments {
	struct llm_fragment at[LLM_TOOL_CALLS_MAX];
	size_t n;
};

void llm_fragments_release(struct llm_fragments *f);
/* Adds an element of `tool_calls`. */
void llm_fragments_add(struct llm_fragments *f, const struct json *v);
/* Adds a `function_call`, the protocol's older form, of which there is one. */
void llm_fragments_add_function(struct llm_fragments *f, const struct json *function);
/* Adds a call that was written as text. */
void llm_fragments_add_written(struct llm_fragments *f, struct str name, struct str arguments, bool thought);
/* Drops calls written within reasoning: a model that has answered did not mean them. */
void llm_fragments_drop_thought(struct llm_fragments *f);
/* All calls, copied to the arena; those without an id get one. NULL when out of memory. */
struct llm_tool_call *llm_fragments_calls(const struct llm_fragments *f, struct arena *a);

#endif
