/*
 * Where an answer goes over HTTP: a chat_sink that writes JSON, server-sent events,
 * or OpenAI's chat completion, whole or in chunks.
 */
#ifndef FRONT_SINK_H
#define FRONT_SINK_H

#include "chat/chat.h"
#include "front/http/event_stream.h"
#include "front/api/once.h"

struct sink {
	struct chat_sink chat; /* first: the pipeline's view of it */
	struct req *req;
	struct resp *resp;
	const struct chat_question *question;
	struct event_stream stream;
	struct once *once; /* where the answer is kept for a second try; NULL: nowhere */
	/* OpenAI's */
	struct str completion_id; /* "chatcmpl-…" */
	int64_t created;
	const struct response_names *names; /* of a response */
	bool include_usage;
	bool left_out; /* the question had more than text: the answer ends with a note on it */
	long sequence; /* number of the next event of a response */
	bool spoke; /* the first chunk, which names the role, went out */
};

void sink_json(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q);
void sink_events(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q);
void sink_completion(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q);
void sink_chunks(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
		bool include_usage);

/* The first answer, kept by once.h, once more; whole or as events. */
void sink_replay(struct resp *p, struct str body);
int sink_replay_events(struct req *r, struct resp *p, struct str body);

/*
 * OpenAI's responses, whole or as events.  id names the response; previous (may be
 * empty) the one that it continues; stored: it can be continued.
 */
struct response_names {
	struct str id, previous;
	bool stored;
};
void sink_response(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
		   const struct response_names *names);
void sink_response_events(struct sink *o, struct req *r, struct resp *p, const struct chat_question *q,
			  const struct response_names *names);

/* After chat_ask failed: a stream that has begun ends with an error event. Returns -1. */
int sink_fail(struct sink *o, const struct err *err);

/* The name of our one model, for OpenAI clients. */
#define SINK_MODEL "itb-chatbot"

#endif
