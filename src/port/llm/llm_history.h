/*
 * A conversation as every model's chat template takes it: it begins with a
 * user's turn, the turns alternate and none is empty.  Gemma's and Mistral's
 * templates refuse anything else, and some know no system turn.
 */
#ifndef PORT_LLM_HISTORY_H
#define PORT_LLM_HISTORY_H

#include "base/json.h"
#include "port/llm/llm.h"

/*
 * The array `messages`, the caller's to free.  Neighbours of one role are
 * merged.  Of the quirks LLM_NO_SYSTEM lets the system's text begin the first
 * user's turn, LLM_NO_MORE leaves out what models want back.
 */
struct json *llm_history_json(const struct llm_message *messages, size_t n, unsigned quirks);

#endif
