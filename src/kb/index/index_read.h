/*
 * The lexical file of a generation, mapped.
 *
 * Opening checks the header and the sizes of the tables; every offset found in
 * them is checked where it is used, so damaged bytes give wrong or missing
 * hits, never an access outside the file.  Any number of threads at once.
 */
#ifndef KB_INDEX_READ_H
#define KB_INDEX_READ_H

#include "kb/index/fuzzy.h"
#include "kb/index/index_format.h"
#include "kb/index/pack.h"
#include "kb/index/postings.h"

struct index {
	struct pack pack;
	struct index_meta meta;
	uint32_t dict_blocks;
	const uint32_t *dict_at, *dict_term;
	struct str dict, postings, forward;
	const struct index_term *terms;
	const uint64_t *forward_at;
	struct fuzzy_words words;
	bool open;
};

#define INDEX_NONE UINT32_MAX

int index_open(const char *folder, struct index *ret, struct err *err);
void index_close(struct index *x);
/* The stem's term number; INDEX_NONE when no chunk has it. */
uint32_t index_find(const struct index *x, struct str stem);
/* The number of chunks that have the term; 0 for a term out of range. */
uint32_t index_df(const struct index *x, uint32_t term);
/* For a damaged or absent term the cursor stands at its end. */
void index_cursor(const struct index *x, uint32_t term, struct cursor *ret);

/* A chunk's terms in the order of its words: title, heading, text. */
struct forward {
	uint32_t title, heading, text; /* words of each */
	const unsigned char *p, *end;
};
void index_forward(const struct index *x, uint32_t chunk, struct forward *ret);
/* The next term number; 0 past the end of a damaged file. */
uint32_t forward_next(struct forward *f);

#endif
