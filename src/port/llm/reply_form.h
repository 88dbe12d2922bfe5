/*
 * The forms in which language models write what no reader should see: reasoning,
 * the tokens of chat templates, tool calls.  All of them are rows of one table in
 * reply_form.c; a new form becomes a further row.
 *
 * They were collected from the chat templates of Hermes, Qwen, Llama, Mistral,
 * Gemma, Phi, Granite, Command, DeepSeek, Kimi, GLM, MiniMax, Seed, gpt-oss (the
 * Harmony format) and others.
 */
#ifndef PORT_REPLY_FORM_H
#define PORT_REPLY_FORM_H

#include <stdbool.h>
#include "base/str.h"

enum reply_form_kind {
	REPLY_TEXT,       /* not a form */
	REPLY_MORE,       /* the text is too short to decide */
	REPLY_THINK,      /* reasoning begins … */
	REPLY_THOUGHT,    /* … and ends */
	REPLY_CALL,       /* a tool call begins … */
	REPLY_CALLED,     /* … and ends */
	REPLY_HEADER,     /* a message's header begins: who speaks, on which channel … */
	REPLY_HEADER_END, /* … and ends */
	REPLY_END,        /* the speaker's turn ends */
	REPLY_TOKEN,      /* a token that is left out, without further meaning */
};

enum {
	REPLY_FORM_BYTES_MAX = 96,      /* no form is longer */
	REPLY_FORM_NAME_BYTES = 40,
};

struct reply_form {
	enum reply_form_kind kind;
	size_t n;                             /* its length in bytes */
	/* it is <name>, rather than a token in bars or a word in square brackets */
	bool tag;
	char name[REPLY_FORM_NAME_BYTES];     /* lower case, without brackets, bars and slash */
};

enum reply_place {
	REPLY_WITHIN,        /* anywhere else */
	REPLY_AT_START,      /* the answer has no text so far */
	REPLY_IN_REASONING,
};

/* The form at the beginning of s, which must not be empty. */
struct reply_form reply_form_at(struct str s, enum reply_place place);
/* Whether a form may begin with this byte; with other bytes reply_form_at need not be called. */
bool reply_form_may_begin(char c, enum reply_place place);

#endif
