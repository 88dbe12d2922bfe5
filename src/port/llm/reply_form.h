/*
 * The forms in which language models write what no reader is to see: reasoning,
 * the tokens of chat templates, tool calls.  One table (reply_form.c) has them
 * all; a form yet unknown is a row there.
 *
 * Read off the chat templates of Hermes, Qwen, Llama, Mistral, Gemma, Phi,
 * Granite, Command, DeepSeek, Kimi, GLM, MiniMax, Seed, gpt-oss (the Harmony
 * format) and others.
 */
#ifndef PORT_REPLY_FORM_H
#define PORT_REPLY_FORM_H

#include <stdbool.h>
#include "base/str.h"

enum reply_form_kind {
	REPLY_TEXT,       /* no form */
	REPLY_MORE,       /* the text is too short to tell */
	REPLY_THINK,      /* reasoning begins … */
	REPLY_THOUGHT,    /* … and ends */
	REPLY_CALL,       /* a tool call begins … */
	REPLY_CALLED,     /* … and ends */
	REPLY_HEADER,     /* a message's header begins: who speaks, on which channel … */
	REPLY_HEADER_END, /* … and ends */
	REPLY_END,        /* the speaker's turn ends */
	REPLY_TOKEN,      /* nothing but a token that is not for readers */
};

enum {
	REPLY_FORM_BYTES_MAX = 96,      /* no form is longer */
	REPLY_FORM_NAME_BYTES = 40,
};

struct reply_form {
	enum reply_form_kind kind;
	size_t n;                             /* its bytes */
	bool tag;                             /* <name>, not a token in bars nor a word in square brackets */
	char name[REPLY_FORM_NAME_BYTES];     /* of a tag or token, in lower case, without brackets, bars and slash */
};

enum reply_place {
	REPLY_WITHIN,        /* anywhere else */
	REPLY_AT_START,      /* nothing was said so far */
	REPLY_IN_REASONING,
};

/* What s, which isn't empty, begins with. */
struct reply_form reply_form_at(struct str s, enum reply_place place);
/* Whether a form may begin with this byte: others need no look. */
bool reply_form_may_begin(char c, enum reply_place place);

#endif
