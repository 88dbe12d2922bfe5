/*
 * The messages of OpenAI's clients, of chat completions and of responses: the
 * last of role "user" is the question, the user's and assistant's before it are
 * the history.  System and developer messages are left out: what the assistant may
 * say is the institution's to decide, not the client's.
 */
#ifndef FRONT_MESSAGES_H
#define FRONT_MESSAGES_H

#include "chat/chat.h"
#include "front/http/request.h"

struct messages {
	struct str question; /* its text parts, not checked to be a question (question_check) */
	bool left_out;       /* it has parts that are no text: images, files, sounds */
	const struct chat_turn *history;
	size_t history_n;    /* 2 × HISTORY_TURNS at most */
};

/*
 * From an array of messages whose content is a string or an array of parts with
 * `text`; in arena memory.  ERR_PARAM_INVALID names `param`, the request's member.
 */
int messages_read(const struct req *r, const struct json *list, const char *param, struct messages *ret,
		  struct err *err);

#endif
