/*
 * From a question to a grounded answer.
 *
 * chat_answer walks the steps of one table (chat.c): remember, understand,
 * retrieve, generate, ground, checkpoint.  The answer goes to a chat_sink while
 * it is being made; the pipeline can't tell whether that collects JSON, flushes
 * server-sent events, speaks or prints.  Nothing that is away makes it fail:
 * without Redis, embeddings or an LLM the answer gets simpler and `degraded`.
 */
#ifndef CHAT_CHAT_H
#define CHAT_CHAT_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "kb/search/kb.h"
#include "port/ports.h"

struct chat_turn {
	bool by_user;
	struct str text;
};

struct chat_question {
	struct str text;            /* valid UTF-8, not blank, within MAX_MESSAGE_CHARS */
	struct str conversation_id; /* "": nothing is remembered */
	struct str request_id;
	struct str traceparent;     /* W3C, "" for none; passed on to upstreams */
	struct str key_name;        /* whose budget it is */
	struct str emotion;         /* "" for none; adjusts the tone */
	/*
	 * Asked once, just before the LLM is, for an emotion that was being found
	 * while the passages were searched; may wait. NULL: `emotion` stands.
	 */
	struct str (*late_emotion)(void *arg);
	void *late_emotion_arg;
	enum lang lang;             /* LANG_UNKNOWN: the question's own */
	uint32_t top_k;             /* 0: TOP_K */
	/* given by the caller (OpenAI clients), oldest first; else from the checkpoint */
	const struct chat_turn *history;
	size_t history_n;
	bool no_cache;
	/* The address of a page that shows the passage, in arena memory; NULL: sources name none. */
	struct str (*passage_url)(const void *arg, struct str chunk_id);
	const void *passage_url_arg;
};

struct chat_source {
	struct str title, quote, source, url, heading, chunk_id;
	uint32_t page; /* 0 without */
	float score;
	int64_t retrieved_at;
	int64_t updated_at; /* of the document; 0: unknown */
};

/* The claim in answer[start, end), in code points, rests on sources[source]. */
struct chat_citation {
	size_t start, end, source;
};

enum { CHAT_SUGGESTIONS_MAX = 2 };
enum chat_time { CHAT_T_RETRIEVAL, CHAT_T_GENERATION, CHAT_T_TOTAL, CHAT_T_COUNT };

struct chat_usage {
	long prompt_tokens, completion_tokens, total_tokens;
};

/* Why an answer is less than it could be. */
enum chat_reason {
	CHAT_REASON_NONE,  /* whole, as far as it goes */
	CHAT_REFUSED,      /* nothing in the documents answers it */
	CHAT_CUT_LENGTH,   /* broken off: too long, … */
	CHAT_CUT_FILTER,   /* … withheld by a filter of the model's provider, … */
	CHAT_CUT_LOST,     /* … the model was lost in the middle */
	CHAT_CUT_LEFT,     /* … the reader went away; only conversations know it */
	CHAT_NO_MODEL,     /* passages: no model is configured */
	CHAT_MODEL_FAILED, /* passages: none answered */
};

/* Arena memory of the request. */
struct chat_answer {
	struct str text; /* plain, without markers */
	struct json *blocks; /* the same as structure (blocks.h), an array that chat_ask frees; NULL: one paragraph */
	struct chat_source *sources;
	size_t sources_n;
	struct chat_citation *citations;
	size_t citations_n;
	bool degraded; /* not by the LLM that should have answered */
	bool grounded; /* rests on at least one source */
	bool from_cache;
	enum chat_reason reason;
	struct str suggestions[CHAT_SUGGESTIONS_MAX]; /* questions that could be asked next */
	size_t suggestions_n;
	enum lang lang;
	struct str model; /* "" when no LLM was asked */
	struct chat_usage usage;
	double seconds[CHAT_T_COUNT];
};

/*
 * Where an answer goes.  Every function may be NULL but done; non-zero from
 * any of them means that the reader is gone, and ends the work.
 */
struct chat_sink {
	/* The answer cache was asked; before anything is said. */
	void (*cached)(struct chat_sink *out, bool hit);
	/* A further piece of the answer's text: whole code points, no markers. */
	int (*delta)(struct chat_sink *out, struct str text);
	/* The text so far, with its sources, was no answer but the model's reasoning: it is to be forgotten. */
	int (*restart)(struct chat_sink *out);
	/* Block number `index` is finished; each once, in their order. */
	int (*block)(struct chat_sink *out, const struct json *block, size_t index);
	/* A source the text already cites; each once, in the order of sources[]. */
	int (*source)(struct chat_sink *out, const struct chat_source *source);
	/* Nothing to say yet, still at work: called at least every 100 ms while waiting. */
	int (*wait)(struct chat_sink *out);
	/* All is said; text is the concatenation of the deltas since the last restart. */
	int (*done)(struct chat_sink *out, const struct chat_answer *answer);
	/* A descriptor whose hang-up means that the reader is gone; 0: none. */
	int watch_fd;
};

struct chat_env {
	struct ports *ports;
	struct kb *kb;
	struct arena *arena;
	struct deadline deadline;
};

/*
 * 0 when done() was called.  -1: ERR_GONE, ERR_NO_MEMORY, ERR_TIMEOUT, or
 * ERR_UNAVAILABLE when there is no knowledge at all.
 */
int chat_ask(struct chat_env *env, const struct chat_question *q, struct chat_sink *out,
	     struct err *err);

#endif
