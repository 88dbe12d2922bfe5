/*
 * The language model's part: the messages of one call, and the rounds in which
 * it asks for more evidence by the tool fetch_documents.
 */
#ifndef CHAT_GENERATE_H
#define CHAT_GENERATE_H

#include "chat/reply/markdown.h"
#include "chat/prompt.h"
#include "chat/state.h"
#include "port/llm/llm.h"

enum {
	GENERATE_TOOL_ROUNDS = 3,
	GENERATE_TOOL_CALLS = 4, /* carried out in one round; further ones are forgotten */
	/* system, question, and per round the call and its answers */
	GENERATE_MESSAGES_MAX = 2 + GENERATE_TOOL_ROUNDS * (1 + GENERATE_TOOL_CALLS),
};

struct generate {
	struct chat *chat;
	char nonce[PROMPT_NONCE_BYTES];
	struct llm_message *messages;
	size_t messages_n;
	struct markdown text;
	bool said; /* the call in hand has written text */
	struct err why; /* why the reader's side ended it */
};

/*
 * System prompt, history and the question with all its evidence, that of tool
 * rounds too; within so many tokens (0: no bound), for which the oldest turns go
 * first, then the last passages.  ERR_REFUSED: not even one passage fits.
 */
int generate_messages(struct generate *g, long tokens, struct err *err);
/* Carries out the calls of `from` and appends them and their answers to the messages. */
int generate_tools(struct generate *g, const struct llm_answer *from, struct err *err);
/* The tool in OpenAI's form. */
extern const char generate_tool_json[];

#endif
