/*
 * A term's postings: the chunks it occurs in, each with its impact.
 *
 * The impact is the BM25F term-frequency part, tf / (tf + K), in steps of 1/63,
 * fixed when the index is built: scoring needs no table of lengths, and the
 * greatest impact of a block bounds what the block can add.  Blocks have 128
 * chunks.  A term's bytes are a table of struct posting_block, for skipping, and
 * each block's packed pairs of a gap between chunk numbers and an impact: in four
 * lanes (Lemire and Boytsov 2015), or, in the shorter last block, as one string
 * of bits.
 * A cursor never leaves the bytes it was given and ends early on damaged ones.
 */
#ifndef KB_POSTINGS_H
#define KB_POSTINGS_H

#include <stdint.h>
#include "base/buf.h"

enum { POSTINGS_BLOCK = 128, IMPACT_BITS = 6, IMPACT_MOST = 63 };
#define POSTINGS_END UINT32_MAX

struct posting_block {
	uint32_t last; /* greatest chunk number in the block */
	uint32_t at;   /* where its data begins, from the end of the table */
	uint8_t bits;  /* of a gap, at most 32 */
	uint8_t max;   /* impact */
	uint16_t unused;
};

/* Appends the term's bytes. Chunk numbers must rise strictly; n > 0. Overflow sets `out->bad`. */
void postings_encode(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, struct buf *out);

struct cursor {
	const struct posting_block *blocks;
	const unsigned char *data;
	uint64_t data_n;
	uint32_t df, blocks_n;
	uint32_t block;   /* the one decoded in chunks[]; blocks_n at the end */
	uint32_t ahead;   /* first block that may matter: cursor_max's own place */
	uint32_t n, at;   /* of chunks[] */
	uint32_t limit;   /* chunks in the index */
	uint32_t impacts[POSTINGS_BLOCK];
	uint32_t chunks[POSTINGS_BLOCK];
};

/* `bytes` begin at the term's table and may go on to the end of the section and its padding. */
void cursor_begin(struct cursor *c, struct str bytes, uint32_t df, uint32_t limit);
/* The first chunk >= target, or POSTINGS_END.  Each target must be at least the one before. */
uint32_t cursor_seek(struct cursor *c, uint32_t target);
/* Impact of the chunk that cursor_seek returned. */
static inline uint8_t cursor_impact(const struct cursor *c)
{
	return (uint8_t)c->impacts[c->at];
}
/* After cursor_seek: the place in chunks[] and impacts[] behind the last chunk below `end`, at least c->at. */
uint32_t cursor_until(const struct cursor *c, uint32_t end);
/* The greatest impact in the blocks that reach into [from, to); 0 when none does. `from` must not fall. */
uint8_t cursor_max(struct cursor *c, uint32_t from, uint32_t to);

#endif
