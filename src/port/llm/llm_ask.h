/*
 * One question to one provider, asked as often as it takes: again when the
 * server is busy, and in another way when it refuses what it was asked.
 *
 * What was changed to please it is learnt once it helped (llm_learnt.h).
 */
#ifndef PORT_LLM_ASK_H
#define PORT_LLM_ASK_H

#include "port/llm/llm_learnt.h"
#include "port/llm/llm_try.h"

enum llm_next {
	LLM_ANSWERED,
	LLM_ASK_OTHER, /* the next provider may do better */
	LLM_OVER,      /* nobody is to be asked: the reader or the time is gone, or text went out */
};

struct llm_ask {
	struct ports *ports;
	struct llm_call call; /* a copy, changed to fit the provider */
	struct arena *arena;
	struct llm_answer *answer;
	struct err *err; /* not NULL */
	char peer[LLM_PEER_BYTES];
	struct llm_try try;
	unsigned found; /* quirks to be learnt if they help */
	bool repeated;  /* it was asked once more, since it had said nothing */
	int shortened;  /* how often the messages were cut to what the model takes */
	bool filtered;  /* a filter withheld the answer */
};

/* err says why it isn't LLM_ANSWERED. */
enum llm_next llm_ask(struct llm_ask *q, const struct llm_provider *v);

#endif
