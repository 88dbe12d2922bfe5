/*
 * Members of a model's message that this program doesn't know and that the
 * model wants back in a tool round: DeepSeek's reasoning_content, OpenRouter's
 * reasoning_details, Gemini's extra_content with its thought_signature.
 *
 * A stream brings them in pieces: strings are joined, arrays too.
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
/* Takes the members of v that are not among `known` (NULL at the end) and not null; those past a bound are lost. */
void llm_unknown_take(struct llm_unknown *u, const struct json *v, const char *const known[]);
/* Appends a JSON object of them all; nothing when there are none. */
void llm_unknown_write(const struct llm_unknown *u, struct buf *out);
/* Puts the members that llm_unknown_write wrote into o. */
void llm_unknown_put(struct str text, struct json *o);

#endif
