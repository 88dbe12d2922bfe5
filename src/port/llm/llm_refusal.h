/* What a language model's server means by its refusal. */
#ifndef PORT_LLM_REFUSAL_H
#define PORT_LLM_REFUSAL_H

#include "port/net/refusal.h"

/* Whether a text of it has these words, whole, in any case. */
bool llm_refusal_says(const struct refusal *r, const char *words);
/* Whether `param` or `loc` is this member. */
bool llm_refusal_names(const struct refusal *r, const char *member);
/* A filter of the provider's withheld the answer. */
bool llm_refusal_is_filter(const struct refusal *r);
/*
 * Whether prompt and answer are too long for the model.  *ret_window: how many
 * tokens it takes, 0 when it doesn't say; *ret_prompt: how many the prompt has, likewise.
 */
bool llm_refusal_is_overflow(const struct refusal *r, long *ret_window, long *ret_prompt);

#endif
