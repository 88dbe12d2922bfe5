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
	struct shared *shared; /* remembers that the server fails; NULL: nobody does */
	struct str question;
	const struct str *texts; /* 1 to RERANK_TEXTS_MAX */
	size_t n;
	const struct patience *patience;
};

bool rerank_configured(const struct conf *conf);
/*
 * ret_scores[i]: of texts[i], higher is better; raw as the model gives them,
 * maybe negative.  ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_GONE; ERR_REFUSED: the
 * server won't; ERR_BAD_DATA: not a score for each text.
 */
int rerank_texts(const struct rerank_call *c, float *ret_scores, struct err *err);

#endif
