/*
 * What a language model writes, turned into plain text while it streams.
 *
 * Citation markers ([1], [1][2], [1, 2], [1-3], 【1】, [Source 1]; citation_form.h) are taken out and reported,
 * with the white space before them tidied.  Addresses that are not in the
 * evidence are taken out, with the words that lead up to them (lead.h) and, when
 * those tell the reader to go there, the clause.  Markdown's emphasis, headings,
 * code marks and links become the style of the text.  Pieces may end anywhere;
 * only what is not yet decided is held back: the beginning of a marker, of an
 * address or a link, of emphasis, words that lead to an address, and spaces.
 * Input that is valid UTF-8 gives valid UTF-8.
 */
#ifndef CHAT_MARKERS_H
#define CHAT_MARKERS_H

#include "base/buf.h"
#include "base/err.h"

enum {
	REPLY_FILTER_HELD_MAX = 4096,  /* an address of the evidence, at most */
	REPLY_FILTER_TAIL = 8,         /* the longest beginning of an address, "https://" */
	CITATION_FORM_NUMBERS_MAX = 16, /* in one marker; further ones are dropped */
};

struct reply_style {
	bool strong, em, code;
	struct str href; /* an address of the evidence, as the model wrote it; "" for none */
};

struct reply_filter_sink {
	/* Plain text in one style, to be copied. Non-zero ends the work. */
	int (*text)(void *arg, struct str piece, const struct reply_style *style);
	/* A marker stood behind the text given so far. */
	int (*cited)(void *arg, const unsigned *numbers, size_t n);
	/* See evidence_knows_url. */
	bool (*knows_url)(void *arg, struct str url, bool whole);
	void *arg;
};

struct reply_filter {
	struct reply_filter_sink sink;
	struct buf held;  /* not decided yet */
	struct buf ready; /* decided, not yet given to the sink */
	struct buf space; /* white space and one "(", given out with what follows */
	char tail[REPLY_FILTER_TAIL]; /* bytes given out last */
	size_t tail_n;
	char last;        /* the very last, 0 at the beginning */
	bool gap;         /* something was taken out behind it */
	bool forged;      /* within an address that is taken out … */
	int open;         /* … with so many open parentheses */
	bool joint;       /* something was taken out: what comes may not join what was given out … */
	bool after_url;   /* … an address */
	bool dropping;    /* within the clause of an address that was taken out */
	struct reply_style style, ready_style; /* of what comes, and of `ready` */
	char sent_tail[REPLY_FILTER_TAIL]; /* as `tail`, of what the sink has */
	size_t sent_tail_n;
	bool sent;        /* the sink has something */
	bool stopped;     /* the sink wants no more */
};

void reply_filter_init(struct reply_filter *m, struct reply_filter_sink sink);
/* As after init: the beginning of another text. */
void reply_filter_restart(struct reply_filter *m);
void reply_filter_release(struct reply_filter *m);
/* -1: ERR_GONE when the sink said so, ERR_NO_MEMORY. */
int reply_filter_feed(struct reply_filter *m, struct str piece, struct err *err);
/* The end of the text: gives out what was held back. */
int reply_filter_end(struct reply_filter *m, struct err *err);

#endif
