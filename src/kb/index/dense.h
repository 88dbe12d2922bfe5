/*
 * The chunks' embedding vectors in a generation, and the nearest of them: file `vectors`.
 *
 * Rows of int8 components with one scale each, read from front to back: an exact
 * scan runs at the speed of memory and needs no graph and no training.  The inner
 * loop is chosen by the CPU at run time (AVX2, else plain C).
 */
#ifndef KB_DENSE_H
#define KB_DENSE_H

#include "base/arena.h"
#include "kb/index/best.h"
#include "kb/index/pack.h"

enum { DENSE_DIMENSIONS = 8192 /* most; sums of products stay within 32 bits */ };

struct dense {
	struct pack pack;
	const int8_t *rows;
	const float *scales; /* row × scale = the unit vector's components */
	uint32_t n, dimension;
	size_t stride;       /* bytes from row to row, a multiple of 32 */
	bool open;
};

int dense_open(const char *folder, struct dense *ret, struct err *err);
void dense_close(struct dense *d);
/* The n rows of greatest cosine with `query` (dimension floats of any length), best first; score is the cosine. */
int dense_top(const struct dense *d, const float *query, uint32_t n, struct arena *a, struct scored **ret,
	      uint32_t *ret_n, struct err *err);
/* Cosine of one row; 0 out of range. */
float dense_cosine(const struct dense *d, const float *query, uint32_t row);

struct dense_writer;

int dense_create(const char *folder, uint32_t dimension, struct dense_writer **ret, struct err *err);
/* `vector` NULL: the chunk has none and is never found. */
int dense_add(struct dense_writer *w, const int8_t *vector, float scale, struct err *err);
int dense_finish(struct dense_writer *w, struct err *err);
void dense_abort(struct dense_writer *w); /* NULL is fine */

#endif
