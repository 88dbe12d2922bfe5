/* Members that OpenAI's forms of an answer share: chat completions and responses. */
#ifndef FRONT_OPENAI_JSON_H
#define FRONT_OPENAI_JSON_H

#include "front/api/sink.h"

/* The address of a citation, one that opens: of documents without an address our page of the passage. */
struct str openai_url(const struct sink *o, const struct chat_source *s);
/* What follows the answer's text, "" for nothing: that the question had more than text. */
struct str openai_note(const struct sink *o, const struct chat_answer *a);
/* What OpenAI's forms have no place for; SDKs pass unknown members on. */
void openai_add_ours(struct json *v, const struct sink *o, const struct chat_answer *a);

#endif
