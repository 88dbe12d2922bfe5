/*
 * How relevant texts are to a question, by a server that speaks Jina's
 * POST /v1/rerank, as llama.cpp, vLLM, TEI and others do.
 */
#ifndef PORT_RERANK_H
#define PORT_RERANK_H

#include "base/conf.h"
#include "port/net/http.h"
#include "port/system/shared.h"

enum { RERANK_TEXTS_MAX = 256 };

struct rerank_call {
	const struct conf *conf;
	struct http *http;
	struct shared *shared; /* keeps the server's circuit breaker; NULL: it has none */
	struct str question;
	const struct str *texts; /* 1 to RERANK_TEXTS_MAX */
	size_t n;
	const struct patience *patience;
};

bool rerank_configured(const struct conf *conf);
/*
 * ret_scores[i] is that of texts[i]: higher is better, on the model's own scale,
 * which may be negative.  ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_GONE; ERR_REFUSED: the
 * server refuses the request; ERR_BAD_DATA: not every text has a score.
 */
int rerank_texts(const struct rerank_call *c, float *ret_scores, struct err *err);

#endif
