/*
 * What a model writes as content, parted into what a reader may see and what
 * not: <think>…</think> is dropped, <tool_call>…</tool_call> (Hermes' form,
 * also Qwen's) is collected, the rest goes on at once.
 *
 * Tags may come cut anywhere; at most 12 bytes are held back, and only when
 * they may begin a tag.  A block never closed ends with the answer.
 */
#ifndef PORT_LLM_TEXT_H
#define PORT_LLM_TEXT_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/err.h"

enum { LLM_TEXT_MAX = 1 << 20, LLM_RAW_CALL_MAX = 64 * 1024 };

enum llm_place { LLM_IN_TEXT, LLM_IN_THINK, LLM_IN_CALL };

struct llm_text {
	enum llm_place place;
	struct buf shown;   /* all that was handed on */
	struct buf pending; /* what may begin a tag */
	struct buf raw_call;
	/* Text for the reader: not empty, whole code points when the input was. Non-zero: the reader is gone. */
	int (*on_text)(void *arg, struct str piece);
	/* The inside of a tool call written as text; the last one may be cut. */
	void (*on_raw_call)(void *arg, struct str inside);
	void *arg;
};

void llm_text_init(struct llm_text *t);
void llm_text_release(struct llm_text *t);
/* ERR_GONE, or ERR_BAD_DATA past a bound. */
int llm_text_feed(struct llm_text *t, struct str piece, struct err *err);
int llm_text_end(struct llm_text *t, struct err *err);

#endif
