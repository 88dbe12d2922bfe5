/* The header of a file of sections, for pack_read.c and pack_write.c alone. */
#ifndef KB_PACK_FORMAT_H
#define KB_PACK_FORMAT_H

#include "kb/index/pack.h"
#include "text/hash.h"

#define PACK_MAGIC UINT64_C(0x3130306b63617062) /* "bpack001", little-endian */

enum { PACK_PAGE = 4096, PACK_ALIGN = 64, PACK_KIND_BYTES = 16, PACK_STRIPE = 1 << 16 };

struct pack_entry {
	uint32_t id, unused;
	uint64_t at, n, sum;
};

struct pack_header {
	uint64_t magic;
	char kind[PACK_KIND_BYTES];
	uint64_t size;
	uint32_t sections, unused;
	struct pack_entry table[PACK_SECTIONS];
	uint64_t sum; /* of all before it */
};

_Static_assert(sizeof(struct pack_header) <= PACK_PAGE, "the header fits a page");

#endif
