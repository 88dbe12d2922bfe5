/*
 * Reading the answer to a chat completion, as servers really send it
 * (OpenAI's streaming reference; llama.cpp, vLLM, OpenRouter): chunks with
 * role alone, null content, no choices, reasoning beside content, tool calls
 * in fragments, an error in the middle, the whole answer at once as JSON.
 *
 * Success is finish_reason and a clean end, [DONE] or not.
 */
#ifndef PORT_LLM_STREAM_H
#define PORT_LLM_STREAM_H

#include "port/llm/llm.h"
#include "port/llm/llm_text.h"
#include "port/net/sse.h"

/* More than any sensible answer asks for; further ones are dropped. */
enum { LLM_TOOL_CALLS_MAX = 8 };

struct llm_fragment {
	int64_t index;
	struct buf id, name, arguments;
};

struct llm_stream {
	struct sse sse;
	struct llm_text text;
	int (*on_text)(void *arg, struct str piece);
	void *arg;
	struct buf whole; /* an answer that is no event stream */
	enum { LLM_FORM_UNKNOWN, LLM_FORM_EVENTS, LLM_FORM_WHOLE } form;
	struct llm_fragment calls[LLM_TOOL_CALLS_MAX];
	size_t calls_n;
	char model[128];
	long prompt_tokens, completion_tokens, total_tokens;
	size_t signs;  /* of life: chunks with reasoning, text or a call so far */
	bool finished; /* finish_reason came */
	bool done;     /* and [DONE] */
	bool cut_short;
	int error_status; /* of an error object within the answer; 0: it named none */
};

/* on_text as in struct llm_call.  The stream must stay where it is: its parts point to it. */
void llm_stream_init(struct llm_stream *s, int (*on_text)(void *arg, struct str piece), void *arg);
void llm_stream_release(struct llm_stream *s);
/* ERR_GONE; ERR_REFUSED: the server says what went wrong; ERR_BAD_DATA. */
int llm_stream_feed(struct llm_stream *s, struct str bytes, struct err *err);
/*
 * After the connection ended cleanly, or [DONE].  Fails as llm_stream_feed
 * does, and with ERR_BAD_DATA when the answer isn't whole or holds nothing for
 * the reader.
 */
int llm_stream_end(struct llm_stream *s, struct err *err);
/* What came so far, copied to a. ERR_NO_MEMORY. */
int llm_stream_answer(const struct llm_stream *s, struct arena *a, struct llm_answer *ret,
		      struct err *err);

#endif
