/*
 * What a model writes as content, parted into what a reader may see and what
 * not (reply_form.h): reasoning and the tokens of chat templates are dropped,
 * tool calls are collected, the rest goes on at once.
 *
 * Forms may come cut anywhere; only what may still become one is held back.  A
 * block never closed ends with the answer.  What stands before a lone </think>
 * was reasoning: it is taken back.  Of a model that is known to close reasoning
 * without opening it everything is held back until then.
 */
#ifndef PORT_LLM_TEXT_H
#define PORT_LLM_TEXT_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/err.h"
#include "port/llm/reply_form.h"
#include "port/llm/written_call.h"

enum { LLM_TEXT_MAX = 1 << 20, LLM_RAW_CALL_MAX = 64 * 1024 };

enum llm_place {
	LLM_IN_TEXT,
	LLM_HELD,     /* reasoning, if it is closed; else text */
	LLM_IN_THINK,
	LLM_IN_CALL,
	LLM_IN_HEADER,
	LLM_OVER,     /* behind the end of the model's turn */
};

struct llm_text {
	enum llm_place place, back; /* back: where a tool call or header began */
	struct buf shown;   /* all that was handed on so far */
	struct buf pending; /* what may begin a form */
	struct buf aside;   /* a call's inside, or a header, or what is held */
	char opener[REPLY_FORM_NAME_BYTES]; /* the tag a call began with; "" when no tag ends it */
	const struct written_tools *tools;  /* whose calls are known when they stand bare; NULL for none */
	bool cut_short;     /* the model was stopped in the middle: to be set before llm_text_end */
	bool opened;        /* reasoning was opened … */
	bool unopened;      /* … or closed without having been */
	/* Text for the reader, never empty, in whole code points if the input was. Non-zero: the reader is gone. */
	int (*on_text)(void *arg, struct str piece);
	/* All that was handed on was no answer: it is to be forgotten. */
	int (*on_restart)(void *arg);
	/* The inside of a tool call that was written as text; the last one may be cut off. */
	void (*on_raw_call)(void *arg, struct str inside);
	void *arg;
};

void llm_text_init(struct llm_text *t);
void llm_text_release(struct llm_text *t);
/* The model closes reasoning without opening it: to be said before the first piece. */
void llm_text_hold(struct llm_text *t);
/* ERR_GONE; ERR_BAD_DATA when a bound is exceeded. */
int llm_text_feed(struct llm_text *t, struct str piece, struct err *err);
int llm_text_end(struct llm_text *t, struct err *err);

#endif
