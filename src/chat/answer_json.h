/* An answer as the JSON of POST /v1/chat (docs/api.md): for JSON, the `done` event and the terminal. */
#ifndef CHAT_ANSWER_JSON_H
#define CHAT_ANSWER_JSON_H

#include "base/json.h"
#include "chat/chat.h"

/* The caller's to free. */
struct json *answer_json(const struct chat_answer *a, const struct chat_question *q);
/* Of its members those that are remembered with a conversation, besides text and sources. The caller's to free. */
struct json *answer_more_json(const struct chat_answer *a);
/* "refused", "cut", "no_model", "model_failed"; NULL for CHAT_REASON_NONE. */
const char *reason_name(enum chat_reason reason);
struct json *source_json(const struct chat_source *s, const struct chat_question *q);
/* Array of all. */
struct json *sources_json(const struct chat_answer *a, const struct chat_question *q);

/*
 * Reads back what answer_json wrote of the answer's text, sources, citations,
 * language and model, in arena memory; the blocks are the caller's to free.  -1 when it isn't whole or has more
 * sources or citations than given; *ret is untouched then.
 */
int answer_of_json(const struct json *v, struct arena *a, size_t sources_max, size_t citations_max,
		   struct chat_answer *ret);

#endif
