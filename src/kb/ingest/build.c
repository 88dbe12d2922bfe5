#include "kb/ingest/build.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "kb/index/generation.h"
#include "kb/ingest/index_build.h"
#include "kb/search/calibrate.h"

/*
 * A thread of its own analyses the chunks while the caller reads further ones from
 * the database.  Two batches take turns: one is filled, the other is indexed.
 */
enum { BATCH_BYTES = 1 << 20, TEXTS = 7 };

struct packed {
	size_t n[TEXTS]; /* bytes of each text, in the order of texts() */
	uint32_t page;
	enum lang lang;
	int64_t retrieved_at, updated_at;
	bool has_vector; /* its components follow the texts */
	float vector_scale;
};

struct kb_build {
	char folder[4096];
	struct generation_manifest manifest;
	struct chunks_writer *chunks;
	struct dense_writer *dense; /* NULL: a generation without vectors */
	const struct dense_question *asked;
	size_t asked_n;
	struct index_scan scan;
	bool scanning;
	struct buf filling, indexing;
	pthread_t thread;
	bool threaded;
	pthread_mutex_t lock;
	pthread_cond_t turn;
	bool full, ending; /* under lock: `indexing` is ready for the thread; no more batches will come */
	struct err err;    /* under lock: the thread's fault */
};

static void texts(struct kb_build_chunk *c, struct str *ret[TEXTS])
{
	ret[0] = &c->chunk_id;
	ret[1] = &c->document_id;
	ret[2] = &c->title;
	ret[3] = &c->heading;
	ret[4] = &c->source;
	ret[5] = &c->url;
	ret[6] = &c->text;
}

/* --- the thread */

static int index_chunk(struct kb_build *b, const struct kb_build_chunk *c, struct err *err)
{
	if (b->dense && dense_add(b->dense, c->vector, c->vector_scale, err))
		return -1;
	return chunks_add(b->chunks, c, err) || index_scan_add(&b->scan, c, err) ? -1 : 0;
}

static int index_batch(struct kb_build *b, struct err *err)
{
	struct str rest = buf_view(&b->indexing);

	while (rest.n) {
		struct kb_build_chunk c = {0};
		struct packed packed;
		struct str *parts[TEXTS];
		size_t i;

		memcpy(&packed, rest.p, sizeof packed);
		rest = str_sub(rest, sizeof packed, rest.n);
		texts(&c, parts);
		for (i = 0; i < TEXTS; i++) {
			*parts[i] = str_sub(rest, 0, packed.n[i]);
			rest = str_sub(rest, packed.n[i], rest.n);
		}
		if (packed.has_vector) {
			c.vector = (const int8_t *)rest.p;
			c.vector_scale = packed.vector_scale;
			rest = str_sub(rest, b->manifest.dimension, rest.n);
		}
		c.page = packed.page;
		c.lang = packed.lang;
		c.retrieved_at = packed.retrieved_at;
		c.updated_at = packed.updated_at;
		if (index_chunk(b, &c, err))
			return -1;
	}
	return 0;
}

static void *run(void *arg)
{
	struct kb_build *b = arg;

	pthread_mutex_lock(&b->lock);
	for (;;) {
		struct err err = {0};

		while (!b->full && !b->ending)
			pthread_cond_wait(&b->turn, &b->lock);
		if (!b->full)
			break;
		pthread_mutex_unlock(&b->lock);
		if (b->err.code == ERR_NONE && index_batch(b, &err) == 0)
			err.code = ERR_NONE;
		pthread_mutex_lock(&b->lock);
		if (err.code != ERR_NONE)
			b->err = err;
		b->full = false;
		pthread_cond_broadcast(&b->turn);
	}
	pthread_mutex_unlock(&b->lock);
	return NULL;
}

static int set_text(char to[GENERATION_TEXT], struct str from, const char *what, struct err *err)
{
	if (from.n >= GENERATION_TEXT)
		return err_set(err, ERR_BAD_DATA, "%s is longer than %d bytes", what, GENERATION_TEXT - 1);
	if (from.n)
		memcpy(to, from.p, from.n);
	to[from.n] = '\0';
	return 0;
}

static int begin(struct kb_build *b, const char *folder, const struct kb_build_options *o, struct err *err)
{
	if (snprintf(b->folder, sizeof b->folder, "%s", folder) >= (int)sizeof b->folder)
		return err_set(err, ERR_IO, "path too long: %.80s…", folder);
	buf_init(&b->filling, UINT32_MAX);
	buf_init(&b->indexing, UINT32_MAX);
	b->manifest.dimension = o->dimension;
	b->asked = o->asked;
	b->asked_n = o->asked_n;
	if (set_text(b->manifest.id, o->id, "the generation's id", err) ||
	    set_text(b->manifest.embedding_model, o->embedding_model, "the model's fingerprint", err) ||
	    (o->dimension && dense_create(folder, o->dimension, &b->dense, err)) ||
	    chunks_create(folder, &b->chunks, err) || index_scan_begin(&b->scan, folder, err))
		return -1;
	b->scanning = true;
	pthread_mutex_init(&b->lock, NULL);
	pthread_cond_init(&b->turn, NULL);
	if (pthread_create(&b->thread, NULL, run, b))
		return err_set(err, ERR_NO_MEMORY, "no memory for starting a thread");
	b->threaded = true;
	return 0;
}

