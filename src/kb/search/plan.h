/*
 * What is searched for: a question as weighted groups of alternatives.
 *
 * A group is one thing the question asks about; its alternatives (the word,
 * its other spellings, synonyms, translations) are ways to say it, of which
 * the best one counts.  An alternative of several terms is a phrase: all of
 * them in the chunk, and a bonus when they stand together.
 */
#ifndef KB_PLAN_H
#define KB_PLAN_H

#include <stdint.h>
#include "base/arena.h"
#include "kb/index/index_read.h"
#include "kb/search/clauses.h"
#include "kb/search/dict.h"
#include "kb/search/kb.h"
#include "text/stem.h"

enum {
	PLAN_WORDS = 96,        /* of a question that are read: longer ones are cut */
	PLAN_GROUPS = 32,       /* the most informative are kept */
	PLAN_ALTERNATIVES = 14, /* of a group; the first come, so the surest */
	PLAN_PHRASE = 5,        /* terms of a phrase, stop words left out */
};

enum plan_origin { PLAN_LITERAL, PLAN_SLANG, PLAN_ABBREVIATION, PLAN_SYNONYM, PLAN_GLOSSARY, PLAN_AFFIX, PLAN_TYPO };

struct plan_alternative {
	uint32_t terms[PLAN_PHRASE]; /* term numbers of the index */
	uint8_t n;
	uint8_t origin;  /* enum plan_origin */
	float weight;    /* how surely it means the same, 0 to 1 */
	float value;     /* idf × weight, as scored */
	float doubt;     /* how likely the question's word is another one, 0 to 1 */
	struct str text; /* for explaining */
};

struct plan_group {
	struct str text; /* words of the question */
	uint32_t at;     /* place of the first among the question's words */
	uint32_t words;
	bool name;       /* written like a name: a capital within the sentence, or all of them */
	float idf;       /* information it carries, whether the index knows it or not */
	uint32_t n;
	struct plan_alternative alternatives[PLAN_ALTERNATIVES];
};

struct plan {
	enum lang lang;
	struct str question;     /* without its openers (text/opener.h); borrowed */
	const struct str *words; /* of it, normalised, stop words too */
	uint32_t words_n;
	uint32_t n;
	float information; /* sum of the groups' idf; more for a question of function words: see plan_make */
	float restrained;  /* what followup_join.c took from the groups so that others lead */
	struct plan_group *groups[PLAN_GROUPS];
	unsigned kinds; /* of thing that it, or the question it continues, asks for: enum asked_kind */
	struct clause clauses[CLAUSES_MOST]; /* its parts, each with what it asks for */
	uint32_t clauses_n;
	const struct plan_group *compared[2]; /* NULL unless followup_join.c found what the question compares */
};

/* What understanding works with. */
struct plan_tools {
	const struct index *index;
	const struct dict *dict;
	struct stemmer *stemmer;
	struct arena *arena;
	unsigned off; /* of enum kb_off */
};

/* lang LANG_UNKNOWN: detected. ERR_NO_MEMORY when the arena is full. */
int plan_make(const struct plan_tools *t, struct str question, enum lang lang, struct plan **ret, struct err *err);
/* Estimates the share of chunks that are in the language. */
float plan_spoken(const struct plan_tools *t, enum lang lang);

/* One way to search for a question; the rankings of all ways are fused. */
struct plan_variant {
	struct plan *plan;
	float weight;
	const char *why; /* for explaining */
};

enum { PLAN_VARIANTS = 3 + CLAUSES_MOST };

/*
 * The question itself, first, joined with what it refers to (followup.h); then the
 * parts of one that asks two things; then the rewritten form.  Gives how many, -1 on error.
 */
int plan_variants(const struct plan_tools *t, const struct kb_query *q, struct plan_variant ret[PLAN_VARIANTS],
		  struct err *err);

/* How the question was understood, for people. */
void plan_explain(const struct plan *p, const struct index *x, struct buf *out);

#endif
