#include "kb/search/retrieve.h"

#include <stdlib.h>

#include "kb/search/standalone.h"
#include "port/llm/embed.h"
#include "port/llm/rerank.h"

/*
 * A question waits this long for each of the two servers, which take tens of
 * milliseconds.
 */
enum { SERVER_MS = 1500, RERANK_MAX = 30 };

/* A score after reranking falls by the place alone: the second's is 10/11 of the first. */
enum { RANK_FLAT = 9 };

static void say(struct buf *explain, const char *what, const struct err *err)
{
	if (explain)
		buf_printf(explain, "%s: %s\n", what, err ? err->msg : "used");
}

int kb_check_vectors(const struct conf *conf, const struct kb_gen *gen, struct err *err)
{
	BUF_AUTO struct buf wanted = BUF_MAX(4096);
	struct kb_info info;

	kb_info(gen, &info);
	if (info.dimension == 0 || !embed_configured(conf))
		return 0;
	embed_fingerprint(conf, &wanted);
	if (str_eq(info.embedding_model, buf_view(&wanted)))
		return 0;
	return err_set(err, ERR_CONFIG,
		       "the knowledge has vectors of \"%.*s\", the settings name \"%.*s\": run `itb-chatbot ingest`; "
		       "until then passages are found by their words alone",
		       STR_ARG(info.embedding_model), STR_ARG(buf_view(&wanted)));
}

/* Whether the question can have a vector that fits. */
static bool has_vectors(const struct kb_servers *s, const struct kb_gen *gen, struct buf *explain)
{
	struct kb_info info;
	struct err why;

	kb_info(gen, &info);
	if (info.dimension == 0 || !embed_configured(s->conf))
		return false;
	if (kb_check_vectors(s->conf, gen, &why) == 0)
		return true;
	say(explain, "vectors", &why);
	return false;
}

/* The question's vector; NULL when the server has none. */
static float *vector_of(const struct kb_servers *s, const struct kb_gen *gen, struct str text,
			struct buf *explain)
{
	struct patience patience = patience_within(s->patience, SERVER_MS);
	struct embed_call call = {
		.conf = s->conf, .http = s->http, .shared = s->shared, .use = EMBED_QUERY, .texts = &text, .n = 1,
		.patience = &patience,
	};
	struct embed_vectors v = {0};
	struct kb_info info;
	struct err why;
	int failed;

	kb_info(gen, &info);
	failed = embed_texts(&call, &v, &why);
	if (!failed && v.dimension != info.dimension) {
		embed_free(&v);
		failed = err_set(&why, ERR_BAD_DATA, "a vector of %u values, the knowledge has %u", v.dimension,
				 info.dimension);
	}
	say(explain, "vectors", failed ? &why : NULL);
	return failed ? NULL : v.values;
}

struct ranked {
	struct kb_hit hit;
	float relevance;
};

static int by_relevance(const void *a, const void *b)
{
	float x = ((const struct ranked *)a)->relevance, y = ((const struct ranked *)b)->relevance;

	return (x < y) - (x > y);
}

/* The passages as the model reads them. */
static void texts_of(const struct kb_gen *gen, const struct kb_hits *hits, size_t n, struct arena *a,
		     struct str *ret)
{
	struct kb_chunk c;
	size_t i;

	for (i = 0; i < n; i++) {
		kb_chunk(gen, hits->hits[i].chunk, &c);
		ret[i] = arena_printf(a, "%.*s\n%.*s\n%.*s", STR_ARG(c.title), STR_ARG(c.heading), STR_ARG(c.text));
	}
}

/* Orders the best hits anew. On failure, which gives false, they stay as they are. */
static bool rerank(const struct kb_servers *s, const struct kb_gen *gen, struct str question, struct arena *a,
		   struct kb_hits *hits, struct buf *explain)
{
	size_t n = hits->n < RERANK_MAX ? hits->n : RERANK_MAX, i;
	struct ranked ranked[RERANK_MAX];
	struct str texts[RERANK_MAX];
	float scores[RERANK_MAX];
	struct patience patience = patience_within(s->patience, SERVER_MS);
	struct rerank_call call = {
		.conf = s->conf, .http = s->http, .shared = s->shared, .question = question, .texts = texts, .n = n,
		.patience = &patience,
	};
	struct err why;
	int failed;

	texts_of(gen, hits, n, a, texts);
	failed = rerank_texts(&call, scores, &why);
	say(explain, "reranking", failed ? &why : NULL);
	if (failed)
		return false;
	for (i = 0; i < n; i++)
		ranked[i] = (struct ranked){hits->hits[i], scores[i]};
	/* cppcheck-suppress uninitvar; the first n are set */
	qsort(ranked, n, sizeof ranked[0], by_relevance);
	for (i = 0; i < n; i++)
		hits->hits[i] = ranked[i].hit;
	for (i = 0; i < hits->n; i++) /* servers' relevances have no common unit, and some no zero */
		hits->hits[i].rank = 1 / (float)(i + 1 + RANK_FLAT);
	kb_hits_share(hits, kb_hits_chance(hits, hits->n));
	return true;
}

int kb_retrieve(const struct kb_servers *s, const struct kb_gen *gen, const struct kb_query *q, struct arena *a,
	    struct kb_hits *ret, struct buf *explain, struct err *err)
{
	bool reranked = rerank_configured(s->conf), vectors = has_vectors(s, gen, explain);
	struct kb_query query = *q;
	struct str text = q->text;
	float *vector;
	int failed;

	if ((reranked || vectors) && standalone(gen, q, a, &text, err))
		return -1;
	if (explain && !str_eq(text, q->text))
		buf_printf(explain, "read as: %.*s\n", STR_ARG(text));
	vector = vectors ? vector_of(s, gen, text, explain) : NULL;
	query.vector = vector;
	if (reranked && query.k < RERANK_MAX)
		query.k = RERANK_MAX;
	failed = kb_search(gen, &query, a, ret, explain, err);
	vectors = vector != NULL;
	free(vector);
	if (failed)
		return -1;
	ret->by_vectors = vectors;
	ret->reranked = reranked && ret->n > 1 && rerank(s, gen, text, a, ret, explain);
	if (ret->n > q->k)
		ret->n = q->k;
	return 0;
}
