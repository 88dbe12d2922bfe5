/*
 * A fast 64-bit hash: for tables in memory and to notice accidental damage of
 * files.  Not for secrets: whoever chooses the input can make collisions.
 * Multiply-and-fold of 8-byte words, after wyhash (public domain).
 */
#ifndef TEXT_HASH_H
#define TEXT_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_word(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof word);
	return word;
}

/* Any bytes; `seed` chains the hash of one piece into that of the next. */
static inline uint64_t hash_bytes(const void *bytes, size_t n, uint64_t seed)
{
	static const uint64_t k0 = 0xa0761d6478bd642f, k1 = 0xe7037ed1a0b428db, k2 = 0x8ebc6af09c88c6e3;
	const unsigned char *p = bytes;
	uint64_t a = seed ^ k0, b = seed ^ k1, tail[2] = {0, 0};
	size_t left = n;

	for (; left >= 32; left -= 32, p += 32) {
		a = hash_mix(hash_word(p) ^ k1, hash_word(p + 8) ^ a);
		b = hash_mix(hash_word(p + 16) ^ k2, hash_word(p + 24) ^ b);
	}
	for (; left >= 16; left -= 16, p += 16)
		a = hash_mix(hash_word(p) ^ k1, hash_word(p + 8) ^ a);
	if (left)
		memcpy(tail, p, left);
	return hash_mix(hash_mix(tail[0] ^ k0, tail[1] ^ a) ^ b, n ^ k2);
}

#endif
