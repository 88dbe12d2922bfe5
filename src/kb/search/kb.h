/*
 * The knowledge base: finding the passages that answer a question.
 *
 * A *generation* is a folder of immutable files built by `itb-chatbot ingest`
 * and mapped read-only, so all responders share its pages.  KNOWLEDGE_DIR's
 * link `current` names the one in force; kb_refresh notices a new one.  A
 * thread acquires the generation for the length of a request, and what it
 * reads from it (all the struct str of kb_chunk) is borrowed until release.
 */
#ifndef KB_KB_H
#define KB_KB_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/conf.h"
#include "base/err.h"
#include "base/str.h"
#include "kb/index/chunks.h"
#include "kb/search/topic.h"
#include "text/lang.h"

struct kb;     /* one in a process: the generation in force. Any thread. */
struct kb_gen; /* one mapped generation, with the dictionaries it is searched with */

/*
 * Never fails for want of a generation: kb_acquire then gives NULL.
 * ERR_CONFIG when the dictionaries (DICT_DIR) are unusable.
 */
int kb_open(const struct conf *conf, struct kb **ret, struct err *err);
void kb_close(struct kb *kb);
/*
 * Maps the generation `current` names, unless it is the one in force; the same
 * after an edit of a dictionary.  Cheap when nothing changed (a readlink, and a
 * stat of the manifest and of each dictionary): call it every 250 ms.  A damaged
 * generation is refused with ERR_DAMAGED and the old one stays in force.
 */
int kb_refresh(struct kb *kb, bool *ret_changed, struct err *err);
/* NULL when there is none. */
struct kb_gen *kb_acquire(struct kb *kb);
void kb_release(struct kb_gen *gen);

struct kb_info {
	struct str generation; /* its id */
	uint32_t documents, chunks;
	uint32_t dimension;         /* of its vectors, 0 without */
	struct str embedding_model; /* "" without vectors */
	int64_t built_at;           /* seconds since 1970 */
};
void kb_info(const struct kb_gen *gen, struct kb_info *ret);

/* The last step of a heading, "Section" of "Chapter > Section". */
struct str kb_heading_last(struct str heading);
/* n < kb_info.chunks */
void kb_chunk(const struct kb_gen *gen, uint32_t n, struct kb_chunk *ret);

/* The number of the chunk with this id; false when this generation has none. */
bool kb_find_chunk(const struct kb_gen *gen, struct str chunk_id, uint32_t *ret);

/* Parts of the understanding of a question that can be switched off. */
enum kb_off {
	KB_NO_SLANG = 1,
	KB_NO_ABBREVIATIONS = 2,
	KB_NO_SYNONYMS = 4,
	KB_NO_GLOSSARY = 8,
	KB_NO_TYPOS = 16,
	KB_NO_PHRASES = 32,
	KB_NO_FOLLOWUP = 64,
};

struct kb_query {
	struct str text;            /* the question, literally */
	const struct str *history;  /* earlier questions of the conversation, oldest first */
	size_t history_n;
	struct str answered;        /* what was answered to the last of them, or "" */
	struct str rewritten;       /* a standalone form made by an LLM, or "" */
	enum lang lang;             /* LANG_UNKNOWN: detected */
	uint32_t k;                 /* hits wanted, 1 to 1000 */
	unsigned off;               /* of enum kb_off */
	const float *vector;        /* of the question, dimension floats; NULL: lexical alone */
};

struct kb_hit {
	uint32_t chunk;
	float score;    /* calibrated, 0 to 1, comparable between generations, falling: calibrate.h, kb_hits_share */
	float rank;     /* what the order is by, above 0; only shares of the first one's mean something */
	float lexical;  /* raw BM25 */
	float dense;    /* cosine, 0 without */
	float coverage; /* share of the question's information (IDF) the chunk matched, 0 to 1 */
};

struct kb_hits {
	struct kb_hit *hits; /* best first */
	size_t n;
	enum lang lang;      /* of the question */
	bool by_vectors, reranked; /* with the help of another server: see retrieve.h */
	unsigned missing;    /* the kinds of thing asked for when none of the first hits shows one (shown.h), else 0 */
	struct kb_question question;
	const struct plan *plan; /* how the question was understood; NULL where nothing was searched */
	struct match *match; /* finds the question's topics in a chunk; lives as long as the search's arena */
};

/* A score is at most this share of the one before, so that six digits of it tell the two apart. */
#define KB_SCORE_FALLS 0.999f
/* The best score of the first `together`, which are read as one answer. */
float kb_hits_chance(const struct kb_hits *hits, size_t together);
/*
 * Scores each hit by its own rank value: the first gets `chance`, that the passages answer, each of
 * the others its value's share of the first one's.  So they fall along the order.
 */
void kb_hits_share(struct kb_hits *hits, float chance);
/* Lowers each score that is not below the one before. */
void kb_hits_fall(struct kb_hits *hits);
/*
 * Arena memory.  No hit is no error.  `explain` (may be NULL) gets, for a
 * person to read, how the question was understood and scored.
 */
int kb_search(const struct kb_gen *gen, const struct kb_query *q, struct arena *a,
	      struct kb_hits *ret, struct buf *explain, struct err *err);

/* Whether the question refers to those before it, or continues them (followup.h). */
bool kb_refers(const struct kb_gen *gen, const struct kb_query *q, struct arena *a);
/*
 * Where the topics of the question that `match` was made for stand in a chunk
 * (see match.h; a group is a topic).  Borrowed until the next call.
 */
const struct matched *kb_match(const struct kb_gen *gen, struct match *match, uint32_t chunk);

#endif
