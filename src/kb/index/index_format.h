/*
 * The lexical file of a generation: what index_write.c writes and index_read.c maps.
 *
 * Terms (stems) are numbered by falling number of chunks, so that common ones have
 * short numbers in the forward index.  The dictionary lists them in byte order,
 * front-coded in blocks of 16, and maps a term's place in it to the number.
 */
#ifndef KB_INDEX_FORMAT_H
#define KB_INDEX_FORMAT_H

#include <stdint.h>

enum index_section {
	INDEX_META = 1,    /* struct index_meta */
	INDEX_DICT_AT,     /* u32 a block: its offset in INDEX_DICT */
	INDEX_DICT,        /* a block: u8 length, bytes; then 15 × u8 shared, u8 length, bytes */
	INDEX_DICT_TERM,   /* u32: term number by place in the dictionary */
	INDEX_TERMS,       /* struct index_term by number */
	INDEX_POSTINGS,    /* see postings.h; a term begins on 4 bytes */
	INDEX_FORWARD_AT,  /* u64 by chunk: offset in INDEX_FORWARD */
	INDEX_FORWARD,     /* a chunk: varints: words of title, heading, text; then their terms */
	INDEX_WORD_SHAPE,  /* u32 a word: see fuzzy.h; commonest first */
	INDEX_WORD_AT,     /* u32 a word, and one more: offset in INDEX_WORDS */
	INDEX_WORDS,       /* the words as written (normalised, not stemmed), for mending typos */
};

enum { INDEX_DICT_BLOCK = 16, INDEX_VERSION = 2 };

struct index_meta {
	uint32_t version, chunks, terms, words;
	uint64_t tokens; /* in the texts of all chunks */
};

struct index_term {
	uint64_t at; /* in INDEX_POSTINGS */
	uint32_t df; /* chunks that hold it */
	uint32_t spare;
};

/* Term weights: BM25F with these, chosen on the public question sets. */
#define INDEX_K1 1.2f
#define INDEX_B 0.7f
#define INDEX_TITLE_WEIGHT 1.5f
#define INDEX_HEADING_WEIGHT 1.0f

#endif
