/*
 * Where an answer goes over HTTP: chat_out as JSON, as server-sent events, as
 * OpenAI's chat completion whole or in chunks.
 */
#ifndef FRONT_OUT_H
#define FRONT_OUT_H

#include "chat/chat.h"
#include "front/event_stream.h"

struct out {
	struct chat_out chat; /* first: the pipeline's view of it */
	struct req *req;
	struct resp *resp;
	const struct chat_question *question;
	struct event_stream stream;
	/* OpenAI's */
	struct str completion_id; /* "chatcmpl-…" */
	int64_t created;
	bool include_usage;
	bool spoke; /* the first chunk, which names the role, went out */
};

void out_json(struct out *o, struct req *r, struct resp *p, const struct chat_question *q);
void out_events(struct out *o, struct req *r, struct resp *p, const struct chat_question *q);
void out_completion(struct out *o, struct req *r, struct resp *p, const struct chat_question *q);
void out_chunks(struct out *o, struct req *r, struct resp *p, const struct chat_question *q,
		bool include_usage);

/*
 * Asks and answers.  A fault within a stream that has begun ends it with an
 * error event; -1 in any case of failure.
 */
int out_ask(struct out *o, const struct chat_question *q, struct err *err);

/* The name our one model has for OpenAI clients. */
#define OUT_MODEL "itb-chatbot"

#endif
