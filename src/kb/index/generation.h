/*
 * One generation: a folder of immutable files, mapped.
 *
 *   manifest.json  what it is: id, format, counts, embedding model, calibration
 *   chunks         text and metadata (chunks.h)
 *   lexical        the lexical index (index_read.h)
 *   vectors        int8 vectors, where there is an embedding model (dense.h)
 */
#ifndef KB_GENERATION_H
#define KB_GENERATION_H

#include "kb/index/chunks.h"
#include "kb/index/dense.h"
#include "kb/index/index_read.h"

enum {
	GENERATION_FORMAT = 1,
	GENERATION_TEXT = 256,       /* most bytes of an id or a model's fingerprint */
	MANIFEST_BYTES = 1 << 16,
};

/* A logistic curve from evidence to a score: kb/search/calibrate.h. */
struct calibration {
	float middle; /* evidence at which the score is 0.5 */
	float slope;  /* of the logistic curve there, times 4 */
};

struct generation_manifest {
	char id[GENERATION_TEXT], embedding_model[GENERATION_TEXT];
	uint32_t chunks, documents, dimension;
	int64_t built_at;
	struct calibration calibration;
	struct calibration dense; /* of cosines; 0 without vectors */
	float dense_above;        /* how far its middle lies above a question's mean cosine; 0: unknown */
};

struct generation {
	struct generation_manifest manifest;
	struct chunks chunks;
	struct index index;
	struct dense dense; /* not open when the manifest's dimension is 0 */
};

/* ERR_DAMAGED when a file is missing, damaged, or does not belong to the others. */
int generation_open(const char *folder, struct generation *ret, struct err *err);
void generation_close(struct generation *g);
/* Reads everything and compares the checksums. */
int generation_verify(const struct generation *g, struct err *err);
uint64_t generation_bytes(const struct generation *g);

int manifest_write(const char *folder, const struct generation_manifest *m, struct err *err);
int manifest_read(const char *folder, struct generation_manifest *ret, struct err *err);

#endif
