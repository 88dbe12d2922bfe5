/* What handlers share when they take a question: each fault says what is wrong. */
#ifndef FRONT_QUESTION_H
#define FRONT_QUESTION_H

#include "chat/chat.h"
#include "front/http/response.h"

/* What a question takes over from the request that brings it, and what answers it. */
struct chat_question question_of(const struct req *r);
struct chat_env question_env(const struct req *r);
/*
 * The text of a question, the request's member `param`: ERR_MESSAGE_EMPTY when absent, blank or not a string,
 * ERR_MESSAGE_TOO_LONG past MAX_MESSAGE_CHARS code points.
 */
int question_text(const struct req *r, const struct json *v, const char *param, struct str *ret, struct err *err);
/* The same of a text that was read. */
int question_check(const struct req *r, struct str text, const char *param, struct err *err);
/* true or false; *ret stays as it is when the member is absent. ERR_PARAM_INVALID names the member. */
int question_bool(const struct json *body, const char *member, bool *ret, struct err *err);
/* Takes the count back: it was no question, or one answered before. */
void question_uncount(struct req *r);
/* Counts it against the caller's limit, as for ROUTE_RATED; headers say what is left. ERR_RATE_LIMITED. */
int question_count(struct req *r, struct resp *p, struct err *err);

/* Remembers for a day, in Redis, that this key was given an answer with this request id. */
void question_note(const struct req *r);
/* Whether it was; false as well while Redis is unreachable. */
bool question_was_noted(const struct req *r, struct str request_id);

#endif