int kb_build_begin(const char *folder, const struct kb_build_options *o, struct kb_build **ret,
		   struct err *err)
{
	struct kb_build *b = calloc(1, sizeof *b);

	if (b == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for building an index");
	if (begin(b, folder, o, err)) {
		kb_build_abort(b);
		return -1;
	}
	*ret = b;
	return 0;
}

/* Hands the filled batch to the thread as soon as it is done with the one before. */
static int hand_over(struct kb_build *b, struct err *err)
{
	struct buf spare;
	int r = 0;

	pthread_mutex_lock(&b->lock);
	while (b->full)
		pthread_cond_wait(&b->turn, &b->lock);
	spare = b->indexing;
	b->indexing = b->filling;
	b->filling = spare;
	buf_reset(&b->filling);
	b->full = true;
	if (b->err.code != ERR_NONE) {
		if (err)
			*err = b->err;
		r = -1;
	}
	pthread_cond_broadcast(&b->turn);
	pthread_mutex_unlock(&b->lock);
	return r;
}

/* Waits for the thread's end. */
static int join(struct kb_build *b, struct err *err)
{
	if (!b->threaded)
		return 0;
	pthread_mutex_lock(&b->lock);
	b->ending = true;
	pthread_cond_broadcast(&b->turn);
	pthread_mutex_unlock(&b->lock);
	pthread_join(b->thread, NULL);
	b->threaded = false;
	pthread_mutex_destroy(&b->lock);
	pthread_cond_destroy(&b->turn);
	if (b->err.code == ERR_NONE)
		return 0;
	if (err)
		*err = b->err;
	return -1;
}

int kb_build_add(struct kb_build *b, const struct kb_build_chunk *c, struct err *err)
{
	struct kb_build_chunk copy = *c;
	struct packed packed = {.page = c->page, .lang = c->lang, .retrieved_at = c->retrieved_at,
				.updated_at = c->updated_at};
	struct str *parts[TEXTS];
	size_t i;

	packed.has_vector = b->dense && c->vector;
	packed.vector_scale = c->vector_scale;
	texts(&copy, parts);
	for (i = 0; i < TEXTS; i++)
		packed.n[i] = parts[i]->n;
	buf_add(&b->filling, &packed, sizeof packed);
	for (i = 0; i < TEXTS; i++)
		buf_str(&b->filling, *parts[i]);
	if (packed.has_vector)
		buf_add(&b->filling, c->vector, b->manifest.dimension);
	if (b->filling.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for indexing a chunk");
	return b->filling.n < BATCH_BYTES ? 0 : hand_over(b, err);
}

static int calibrate_index(struct kb_build *b, struct err *err)
{
	struct index index;
	int r;

	if (index_open(b->folder, &index, err))
		return -1;
	r = calibrate(&index, &b->manifest.calibration, err);
	index_close(&index);
	return r;
}

static int finish_dense(struct kb_build *b, struct err *err)
{
	struct dense_writer *w = b->dense;
	struct dense dense;
	int r;

	if (w == NULL)
		return 0;
	b->dense = NULL;
	if (dense_finish(w, err) || dense_open(b->folder, &dense, err))
		return -1;
	r = calibrate_dense(&dense, b->asked, b->asked_n, &b->manifest, err);
	dense_close(&dense);
	return r;
}

static int finish(struct kb_build *b, struct err *err)
{
	struct chunks_writer *chunks;

	if (hand_over(b, err) || join(b, err))
		return -1;
	chunks = b->chunks;
	b->chunks = NULL;
	b->manifest.built_at = clock_stamp_us() / 1000000;
	if (chunks_finish(chunks, &b->manifest.chunks, &b->manifest.documents, err) ||
	    index_scan_end(&b->scan, err) || index_write(b->folder, &b->scan, err) ||
	    calibrate_index(b, err) || finish_dense(b, err) ||
	    manifest_write(b->folder, &b->manifest, err))
		return -1;
	return file_sync_dir(b->folder, err);
}

int kb_build_finish(struct kb_build *b, struct err *err)
{
	int r = finish(b, err);

	kb_build_abort(b);
	return r;
}

void kb_build_abort(struct kb_build *b)
{
	if (b == NULL)
		return;
	join(b, NULL);
	chunks_abort(b->chunks);
	dense_abort(b->dense);
	buf_release(&b->filling);
	buf_release(&b->indexing);
	if (b->scanning)
		index_scan_release(&b->scan);
	free(b);
}
