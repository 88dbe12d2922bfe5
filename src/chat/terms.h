/*
 * Words as they are compared: a sentence of a document with a question, a
 * claim of an answer with a sentence.
 *
 * A term is the hash of a normalised, stemmed word; function words are none, so
 * that "yang" supports nothing.  How much a term tells is its rarity among
 * the terms of the evidence (an inverse frequency, Spärck Jones 1972).
 */
#ifndef CHAT_TERMS_H
#define CHAT_TERMS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "text/lang.h"
#include "text/stem.h"

struct terms {
	uint64_t *p; /* hashes */
	size_t n;
};

/* Arena memory. Both sides of a comparison must be stemmed for the same language. */
int terms_of(struct stemmer *stemmer, enum lang lang, struct str text, struct arena *a,
	     struct terms *ret, struct err *err);

bool terms_hold(const struct terms *t, uint64_t term);

/* How often each hash occurs. */
struct rarity {
	uint64_t *sorted;
	size_t n, cap;
};

/* Makes space for `more` further terms. */
int rarity_reserve(struct rarity *r, size_t more, struct arena *a, struct err *err);
void rarity_add(struct rarity *r, const struct terms *t);
/* After the last rarity_add, before the first use. */
void rarity_sort(struct rarity *r);

/*
 * The share of claim's weight that `by` holds, 0 to 1; *ret_shared (may be
 * NULL) is the number of different terms shared.
 */
double terms_support(const struct terms *claim, const struct terms *by, const struct rarity *r,
		     size_t *ret_shared);

#endif
