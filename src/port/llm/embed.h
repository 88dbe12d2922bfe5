/*
 * Vectors for texts, from a server that speaks OpenAI's POST /v1/embeddings, as
 * llama.cpp, vLLM, TEI and others do.
 *
 * Vectors have unit length; a stored one has eight bits for each component.
 * Vectors of different models can't be compared, so a fingerprint of the model is
 * stored with them.
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
/* Appends the fingerprint: the model and, when it is set, EMBEDDING_DIMENSION. */
void embed_fingerprint(const struct conf *conf, struct buf *b);

struct embed_call {
	const struct conf *conf;
	struct http *http;
	struct shared *shared; /* keeps the server's circuit breaker; NULL: it has none */
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
 * One text that is too long makes a server refuse the whole batch.  So a refused
 * batch is split, and a text that is refused alone is shortened.
 * ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_GONE; ERR_REFUSED: the server refuses even so;
 * ERR_BAD_DATA: the answer can't be used, such as vectors of another length than
 * EMBEDDING_DIMENSION.
 */
int embed_texts(const struct embed_call *c, struct embed_vectors *ret, struct err *err);
void embed_free(struct embed_vectors *v);

/* Rounds to eight bits: ret[i] × *ret_scale is about vector[i]. */
void embed_quantise(const float *vector, uint32_t dimension, int8_t *ret, float *ret_scale);

/*
 * The texts as a JSON array of valid UTF-8, which the caller frees.  Each is cut to
 * most_bytes, then gets the prefix in front.
 */
struct json *embed_texts_json(const struct str *texts, size_t n, const char *prefix, size_t most_bytes);

#endif
