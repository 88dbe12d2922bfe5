/* Unsigned numbers of 7 bits a byte, low bits first, the last byte under 128 (LEB128). */
#ifndef TEXT_VARINT_H
#define TEXT_VARINT_H

#include <stdint.h>

enum { VARINT_BYTES = 5 };

/* Writes at most VARINT_BYTES at p; returns how many. */
static inline unsigned varint_put(unsigned char *p, uint32_t x)
{
	unsigned n = 0;

	for (; x >= 128; x >>= 7)
		p[n++] = (unsigned char)(x | 128);
	p[n++] = (unsigned char)x;
	return n;
}

/* Reads the number at *p and moves *p behind it; at `end` it returns 0. */
static inline uint32_t varint_get(const unsigned char **p, const unsigned char *end)
{
	uint32_t x = 0;
	unsigned shift = 0;

	while (*p < end) {
		unsigned char c = *(*p)++;

		x |= (uint32_t)(c & 127) << shift;
		shift += 7;
		if (c < 128 || shift > 28)
			break;
	}
	return x;
}

#endif
