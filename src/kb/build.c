#include "kb/build.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "kb/generation.h"
#include "kb/index_build.h"

struct kb_build {
	char folder[4096];
	struct generation_manifest manifest;
	struct chunks_writer *chunks;
	struct index_scan scan;
	bool scanning;
};

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
	b->manifest.dimension = o->dimension;
	if (set_text(b->manifest.id, o->id, "the generation's id", err) ||
	    set_text(b->manifest.embedding_model, o->embedding_model, "the model's fingerprint", err) ||
	    chunks_create(folder, &b->chunks, err) || index_scan_begin(&b->scan, folder, err))
		return -1;
	b->scanning = true;
	return 0;
}

int kb_build_begin(const char *folder, const struct kb_build_options *o, struct kb_build **ret,
		   struct err *err)
{
	struct kb_build *b = calloc(1, sizeof *b);

	if (b == NULL)
		return err_set(err, ERR_NO_MEMORY, "building");
	if (begin(b, folder, o, err)) {
		kb_build_abort(b);
		return -1;
	}
	*ret = b;
	return 0;
}

int kb_build_add(struct kb_build *b, const struct kb_build_chunk *c, struct err *err)
{
	return chunks_add(b->chunks, c, err) || index_scan_add(&b->scan, c, err) ? -1 : 0;
}

static int finish(struct kb_build *b, struct err *err)
{
	struct chunks_writer *chunks = b->chunks;

	b->chunks = NULL;
	b->manifest.built_at = clock_stamp_us() / 1000000;
	if (chunks_finish(chunks, &b->manifest.chunks, &b->manifest.documents, err) ||
	    index_scan_end(&b->scan, err) || index_write(b->folder, &b->scan, err) ||
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
	chunks_abort(b->chunks);
	if (b->scanning)
		index_scan_release(&b->scan);
	free(b);
}
