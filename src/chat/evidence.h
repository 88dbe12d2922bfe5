/*
 * The numbered passages an answer may rest on, each once, within a bound of
 * tokens, cut into sentences for quoting.
 */
#ifndef CHAT_EVIDENCE_H
#define CHAT_EVIDENCE_H

#include "chat/shape.h"
#include "chat/terms.h"
#include "kb/search/kb.h"

enum {
	EVIDENCE_MAX = 64,      /* passages: TOP_K's maximum, and the tool rounds' */
	EVIDENCE_URLS_MAX = 256, /* addresses an answer may repeat */
};

struct quotable {
	struct snippet at;
	struct terms terms;
	/* what evidence_look_through finds */
	struct shape shape;
	uint16_t points; /* its code points */
	unsigned kinds;    /* of what the question asks for, what the sentence holds: enum asked_kind */
	float subject;     /* worth of the topics it begins with */
	const float *held; /* by topic of the question: the worth that the sentence holds; NULL: not looked for */
};

/* Rows of a table that answer together: see rows.h. */
struct table_rows {
	struct str intro;    /* what they are, and how many: "Ruang (3)" */
	struct str *columns; /* names */
	size_t columns_n;
	struct str *cells;   /* of the first n rows, one after the other */
	size_t n, left_out;  /* for which there was no room */
};

struct passage {
	uint32_t chunk;
	struct kb_chunk c;
	float score;
	struct quotable *sentences;
	size_t sentences_n;
	struct match_hit *hits; /* the question's words in its text, in order; NULL: not looked for */
	uint32_t hits_n;
	float titled[KB_TOPICS]; /* as `held`, of title and heading */
	float beside[KB_TOPICS]; /* the same, of the document's other passages found */
	const struct table_rows *table; /* of a table's row: all rows that answer together; NULL else */
	bool within;          /* one of the rows that another passage tells of */
};

struct evidence {
	struct arena *arena;
	struct stemmer *stemmer;
	enum lang lang;      /* that sentences are stemmed for: the question's */
	size_t tokens, tokens_max;
	struct passage *passages; /* EVIDENCE_MAX at most; moves when one is added */
	size_t n, cap;
	struct str *urls;    /* EVIDENCE_URLS_MAX at most */
	size_t urls_n, urls_cap;
	struct rarity rarity;
	float best;          /* score of the best passage */
	struct kb_question question; /* what passages are looked through for */
};

void evidence_init(struct evidence *e, struct arena *a, struct stemmer *stemmer, enum lang lang,
		   size_t tokens_max);
/* A passage found by a search. */
struct found {
	const struct kb_gen *gen;
	struct match *match; /* looks for e->question in it; NULL: nobody does */
	uint32_t chunk;
	float score;
};
/*
 * Adds the passage.  Nothing happens when it is there already or there is no
 * room (the first one always has); *ret_added (may be NULL) tells.
 */
int evidence_add(struct evidence *e, const struct found *f, bool *ret_added, struct err *err);
/* After the last evidence_add of a round. */
void evidence_ready(struct evidence *e);
/*
 * Finds what each sentence holds of the question, and its shape: for whoever takes
 * the answer from the sentences. After the last evidence_add.
 */
int evidence_look_through(struct evidence *e, struct err *err);

/* An address the answer may name besides those of the passages. Borrowed. */
void evidence_allow_url(struct evidence *e, struct str url);
/*
 * Whether the address (whole), or at least its beginning (not whole), stands in
 * the evidence.  The scheme and a slash at the end make no difference.
 */
bool evidence_knows_url(const struct evidence *e, struct str url, bool whole);

#endif
