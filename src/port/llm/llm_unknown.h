/*
 * Members of a model's message that this program does not know, but that the model
 * wants back after a tool call: DeepSeek's reasoning_content, OpenRouter's
 * reasoning_details, Gemini's extra_content with its thought_signature.
 *
 * In a stream they come in pieces; strings are joined, and so are arrays.
 */
#ifndef PORT_LLM_UNKNOWN_H
#define PORT_LLM_UNKNOWN_H

#include "base/buf.h"
#include "base/json.h"

enum { LLM_UNKNOWN_TEXTS_MAX = 4, LLM_UNKNOWN_KEY_BYTES = 48, LLM_UNKNOWN_TEXT_MAX = 512 * 1024 };

struct llm_unknown {
	struct {
		char key[LLM_UNKNOWN_KEY_BYTES];
		struct buf text;
	} texts[LLM_UNKNOWN_TEXTS_MAX];
	size_t texts_n;
	struct json *others; /* NULL for none */
};

void llm_unknown_release(struct llm_unknown *u);
/* Takes members of v that are neither null nor among `known` (NULL at the end). Those over a bound are dropped. */
void llm_unknown_take(struct llm_unknown *u, const struct json *v, const char *const known[]);
/* Appends a JSON object of all of them; nothing when there are none. */
void llm_unknown_write(const struct llm_unknown *u, struct buf *out);
/* Puts the members that llm_unknown_write wrote into o. */
void llm_unknown_put(struct str text, struct json *o);

#endif
