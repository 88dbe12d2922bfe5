#include "kb/index/postings.h"

#include <stdbool.h>
#include <string.h>

static unsigned bits_of(uint32_t x)
{
	return x ? 32 - (unsigned)__builtin_clz(x) : 0;
}

/* Four numbers at a time; the compiler does without vectors where the CPU has none. */
typedef uint32_t four __attribute__((vector_size(16)));

/*
 * Whole blocks are laid out for vectors, pair i in lane i % 4, unless their gaps
 * are so wide that damaged ones could overflow 32 bits when added up.
 */
static bool in_lanes(uint32_t n, unsigned bits)
{
	return n == POSTINGS_BLOCK && bits <= 24 + IMPACT_BITS;
}

static uint64_t pair_of(const uint32_t *chunks, const uint8_t *impacts, uint32_t i, uint32_t before)
{
	return (uint64_t)(chunks[i] - (i ? chunks[i - 1] + 1 : before)) << IMPACT_BITS | impacts[i];
}

/* Each lane's pairs are one string of bits; the lanes' 32-bit words alternate. */
static void pack_lanes(const uint32_t *chunks, const uint8_t *impacts, uint32_t before, unsigned bits,
		       unsigned char *p)
{
	uint32_t i, lane, words[4 * 33] = {0};

	for (i = 0; i < POSTINGS_BLOCK; i++) {
		uint32_t at = i / 4 * bits;
		uint64_t pair = pair_of(chunks, impacts, i, before) << at % 32;

		lane = i % 4;
		words[at / 32 * 4 + lane] |= (uint32_t)pair;
		words[at / 32 * 4 + 4 + lane] |= (uint32_t)(pair >> 32);
	}
	memcpy(p, words, (size_t)POSTINGS_BLOCK * bits / 8);
}

static void pack_string(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, uint32_t before, unsigned bits,
			unsigned char *p)
{
	uint64_t held = 0;
	unsigned have = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		held |= pair_of(chunks, impacts, i, before) << have;
		for (have += bits; have >= 8; have -= 8, held >>= 8)
			*p++ = (unsigned char)held;
	}
	if (have)
		*p = (unsigned char)held;
}

static void pack_pairs(const uint32_t *chunks, const uint8_t *impacts, uint32_t n, uint32_t before, unsigned bits,
		       struct buf *out)
{
	size_t bytes = ((size_t)n * bits + 7) / 8;
	unsigned char *p = (unsigned char *)buf_reserve(out, bytes);

	if (p == NULL)
		return;
	if (in_lanes(n, bits))
		pack_lanes(chunks, impacts, before, bits, p + out->n);
	else
		pack_string(chunks, impacts, n, before, bits, p + out->n);
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

/* The running sums of a vector's numbers. */
static four sums_of(four x)
{
	const four zero = {0, 0, 0, 0};

	x += __builtin_shufflevector(x, zero, 4, 0, 1, 2);
	return x + __builtin_shufflevector(x, zero, 4, 4, 0, 1);
}

/* Returns the number after the last chunk. May read up to 16 bytes past the block, into the section's padding. */
static uint64_t unpack_lanes(struct cursor *c, const unsigned char *p, unsigned bits, uint32_t before)
{
	const uint32_t low = (UINT32_C(1) << bits) - 1;
	const four mask = {low, low, low, low}, impact = {IMPACT_MOST, IMPACT_MOST, IMPACT_MOST, IMPACT_MOST};
	four last = {before - 1, before - 1, before - 1, before - 1}, word;
	unsigned at = 0;
	uint32_t i;

	memcpy(&word, p, sizeof word);
	for (i = 0; i < POSTINGS_BLOCK; i += 4) {
		four pairs = word >> at, impacts;

		at += bits;
		if (at >= 32) {
			p += sizeof word;
			memcpy(&word, p, sizeof word);
			at -= 32;
			if (at)
				pairs |= word << (bits - at);
		}
		pairs &= mask;
		impacts = pairs & impact;
		pairs = sums_of((pairs >> IMPACT_BITS) + 1) + last;
		last = __builtin_shufflevector(pairs, pairs, 3, 3, 3, 3);
		memcpy(c->impacts + i, &impacts, sizeof impacts);
		memcpy(c->chunks + i, &pairs, sizeof pairs);
	}
	return (uint64_t)last[0] + 1;
}

/* The same for a string of n pairs. */
static uint64_t unpack_string(struct cursor *c, const unsigned char *p, unsigned bits, uint64_t chunk, uint32_t n)
{
	const uint64_t mask = (UINT64_C(1) << bits) - 1;
	uint64_t at = 0;
	uint32_t i;

	for (i = 0; i < n; i++, at += bits) {
		uint64_t pair;

		memcpy(&pair, p + at / 8, sizeof pair); /* may read into the section's padding */
		pair = pair >> at % 8 & mask;
		chunk += pair >> IMPACT_BITS;
		c->chunks[i] = (uint32_t)chunk++;
		c->impacts[i] = pair & IMPACT_MOST;
	}
	return chunk;
}

/* False when the bytes are damaged. */
static bool decode(struct cursor *c, uint32_t block)
{
	struct posting_block b = c->blocks[block];
	uint32_t n = block + 1 < c->blocks_n ? POSTINGS_BLOCK : c->df - block * POSTINGS_BLOCK;
	uint32_t before = block ? c->blocks[block - 1].last + 1 : 0;
	unsigned bits = b.bits + (unsigned)IMPACT_BITS;
	const unsigned char *p = c->data + b.at;
	uint64_t end;

	if (b.bits > 32 || b.at > c->data_n || ((uint64_t)n * bits + 7) / 8 > c->data_n - b.at)
		return false;
	end = in_lanes(n, bits) ? unpack_lanes(c, p, bits, before) : unpack_string(c, p, bits, before, n);
	c->n = n;
	c->at = 0;
	c->block = block;
	/* gaps are never negative: when the last chunk is right, all lie before it */
	return end - 1 == b.last && b.last >= before && b.last < c->limit;
}

/* In a whole block, the first place from `at` on whose chunk is >= target; there must be one. */
static uint32_t place_of(const struct cursor *c, uint32_t at, uint32_t target)
{
	uint32_t n = c->n - at;

	while (n > 1) {
		uint32_t half = n / 2;

		at += c->chunks[at + half - 1] < target ? half : 0;
		n -= half;
	}
	return at;
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
	if (c->chunks[c->at] < target)
		c->at = place_of(c, c->at, target);
	return c->chunks[c->at];
}

uint32_t cursor_until(const struct cursor *c, uint32_t end)
{
	return c->blocks[c->block].last < end ? c->n : place_of(c, c->at, end);
}

uint8_t cursor_max(struct cursor *c, uint32_t from, uint32_t to)
{
	uint32_t block;
	uint8_t max = 0;

	if (c->n && c->chunks[c->at] >= to)
		return 0; /* the chunk sought last lies past the range */
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
