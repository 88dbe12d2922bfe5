/* An answer as the JSON of POST /v1/chat (API.md): for JSON, the `done` event and the terminal. */
#ifndef CHAT_ANSWER_JSON_H
#define CHAT_ANSWER_JSON_H

#include "base/json.h"
#include "chat/chat.h"

/* The caller's to free. */
struct json *answer_json(const struct chat_answer *a, const struct chat_question *q);
struct json *source_json(const struct chat_source *s);
/* Array of all. */
struct json *sources_json(const struct chat_answer *a);

#endif
