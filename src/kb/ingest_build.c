#include <stdio.h>

#include "config.h"
#include "kb/build.h"
#include "kb/ingest_impl.h"

/* What a generation's form depends on besides its documents. */
#define HOW PACKAGE_VERSION

struct building {
	struct ingest *in;
	struct kb_build *build;
};

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
		.lang = c->lang,
	};

	buf_str(&id, c->document_id);
	buf_printf(&id, "#%u", (unsigned)c->n);
	chunk.chunk_id = buf_view(&id);
	ingest_progress(b->in, b->in->progress.done + 1);
	return kb_build_add(b->build, &chunk, b->in->err);
}

static int fill(struct ingest *in, const char *folder, const char *id)
{
	struct kb_build_options options = {.conf = in->o->conf, .id = str_of(id)};
	struct building b = {.in = in};

	if (kb_build_begin(folder, &options, &b.build, in->err))
		return -1;
	if (store_chunks_each(in->store, add, &b, in->err)) {
		kb_build_abort(b.build);
		return -1;
	}
	return kb_build_finish(b.build, in->err);
}

static int build(struct ingest *in)
{
	char id[SWAP_ID_BYTES], folder[SWAP_PATH_BYTES];

	in->progress = (struct ingest_progress){true, 0, in->report->chunks, in->report->documents};
	if (swap_begin(in->swap, id, folder, in->err))
		return -1;
	if (fill(in, folder, id)) {
		swap_abort(in->swap, id);
		return err_prefix(in->err, "generation %s", id);
	}
	if (swap_finish(in->swap, id, (int)in->o->conf->knowledge_keep, in->err))
		return -1;
	in->report->built = true;
	return store_built_set(in->store, str_of(id), STR(HOW), in->err) || store_commit(in->store, in->err)
		       ? -1
		       : 0;
}

int ingest_build(struct ingest *in)
{
	char current[SWAP_ID_BYTES];
	bool same;

	swap_current(in->o->folder, current);
	if (store_counts(in->store, &in->report->documents, &in->report->chunks, in->err) ||
	    store_built_is(in->store, str_of(current), STR(HOW), &same, in->err))
		return -1;
	if (!in->o->dry_run && !(same && !in->o->full) && (in->report->chunks || *current) && build(in))
		return -1;
	swap_current(in->o->folder, in->report->generation);
	return 0;
}
