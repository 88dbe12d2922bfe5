/*
 * What is known about a question while it walks the steps of chat.c.
 *
 * Each step reads what the earlier ones found out and adds its own.  The steps
 * `greet` to `extract` only run until one of them has answered.  Everything
 * is arena memory of the request but the few things chat_ask frees itself.
 */
#ifndef CHAT_STATE_H
#define CHAT_STATE_H

#include "chat/reply/blocks.h"
#include "chat/chat.h"
#include "chat/evidence.h"
#include "chat/refuse.h"
#include "port/conversation/cache.h"
#include "port/llm/llm.h"

enum {
	CHAT_TEXT_MAX = 256 * 1024, /* bytes of an answer; LLM_MAX_TOKENS at 8 bytes each */
	CHAT_CITATIONS_MAX = 256,
};

struct chat {
	struct chat_env *env;
	const struct chat_question *q;
	struct chat_sink *out;
	const struct conf *conf;
	struct arena *arena;
	struct stemmer *stemmer;
	struct patience patience; /* the reader's, which every wait honours */

	/* remember: earlier turns, oldest first, and the user's alone */
	const struct chat_turn *history;
	size_t history_n;
	struct str *asked_before;
	size_t asked_before_n;

	/* understand */
	enum lang lang;
	struct terms asked; /* the question's terms */
	/* rewrite: a search query by the language model, "" for none */
	struct str rewritten;

	/* retrieve */
	struct kb_gen *gen; /* acquired for the whole request */
	struct kb_info info;
	struct evidence evidence;
	struct refusal refusal; /* while no passage is good enough */

	/* recall: this question's place in the answer cache */
	struct cache_call kept;
	struct cache_claim claim;

	bool remembered; /* checkpoint: question and answer are */

	/* what was said so far, and what it rests on */
	bool answered;      /* nothing more to say */
	struct buf said;
	size_t said_points; /* its code points */
	struct blocks blocks;
	size_t blocks_told; /* that the sink has */
	int8_t source_of[EVIDENCE_MAX]; /* index of answer.sources, -1: not cited */
	struct chat_answer answer;
	size_t sources_cap, citations_cap;
};

/* The steps, in their order; 0, or -1 which ends the walk. */
int step_remember(struct chat *c, struct err *err);   /* remember.c */
int step_understand(struct chat *c, struct err *err); /* understand.c */
int step_greet(struct chat *c, struct err *err);
int step_rewrite(struct chat *c, struct err *err);    /* rewrite.c */
int step_retrieve(struct chat *c, struct err *err);   /* retrieve.c */
int step_refuse(struct chat *c, struct err *err);     /* refuse.c */
int step_recall(struct chat *c, struct err *err);     /* recall.c */
int step_generate(struct chat *c, struct err *err);   /* generate.c */
int step_extract(struct chat *c, struct err *err);    /* extract.c */
int step_ground(struct chat *c, struct err *err);     /* ground.c */
int step_suggest(struct chat *c, struct err *err);    /* suggest.c */
int step_compose(struct chat *c, struct err *err);    /* compose.c */
int step_keep(struct chat *c, struct err *err);       /* recall.c */
int step_checkpoint(struct chat *c, struct err *err); /* remember.c */
int step_deliver(struct chat *c, struct err *err);    /* say.c */

/* After a failure: what was said becomes the answer, to be remembered. */
int compose_half(struct chat *c, struct err *err);
/* Releases the claim, so that the next waiter computes the answer. */
void recall_end(struct chat *c);
/* Says a further piece of the answer. ERR_GONE when the reader is gone. */
int chat_say(struct chat *c, struct str text, struct err *err);
/* Takes back all that was said, with its sources. ERR_GONE when the reader is gone. */
int chat_unsay(struct chat *c, struct err *err);
/* Adds what a call of the model took to the answer's usage. */
void chat_count_usage(struct chat *c, const struct llm_answer *a);
/*
 * The patience's on_wait, with a struct chat: a sign of life for the reader and for
 * those who wait for the same answer.
 */
int chat_wait(void *chat);

#endif
