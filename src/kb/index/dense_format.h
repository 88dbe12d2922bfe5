/* Sections of the file `vectors`, for dense.c and dense_write.c alone. */
#ifndef KB_DENSE_FORMAT_H
#define KB_DENSE_FORMAT_H

#include "kb/index/dense.h"

enum dense_section { DENSE_META = 1, DENSE_ROWS, DENSE_SCALES };
enum { DENSE_ALIGN = 32 };

struct dense_meta {
	uint32_t n, dimension;
};

static inline size_t dense_stride(uint32_t dimension)
{
	return ((size_t)dimension + DENSE_ALIGN - 1) / DENSE_ALIGN * DENSE_ALIGN;
}

#endif
