/*
 * Separates what a model writes into what a reader may see and what not
 * (reply_form.h): reasoning and the tokens of chat templates are dropped, tool
 * calls are collected, and the rest is handed on at once.
 *
 * A form may be cut anywhere between two pieces; only text that may still become a
 * form is held back.  A block that is never closed ends with the answer.  Text in
 * front of a </think> that was never opened was reasoning, so on_restart takes it
 * back.  When the model is known to write so, everything is held back until then.
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
	LLM_HELD,     /* reasoning if a form closes it, otherwise text */
	LLM_IN_THINK,
	LLM_IN_CALL,
	LLM_IN_HEADER,
	LLM_OVER,     /* after the end of the model's turn */
};

struct llm_text {
	enum llm_place place, back; /* back: the place where a tool call or header began */
	struct buf shown;   /* all that was handed on so far */
	struct buf pending; /* what may begin a form */
	struct buf aside;   /* the inside of a call, or a header, or what is held back */
	char opener[REPLY_FORM_NAME_BYTES]; /* the tag that began the call; "" when no tag ends it */
	const struct written_tools *tools;  /* whose calls are recognised without any form around them; NULL: none */
	bool cut_short;     /* the model was stopped in the middle; set before llm_text_end */
	bool opened;        /* reasoning was opened … */
	bool unopened;      /* … or closed without having been opened */
	/* Text for the reader, never empty, in whole code points if the input was. Non-zero: the reader is gone. */
	int (*on_text)(void *arg, struct str piece);
	/* All that was handed on so far was not the answer, and must be forgotten. */
	int (*on_restart)(void *arg);
	/* The inside of a tool call that was written as text; the last one may be cut off. */
	void (*on_raw_call)(void *arg, struct str inside);
	void *arg;
};

void llm_text_init(struct llm_text *t);
void llm_text_release(struct llm_text *t);
/* To be called before the first piece when the model closes reasoning without opening it. */
void llm_text_hold(struct llm_text *t);
/* ERR_GONE; ERR_BAD_DATA when a bound is exceeded. */
int llm_text_feed(struct llm_text *t, struct str piece, struct err *err);
int llm_text_end(struct llm_text *t, struct err *err);

#endif
