/*
 * Vectors for texts, from a server that speaks OpenAI's POST /v1/embeddings, as
 * llama.cpp, vLLM, TEI and others do.
 *
 * Vectors are of unit length and, where they are stored, eight bits a
 * component.  What they are worth depends on the model alone: a fingerprint of
 * it travels with them.
 */
#ifndef PORT_EMBED_H
#define PORT_EMBED_H

#include <stdint.h>
#include "base/conf.h"
#include "base/json.h"
#include "port/net/http.h"
#include "port/system/shared.h"

enum embed_use { EMBED_DOCUMENT, EMBED_QUERY }; /* a query gets EMBEDDING_QUERY_PREFIX */

bool embed_configured(const struct conf *conf);
/* Appends what tells these vectors from others: the model and, when it is set, EMBEDDING_DIMENSION. */
void embed_fingerprint(const struct conf *conf, struct buf *b);

struct embed_call {
	const struct conf *conf;
	struct http *http;
	struct shared *shared; /* remembers that the server fails; NULL: nobody does */
	enum embed_use use;
	const struct str *texts; /* 1 to EMBED_TEXTS_MAX */
	size_t n;
	const struct patience *patience;
	int retries; /* when the server is busy or unreachable: 0 for a question, more for an ingest */
};
enum { EMBED_TEXTS_MAX = 256, EMBED_DIMENSION_MAX = 8192 };

struct embed_vectors {
	uint32_t dimension;
	float *values; /* n × dimension */
};

/*
 * A batch that the server refuses is split, and a text that it refuses alone
 * is shortened, since one too long text fails a whole batch.
 * ERR_UNAVAILABLE, ERR_TIMEOUT; ERR_REFUSED: the server won't; ERR_BAD_DATA:
 * vectors of another length than EMBEDDING_DIMENSION (msg says which).
 */
int embed_texts(const struct embed_call *c, struct embed_vectors *ret, struct err *err);
void embed_free(struct embed_vectors *v);

/* int8 × *ret_scale is about the component. */
void embed_quantise(const float *vector, uint32_t dimension, int8_t *ret, float *ret_scale);

/*
 * The texts as a JSON array of valid UTF-8, each with the prefix in front and
 * cut to most_bytes without it; the caller's.
 */
struct json *embed_texts_json(const struct str *texts, size_t n, const char *prefix, size_t most_bytes);

#endif
