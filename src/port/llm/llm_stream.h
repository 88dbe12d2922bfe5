/*
 * Reads the answer to a chat completion, as servers really send it (OpenAI's
 * streaming reference; llama.cpp, vLLM, OpenRouter and others): chunks with only a
 * role, with null content, without choices, with reasoning beside the content; tool
 * calls in fragments; an error in the middle; chunks as events or as lines of JSON;
 * the whole answer at once.
 *
 * An answer is whole when a finish_reason or [DONE] came and the stream ended
 * cleanly.
 */
#ifndef PORT_LLM_STREAM_H
#define PORT_LLM_STREAM_H

#include "port/llm/half_character.h"
#include "port/llm/llm.h"
#include "port/llm/llm_fragment.h"
#include "port/llm/llm_text.h"
#include "port/net/refusal.h"
#include "port/net/sse.h"

struct llm_stream {
	struct sse sse;
	struct llm_text text;
	const struct llm_call *call;
	struct written_tools tools;
	struct buf whole; /* an answer that is not an event stream, or a line of it */
	enum { LLM_FORM_UNKNOWN, LLM_FORM_EVENTS, LLM_FORM_WHOLE, LLM_FORM_LINES } form;
	struct llm_fragments calls;
	struct llm_unknown more;   /* of the message, to be given back with its calls */
	char half[HALF_CHARACTER_BYTES]; /* half a character from the end of a piece, as "\ud83c" */
	char model[128];
	long prompt_tokens, completion_tokens, total_tokens;
	size_t signs;  /* of life: chunks so far that had reasoning, text or a tool call */
	bool spoke;    /* content has come */
	bool finished; /* finish_reason has come */
	bool done;     /* [DONE] has come */
	enum llm_cut cut;
	bool broken;   /* the finish_reason says that the answer failed */
	bool garbled;  /* a tool call written as text could not be understood */
	bool reasoned; /* reasoning has come beside the content */
	struct refusal refusal; /* of an error object within the answer; without one `words` is empty */
};

/* Uses the call's on_text, on_restart, arg and tools.  hold: see llm_text_hold.  The stream must not be moved. */
void llm_stream_init(struct llm_stream *s, const struct llm_call *call, bool hold);
void llm_stream_release(struct llm_stream *s);
/* ERR_GONE; ERR_REFUSED: the answer holds an error, whose text is in msg; ERR_BAD_DATA. */
int llm_stream_feed(struct llm_stream *s, struct str bytes, struct err *err);
/*
 * To be called after [DONE], or when the connection has ended cleanly.  Fails as
 * llm_stream_feed does, and with ERR_BAD_DATA when the answer is not whole or holds
 * nothing for the reader.
 */
int llm_stream_end(struct llm_stream *s, struct err *err);
/* To be called when the connection is lost: hands on what was held back, if it is text. No more may be fed. */
void llm_stream_break(struct llm_stream *s);
/* What has come so far, copied to the arena. ERR_NO_MEMORY. */
int llm_stream_answer(const struct llm_stream *s, struct arena *a, struct llm_answer *ret,
		      struct err *err);

#endif
