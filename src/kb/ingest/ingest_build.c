#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "kb/index/generation.h"
#include "kb/ingest/build.h"
#include "kb/ingest/ingest_impl.h"
#include "port/llm/embed.h"

struct building {
	struct ingest *in;
	struct kb_build *build;
	struct buf text, vector; /* of the current chunk */
};

/* What decides a generation's form besides its documents. */
static void how(const struct ingest *in, struct buf *b)
{
	buf_cstr(b, PACKAGE_VERSION);
	if (!embed_configured(in->o->conf))
		return;
	buf_char(b, ' ');
	embed_fingerprint(in->o->conf, b);
	buf_printf(b, "%s%s", *in->o->conf->embedding_query_prefix ? " " : "", in->o->conf->embedding_query_prefix);
	/* never equal to the form that is wanted, so that the next run tries again */
	buf_cstr(b, in->vectors_missing ? " incomplete" : "");
}

/* The stored vector, or zeros, which dense retrieval never finds. */
static int find_vector(struct building *b, const struct store_chunk *c, struct kb_build_chunk *ret)
{
	uint8_t key[CRYPTO_HASH_BYTES];
	char *zeros;

	ingest_vector_text(c, &b->text);
	ingest_vector_key(b->in, buf_view(&b->text), key);
	if (store_vector_get(b->in->store, key, &b->vector, &ret->vector_scale, b->in->err))
		return -1;
	if (b->vector.n != b->in->dimension) {
		buf_reset(&b->vector);
		zeros = buf_reserve(&b->vector, b->in->dimension);
		if (zeros == NULL)
			return err_set(b->in->err, ERR_NO_MEMORY, "no memory for a vector");
		memset(zeros, 0, b->in->dimension);
		b->vector.n = b->in->dimension;
		ret->vector_scale = 0;
	}
	ret->vector = (const int8_t *)b->vector.p;
	return 0;
}

static int add(void *arg, const struct store_chunk *c)
{
	struct building *b = arg;
	BUF_AUTO struct buf id = BUF_MAX(16384);
	struct kb_build_chunk chunk = {
		.document_id = c->document_id,
		.title = c->title,
		.heading = c->heading,
		.text = c->text,
		.source = c->name,
		.url = c->url,
		.page = c->page,
		.retrieved_at = c->retrieved_at,
		.updated_at = c->updated_at,
		.lang = c->lang,
	};

	buf_str(&id, c->document_id);
	buf_printf(&id, "#%u", (unsigned)c->n);
	chunk.chunk_id = buf_view(&id);
	ingest_progress(b->in, b->in->progress.done + 1);
	if (b->in->dimension && find_vector(b, c, &chunk))
		return -1;
	return kb_build_add(b->build, &chunk, b->in->err);
}

static int fill(struct ingest *in, const char *folder, const char *id)
{
	BUF_AUTO struct buf model = BUF_MAX(1024);
	struct kb_build_options options = {.conf = in->o->conf, .id = str_of(id), .dimension = in->dimension,
					   .asked = in->questions->at, .asked_n = in->questions->n};
	struct building b = {in, NULL, BUF_MAX(1 << 20), BUF_MAX(EMBED_DIMENSION_MAX)};
	int r;

	if (in->dimension)
		embed_fingerprint(in->o->conf, &model);
	options.embedding_model = buf_view(&model);
	if (kb_build_begin(folder, &options, &b.build, in->err))
		return -1;
	r = store_chunks_each(in->store, add, &b, in->err);
	buf_release(&b.text);
	buf_release(&b.vector);
	if (r) {
		kb_build_abort(b.build);
		return -1;
	}
	return kb_build_finish(b.build, in->err);
}

/* Checks what was written, so that a failing disk or a defect leaves the old generation in force. */
static int verify(const char *folder, struct err *err)
{
	struct generation g;
	int r;

	if (generation_open(folder, &g, err))
		return -1;
	r = generation_verify(&g, err);
	generation_close(&g);
	return r;
}

static int build_with_vectors(struct ingest *in)
{
	BUF_AUTO struct buf form = BUF_MAX(2048);
	char id[GENERATIONS_ID_BYTES], folder[GENERATIONS_PATH_BYTES];

	in->dimension = 0;
	if (embed_configured(in->o->conf) && (ingest_embed(in) || ingest_questions_load(in)))
		return -1;
	in->progress = (struct ingest_progress){"building", 0, in->report->chunks, in->report->documents};
	if (generations_begin(in->generations, id, folder, in->err))
		return -1;
	if (fill(in, folder, id) || verify(folder, in->err)) {
		generations_abort(in->generations, id);
		return err_prefix(in->err, "generation %s", id);
	}
	if (generations_finish(in->generations, id, (int)in->o->conf->knowledge_keep, in->err))
		return -1;
	in->report->built = true;
	how(in, &form);
	return store_built_set(in->store, str_of(id), buf_view(&form), in->err) || store_commit(in->store, in->err)
		       ? -1
		       : 0;
}

static int build(struct ingest *in)
{
	int r;

	in->questions = calloc(1, sizeof *in->questions);
	if (in->questions == NULL)
		return err_set(in->err, ERR_NO_MEMORY, "no memory for the questions");
	r = build_with_vectors(in);
	free(in->questions->vectors);
	free(in->questions);
	in->questions = NULL;
	return r;
}

/* A generation that is damaged or has another format is built anew. */
static bool readable(const struct ingest *in, const char *id)
{
	BUF_AUTO struct buf folder = BUF_MAX(GENERATIONS_PATH_BYTES);
	struct generation g;

	buf_printf(&folder, "%s/generations/%s", in->o->folder, id);
	if (*id == '\0' || folder.bad || generation_open(folder.p, &g, NULL))
		return false;
	generation_close(&g);
	return true;
}

int ingest_build(struct ingest *in)
{
	BUF_AUTO struct buf form = BUF_MAX(2048);
	char current[GENERATIONS_ID_BYTES];
	bool same;

	how(in, &form);
	generations_current(in->o->folder, current);
	if (store_counts(in->store, &in->report->documents, &in->report->chunks, in->err) ||
	    store_built_is(in->store, str_of(current), buf_view(&form), &same, in->err))
		return -1;
	same = same && (*current == '\0' || readable(in, current));
	in->report->held = generations_held(in->o->folder);
	if (!in->o->dry_run && !in->report->held && (!same || in->o->full) && (in->report->chunks || *current) &&
	    build(in))
		return -1;
	generations_current(in->o->folder, in->report->generation);
	return 0;
}
