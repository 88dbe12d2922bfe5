/* Finds out what a language model's server means by its refusal. */
#ifndef PORT_LLM_REFUSAL_H
#define PORT_LLM_REFUSAL_H

#include "port/net/refusal.h"

/* Whether one of its texts has these words, as whole words, in upper or lower case. */
bool llm_refusal_says(const struct refusal *r, const char *words);
/* Whether its `param` or `loc` names this member. */
bool llm_refusal_names(const struct refusal *r, const char *member);
/* Whether a filter of the provider withheld the answer. */
bool llm_refusal_is_filter(const struct refusal *r);
/* Whether the server doesn't take the tool call that its own model wrote. */
bool llm_refusal_is_of_call(const struct refusal *r);
/*
 * Whether prompt and answer are too long for the model.  *ret_window is the number
 * of tokens that the model takes, *ret_prompt the number that the prompt has; 0 when
 * the server does not say.
 */
bool llm_refusal_is_overflow(const struct refusal *r, long *ret_window, long *ret_prompt);

#endif
