/*
 * Vectors for texts, and relevance of texts to a question, from servers that
 * speak OpenAI's POST /v1/embeddings and Jina's POST /v1/rerank, as llama.cpp,
 * vLLM, TEI and others do.
 *
 * Vectors are of unit length and, where they are stored, eight bits a
 * component.  What they are worth depends on the model alone: a fingerprint of
 * it travels with them.
 */
#ifndef PORT_EMBED_H
#define PORT_EMBED_H

#include <stdint.h>
#include "port/net/http.h"

enum embed_use { EMBED_DOCUMENT, EMBED_QUERY }; /* a query gets EMBEDDING_QUERY_PREFIX */

bool embed_configured(const struct conf *conf);
/* Appends what tells these vectors from others: the model and, when it is set, EMBEDDING_DIMENSION. */
void embed_fingerprint(const struct conf *conf, struct buf *b);

struct embed_call {
	const struct conf *conf;
	struct http *http;
	enum embed_use use;
	const struct str *texts; /* 1 to EMBED_TEXTS_MAX */
	size_t n;
	const struct patience *patience;
	int retries; /* when the server is busy or away: 0 for a question, more for an ingest */
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

bool embed_rerank_configured(const struct conf *conf);
/*
 * ret_scores[i]: of texts[i], higher is better; raw as the model gives them,
 * maybe negative.  Errors as above.
 */
int embed_rerank(const struct embed_call *c, struct str question, float *ret_scores, struct err *err);

#endif
