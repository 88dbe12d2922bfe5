#include <stdio.h>
#include <stdlib.h>

#include "kb/ingest/ingest_impl.h"
#include "port/llm/embed.h"

/* Bytes of a text with its title and headings; batches between commits; tries of a batch; time for a batch. */
enum { TEXT_BYTES_MAX = 1 << 20, COMMIT_BATCHES = 16, RETRIES = 8, BATCH_MS = 600000 };

struct batch {
	struct ingest *in;
	struct http *http;
	enum embed_use use;
	struct buf texts[EMBED_TEXTS_MAX];
	uint8_t keys[EMBED_TEXTS_MAX][CRYPTO_HASH_BYTES];
	size_t n, most;
	int uncommitted;
	bool failed; /* the server did: it is not asked again */
	struct err why;
};

static int put_vector(struct batch *b, size_t i, const struct embed_vectors *v)
{
	int8_t small[EMBED_DIMENSION_MAX];
	float scale;

	embed_quantise(v->values + i * v->dimension, v->dimension, small, &scale);
	return store_vector_put(b->in->store, b->keys[i], (struct str){(const char *)small, v->dimension}, scale,
				b->in->err);
}

static int flush(struct batch *b)
{
	struct str texts[EMBED_TEXTS_MAX];
	struct patience patience = {.deadline = deadline_in(BATCH_MS)};
	struct embed_call call = {
		.conf = b->in->o->conf, .http = b->http, .use = b->use, .texts = texts, .n = b->n,
		.patience = &patience, .retries = RETRIES,
	};
	struct embed_vectors v = {0};
	size_t i;
	int r = 0;

	for (i = 0; i < b->n; i++)
		texts[i] = buf_view(&b->texts[i]);
	if (b->n && embed_texts(&call, &v, &b->why)) {
		b->failed = true;
		b->n = 0;
		return 0;
	}
	if (v.dimension)
		b->in->dimension = v.dimension;
	for (i = 0; i < b->n && r == 0; i++)
		r = put_vector(b, i, &v);
	embed_free(&v);
	b->n = 0;
	if (r == 0 && ++b->uncommitted >= COMMIT_BATCHES) {
		b->uncommitted = 0;
		r = store_commit(b->in->store, b->in->err);
	}
	return r;
}

/* The text at the batch's end stays there when no vector of it is stored. */
static int want_vector(struct batch *b)
{
	BUF_AUTO struct buf vector = BUF_MAX(EMBED_DIMENSION_MAX);
	float scale;

	if (store_vector_use(b->in->store, b->keys[b->n], b->in->err) ||
	    store_vector_get(b->in->store, b->keys[b->n], &vector, &scale, b->in->err))
		return -1;
	if (vector.n)
		b->in->dimension = (uint32_t)vector.n;
	if (vector.n || b->failed)
		return 0;
	return ++b->n == b->most ? flush(b) : 0;
}

static int want_chunk(void *arg, const struct store_chunk *c)
{
	struct batch *b = arg;

	ingest_progress(b->in, b->in->progress.done + 1);
	ingest_vector_text(c, &b->texts[b->n]);
	ingest_vector_key(b->in, buf_view(&b->texts[b->n]), b->keys[b->n]);
	return want_vector(b);
}

static int want_question(void *arg, struct str question, const uint8_t key[CRYPTO_HASH_BYTES])
{
	struct batch *b = arg;

	buf_reset(&b->texts[b->n]);
	buf_str(&b->texts[b->n], question);
	memcpy(b->keys[b->n], key, CRYPTO_HASH_BYTES);
	return want_vector(b);
}

static int want_all(struct batch *b)
{
	int r;

	if (store_vectors_begin(b->in->store, b->in->err) ||
	    store_chunks_each(b->in->store, want_chunk, b, b->in->err) || flush(b))
		return -1;
	b->use = EMBED_QUERY;
	r = ingest_questions_each(b->in, want_question, b) || flush(b) ? -1 : 0;
	/* unused vectors are removed only when every vector in use is there */
	if (r == 0 && !b->failed)
		r = store_vectors_end(b->in->store, b->in->err);
	return r ? r : store_commit(b->in->store, b->in->err);
}

int ingest_embed(struct ingest *in)
{
	struct batch *b = calloc(1, sizeof *b);
	size_t i;
	int r;

	if (b == NULL)
		return err_set(in->err, ERR_NO_MEMORY, "no memory for a batch of texts");
	b->in = in;
	b->most = (size_t)in->o->conf->embedding_batch;
	b->http = http_new();
	for (i = 0; i < EMBED_TEXTS_MAX; i++)
		buf_init(&b->texts[i], TEXT_BYTES_MAX);
	in->progress = (struct ingest_progress){"embedding", 0, in->report->chunks, in->report->documents};
	r = want_all(b);
	if (b->failed) {
		in->vectors_missing = true;
		ingest_failed(in, "vectors", b->why.msg);
	}
	for (i = 0; i < EMBED_TEXTS_MAX; i++)
		buf_release(&b->texts[i]);
	http_free(b->http);
	free(b);
	return r;
}
