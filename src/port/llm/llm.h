/*
 * One streamed call to a language model: OpenAI's chat completions, as many
 * servers speak it (POST {base}/chat/completions).
 *
 * Providers are tried in order (llm_provider.h) until one has sent a first piece
 * of text: the reader has seen it, so no other may take over.  Each has a circuit
 * breaker that all responders share.  Every failed try is a warning in the log,
 * also when another provider answers in the end.
 */
#ifndef PORT_LLM_H
#define PORT_LLM_H

#include "base/arena.h"
#include "port/ports.h"

enum llm_role { LLM_SYSTEM, LLM_USER, LLM_ASSISTANT, LLM_TOOL };

struct llm_tool_call {
	struct str id, name, arguments; /* arguments: JSON as the model wrote it, perhaps broken */
	/* What else came with it, and with its function, as JSON objects to be given back; "" for nothing. */
	struct str more, function_more;
};

struct llm_message {
	enum llm_role role;
	struct str text;
	struct str tool_call_id;               /* of LLM_TOOL */
	const struct llm_tool_call *tool_calls; /* of LLM_ASSISTANT */
	size_t tool_calls_n;
	struct str more;                       /* of LLM_ASSISTANT: as llm_answer has it */
};

struct llm_call {
	const struct llm_message *messages;
	size_t messages_n;
	struct str tools;       /* JSON array in OpenAI's form, "" for none */
	struct str known_tools; /* the same: without `tools`, calls of these that are written as text are known, too */
	struct str traceparent; /* "" for none */
	struct str key_name;    /* the API key whose daily budget is spent too; "": only the common one */
	long max_tokens;        /* 0: LLM_MAX_TOKENS */
	const struct patience *patience;
	/*
	 * Writes the messages anew as plain turns, without tool rounds, of at most `tokens` as llm_tokens counts
	 * them (0: no bound).  Asked when they are too long for a model, or a server takes no tool rounds.  NULL:
	 * they stay as they are.  -1: it can't be done.
	 */
	int (*compose)(void *arg, long tokens, const struct llm_message **ret, size_t *ret_n);
	/* Text as it comes, in whole code points, without reasoning. Non-zero ends the call with ERR_GONE. */
	int (*on_text)(void *arg, struct str piece);
	/*
	 * What was given to on_text was the model's reasoning: it is to be
	 * forgotten. NULL: none. Non-zero: ERR_GONE.
	 */
	int (*on_restart)(void *arg);
	void *arg;
};

enum llm_cut {
	LLM_WHOLE,
	LLM_CUT_LENGTH, /* by LLM_MAX_TOKENS or the model's own bound */
	LLM_CUT_FILTER, /* by a filter of the provider's */
};

struct llm_answer {
	struct str text;  /* all of it, arena memory */
	struct str model; /* as the server names it */
	struct llm_tool_call *tool_calls;
	size_t tool_calls_n;
	long prompt_tokens, completion_tokens, total_tokens;
	struct str more; /* members we don't know, beside tool calls: a JSON object, or "" */
	enum llm_cut cut;
	bool began;     /* text was given to on_text, so that no other provider may take over */
};

/* Tokens of so many bytes, about; see llm_ask.c. */
long llm_tokens(size_t bytes);

/* Whether any provider is configured. */
bool llm_configured(const struct conf *conf);
enum { LLM_STATE_BYTES = 160 };
/*
 * "unconfigured"; "degraded" when the last call to every provider failed, or when
 * the day's budget is spent; else "ok".  Makes no call.  ret_reason: why it is
 * degraded, in words that tell a stranger nothing of the provider; else "".
 */
const char *llm_state(const struct conf *conf, struct shared *shared, char ret_reason[LLM_STATE_BYTES]);

enum llm_outcome { LLM_OUTCOME_ANSWERED, LLM_OUTCOME_REFUSED, LLM_OUTCOME_FAILED, LLM_OUTCOMES };
/* Calls of all responders since the machine's start that ended so: `refused` by a status of 4xx. */
uint64_t llm_calls(struct shared *shared, enum llm_outcome outcome);
/*
 * ERR_UNAVAILABLE: no provider answered (msg has the reason of each);
 * ERR_REFUSED: the daily budget is spent; ERR_TIMEOUT, ERR_GONE.  After a failure
 * ret holds what had come so far.
 */
int llm_chat(struct ports *p, const struct llm_call *call, struct arena *a, struct llm_answer *ret,
	     struct err *err);

#endif
