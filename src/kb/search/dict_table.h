/*
 * One table of terms and their alternatives, while it is filled and after.
 *
 * Alternatives' texts stand in a buffer that the tables of a dictionary share;
 * dict_table_settle() hands them out once that no longer moves.
 */
#ifndef KB_DICT_TABLE_H
#define KB_DICT_TABLE_H

#include "base/buf.h"
#include "kb/search/dict.h"
#include "text/stem.h"
#include "text/vocab.h"

struct dict_table {
	struct vocab terms;
	struct vocab stems;      /* of the words of terms */
	struct buf stem_terms;   /* u32 by number in `stems`: the first term that has them */
	struct buf entries;      /* by number in `terms` */
	struct buf alternatives; /* of all terms, with places in the shared text */
	struct dict_alternative *all; /* the same, settled */
};

void dict_table_init(struct dict_table *t);
void dict_table_release(struct dict_table *t);
/* Makes room for a new term; false when it is there already. */
bool dict_table_put_term(struct dict_table *t, struct str term);
/* An alternative of the last term, normalised into `text`. */
void dict_table_put(struct dict_table *t, struct str alternative, float weight, struct buf *text);
/*
 * Fills `to` the other way round: each alternative of `from` with a weight of at least `sure`, and with several words
 * or with one, becomes a term of `to`, whose alternatives are the terms that had it: IPK gets GPA and CGPA.
 */
void dict_table_reverse(const struct dict_table *from, struct dict_table *to, float sure, bool several, float weight,
			struct buf *text);
/*
 * Terms are found by their words' stems as well.  An Indonesian term is so only when it
 * consists of stems: "penghargaan" stems to "harga", but whoever asks for "harga" means no award.
 */
void dict_table_stem(struct dict_table *t, enum lang lang, struct stemmer *stemmer);
/* -1 when memory ran out on the way. */
int dict_table_settle(struct dict_table *t, const struct buf *text);
/* After dict_table_settle: the alternatives of a term or of a term's stems; NULL and 0 when it is none. */
const struct dict_alternative *dict_table_find(const struct dict_table *t, struct str term, size_t *ret_n);
const struct dict_alternative *dict_table_find_stems(const struct dict_table *t, struct str stems, size_t *ret_n);
/* Adds the words of all terms and alternatives to `words`. */
void dict_table_gather(const struct dict_table *t, struct vocab *words);

#endif
