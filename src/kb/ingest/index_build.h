/*
 * Builds the lexical file of a generation.
 *
 * index_scan reads each chunk once; it collects words, stems and counts, and writes
 * a temporary file of term numbers.  index_write then turns that file into
 * postings, one range of terms at a time, so that memory is bounded by the
 * vocabulary and INVERT_POSTINGS, not by the number of chunks.
 */
#ifndef KB_INDEX_BUILD_H
#define KB_INDEX_BUILD_H

#include "base/buf.h"
#include "kb/index/index_format.h"
#include "kb/ingest/build.h"
#include "text/analyse.h"
#include "text/stem.h"
#include "text/vocab.h"

struct scan_term {
	uint32_t df;
	uint32_t last; /* the chunk it was last counted in, plus 1 */
};

struct scan_word {
	uint32_t term;
	uint32_t count;
};

/* A recent word, in half a cache line: most words of a text are among a few thousand. */
struct scan_recent {
	uint64_t key[3]; /* as in words, padded with zeros; all zero: free */
	uint32_t number;
};

struct index_scan {
	struct scan_recent *recent;
	struct analyser analyser;
	struct stemmer *stemmer;
	struct vocab words; /* a language letter and the word as written */
	struct vocab terms; /* stems, numbered as they come */
	struct buf word_info, term_info; /* arrays of scan_word, scan_term */
	struct buf line;    /* the chunk being read: varints, as in the temporary file */
	int fd;             /* of the temporary file, already unlinked */
	uint32_t chunks;
	uint64_t tokens, postings, bytes;
};

int index_scan_begin(struct index_scan *s, const char *folder, struct err *err);
int index_scan_add(struct index_scan *s, const struct kb_build_chunk *c, struct err *err);
/* Writes the lines held in memory to the temporary file. */
int index_scan_end(struct index_scan *s, struct err *err);
void index_scan_release(struct index_scan *s);

static inline struct scan_term *scan_terms(const struct index_scan *s)
{
	return (struct scan_term *)(void *)s->term_info.p;
}
static inline struct scan_word *scan_words(const struct index_scan *s)
{
	return (struct scan_word *)(void *)s->word_info.p;
}

/* The order of the terms, and the temporary file as a whole. */
struct invert {
	const struct index_scan *scan;
	const unsigned char *lines;
	uint32_t *rank; /* final number by first-seen number */
	uint32_t *term; /* the reverse */
};

/* Postings of the terms with from <= final number < to, as arrays. */
struct shard {
	const struct invert *in;
	uint32_t from, to;
	uint64_t *at; /* to - from + 1 places in chunks[] and impacts[] */
	uint32_t *chunks;
	uint8_t *impacts;
	int failed; /* out of memory */
};

enum { INVERT_THREADS = 2 };

int invert_begin(struct invert *in, const struct index_scan *scan, struct err *err);
void invert_end(struct invert *in);
/* The end of the shard that begins at `from`: as many terms as fit into `most` postings, at least one. */
uint32_t invert_cut(const struct invert *in, uint32_t from, uint64_t most);
/* Fills shards[0..n), one thread each; n <= INVERT_THREADS. */
int invert_run(struct shard *shards, unsigned n, struct err *err);
void shard_release(struct shard *s);

/* Writes `folder`/lexical. */
int index_write(const char *folder, const struct index_scan *s, struct err *err);

#endif
