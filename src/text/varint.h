/* Unsigned numbers of 7 bits a byte, low bits first, the last byte under 128 (LEB128). */
#ifndef TEXT_VARINT_H
#define TEXT_VARINT_H

#include <stdint.h>

enum { VARINT_BYTES = 5 };

/* Writes up to VARINT_BYTES at p; gives the bytes written. */
static inline unsigned varint_put(unsigned char *p, uint32_t x)
{
	unsigned n = 0;

	for (; x >= 128; x >>= 7)
		p[n++] = (unsigned char)(x | 128);
	p[n++] = (unsigned char)x;
	return n;
}

/* Steps *p on; never past `end`, where it gives 0. */
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
