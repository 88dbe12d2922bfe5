#include "kb/postings.h"

#include <string.h>

static unsigned bits_of(uint32_t x)
{
	return x ? 32 - (unsigned)__builtin_clz(x) : 0;
}

static void pack_pairs(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, uint32_t before, unsigned bits,
		       struct buf *out)
{
	size_t bytes = ((size_t)n * bits + 7) / 8;
	unsigned char *p = (unsigned char *)buf_reserve(out, bytes);
	uint64_t held = 0;
	unsigned have = 0;
	uint32_t i;

	if (p == NULL)
		return;
	p += out->n;
	for (i = 0; i < n; i++) {
		held |= ((uint64_t)(chunks[i] - before) << IMPACT_BITS | impacts[i]) << have;
		before = chunks[i] + 1;
		for (have += bits; have >= 8; have -= 8, held >>= 8)
			*p++ = (unsigned char)held;
	}
	if (have)
		*p = (unsigned char)held;
	out->n += bytes;
}

static struct posting_block describe(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, uint32_t before)
{
	struct posting_block b = {.last = chunks[n - 1]};
	uint32_t all = 0, i;

	for (i = 0; i < n; i++) {
		all |= chunks[i] - before;
		before = chunks[i] + 1;
		b.max = impacts[i] > b.max ? impacts[i] : b.max;
	}
	b.bits = (uint8_t)bits_of(all);
	return b;
}

void postings_encode(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, struct buf *out)
{
	uint32_t blocks = (n + POSTINGS_BLOCK - 1) / POSTINGS_BLOCK, i;
	size_t table = out->n, data = table + blocks * sizeof(struct posting_block);
	uint32_t before = 0;

	if (buf_reserve(out, data - table) == NULL)
		return;
	out->n = data;
	for (i = 0; i < blocks && !out->bad; i++) {
		uint32_t from = i * POSTINGS_BLOCK;
		uint32_t count = n - from < POSTINGS_BLOCK ? n - from : POSTINGS_BLOCK;
		struct posting_block b = describe(chunks + from, impacts + from, count, before);

		b.at = (uint32_t)(out->n - data);
		memcpy(out->p + table + i * sizeof b, &b, sizeof b);
		pack_pairs(chunks + from, impacts + from, count, before, b.bits + IMPACT_BITS, out);
		before = b.last + 1;
	}
}

void cursor_begin(struct cursor *c, struct str bytes, uint32_t df, uint32_t limit)
{
	uint32_t blocks = df / POSTINGS_BLOCK + (df % POSTINGS_BLOCK != 0);
	size_t table = (size_t)blocks * sizeof(struct posting_block);

	c->block = c->ahead = c->n = c->at = 0;
	c->df = df;
	c->limit = limit;
	c->blocks_n = table <= bytes.n ? blocks : 0;
	c->blocks = (const struct posting_block *)(const void *)bytes.p;
	c->data = (const unsigned char *)bytes.p + (c->blocks_n ? table : 0);
	c->data_n = bytes.n - (c->blocks_n ? table : 0);
}

/* False when the bytes cannot be right. */
static bool decode(struct cursor *c, uint32_t block)
{
	struct posting_block b = c->blocks[block];
	uint32_t n = block + 1 < c->blocks_n ? POSTINGS_BLOCK : c->df - block * POSTINGS_BLOCK;
	uint64_t chunk = block ? (uint64_t)c->blocks[block - 1].last + 1 : 0, at = 0;
	unsigned bits = b.bits + (unsigned)IMPACT_BITS;
	uint64_t mask;
	const unsigned char *p = c->data + b.at;
	uint32_t i;

	if (b.bits > 32 || b.at > c->data_n || ((uint64_t)n * bits + 7) / 8 > c->data_n - b.at)
		return false;
	mask = (UINT64_C(1) << bits) - 1;
	for (i = 0; i < n; i++, at += bits) {
		uint64_t pair;

		memcpy(&pair, p + at / 8, sizeof pair); /* may run over into the section's padding */
		pair = pair >> at % 8 & mask;
		chunk += pair >> IMPACT_BITS;
		c->chunks[i] = (uint32_t)chunk++;
		c->impacts[i] = (uint8_t)(pair & IMPACT_MOST);
	}
	c->n = n;
	c->at = 0;
	c->block = block;
	/* gaps cannot be negative: with the last right, all lie between */
	return chunk - 1 == b.last && b.last < c->limit;
}

uint32_t cursor_seek(struct cursor *c, uint32_t target)
{
	uint32_t block = c->block;

	if (c->n == 0 || c->blocks[block].last < target) {
		while (block < c->blocks_n && c->blocks[block].last < target)
			block++;
		if (block >= c->blocks_n || !decode(c, block)) {
			c->blocks_n = c->n = 0;
			return POSTINGS_END;
		}
	}
	while (c->chunks[c->at] < target)
		c->at++;
	return c->chunks[c->at];
}

uint8_t cursor_max(struct cursor *c, uint32_t from, uint32_t to)
{
	uint32_t block;
	uint8_t max = 0;

	while (c->ahead < c->blocks_n && c->blocks[c->ahead].last < from)
		c->ahead++;
	for (block = c->ahead; block < c->blocks_n; block++) {
		if (block && c->blocks[block - 1].last + 1 >= to)
			break;
		if (c->blocks[block].max > max)
			max = c->blocks[block].max;
		if (c->blocks[block].last >= to)
			break;
	}
	return max;
}
