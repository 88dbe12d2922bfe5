/* An answer as a page, for browsers without JavaScript and in a terminal. */
#ifndef FRONT_ANSWER_PAGE_H
#define FRONT_ANSWER_PAGE_H

#include "front/http/response.h"

/* The whole response. answer: the body of POST /v1/chat. The form below it goes on with the conversation. */
void answer_page(const struct req *r, struct resp *p, struct str question, const struct json *answer);

#endif
