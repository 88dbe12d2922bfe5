/*
 * A question that is sent twice is answered once: with Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header) for a day, with the same X-Request-Id
 * for a minute, each within one key, conversation and message.  The second gets
 * the first answer, for which it waits while that is being made.
 *
 * Answers are kept in Redis; without it every question is a new one.
 */
#ifndef FRONT_ONCE_H
#define FRONT_ONCE_H

#include "chat/chat.h"
#include "front/http/request.h"
#include "port/conversation/cache.h"

struct once {
	struct patience patience;
	struct cache_call call;
	struct cache_claim claim; /* CACHE_HIT: its value is the first answer's body; CACHE_OFF: nothing to keep */
};

/* Looks for the first answer, or claims its making. ERR_PARAM_INVALID, ERR_GONE. once_leave in any case. */
int once_enter(struct once *o, struct req *r, const struct chat_question *q, struct err *err);
/* To be called while the answer is being made, at least twice a second. NULL is fine. */
void once_wait(struct once *o);
/* Keeps the body of the answer. NULL is fine. */
void once_keep(struct once *o, const struct json *body);
void once_leave(struct once *o);

#endif
