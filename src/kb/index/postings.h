/*
 * A term's postings: the chunks it occurs in, each with its impact.
 *
 * The impact is the BM25F term-frequency part, tf / (tf + K), in steps of
 * 1/63, fixed when the index is built: scoring needs no length table and the
 * greatest impact of a block bounds what the block can add.  Blocks of 128:
 *   a table of struct posting_block (the term's own, for skipping), then for
 *   each block the packed pairs of gap between chunk numbers and impact: of a
 *   whole block in four lanes (Lemire and Boytsov 2015), of the last, shorter
 *   one as one string of bits.
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
	uint32_t at;   /* of its data, from the end of the table */
	uint8_t bits;  /* of a gap, at most 32 */
	uint8_t max;   /* impact */
	uint16_t unused;
};

/* Appends the term's bytes; chunk numbers rise strictly; n > 0. `out->bad` on overflow. */
void postings_encode(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, struct buf *out);

struct cursor {
	const struct posting_block *blocks;
	const unsigned char *data;
	uint64_t data_n;
	uint32_t df, blocks_n;
	uint32_t block;   /* decoded in chunks[], or blocks_n */
	uint32_t ahead;   /* first block that may matter: cursor_max's own place */
	uint32_t n, at;   /* of chunks[] */
	uint32_t limit;   /* chunks in the index */
	uint32_t impacts[POSTINGS_BLOCK];
	uint32_t chunks[POSTINGS_BLOCK];
};

/* `bytes` begin at the term's table and may run on to the section's end (padded). */
void cursor_begin(struct cursor *c, struct str bytes, uint32_t df, uint32_t limit);
/* The first chunk >= target, or POSTINGS_END.  Targets must not fall. */
uint32_t cursor_seek(struct cursor *c, uint32_t target);
/* Impact of the chunk cursor_seek returned. */
static inline uint8_t cursor_impact(const struct cursor *c)
{
	return (uint8_t)c->impacts[c->at];
}
/* After cursor_seek: the place in chunks[] and impacts[] where those below `end` end, at least c->at. */
uint32_t cursor_until(const struct cursor *c, uint32_t end);
/* The greatest impact of the blocks that reach into [from, to); 0 when none does. `from` must not fall. */
uint8_t cursor_max(struct cursor *c, uint32_t from, uint32_t to);

#endif
