#include "kb/index/generation.h"

static int belong_together(const struct generation *g, const char *folder, struct err *err)
{
	if (g->chunks.n == g->manifest.chunks && g->index.meta.chunks == g->manifest.chunks &&
	    g->chunks.documents_n == g->manifest.documents &&
	    (g->manifest.dimension == 0 ||
	     (g->dense.dimension == g->manifest.dimension && g->dense.n == g->manifest.chunks)))
		return 0;
	return err_set(err, ERR_DAMAGED, "%s: the files are not of one generation", folder);
}

int generation_open(const char *folder, struct generation *ret, struct err *err)
{
	struct generation g = {0};

	if (manifest_read(folder, &g.manifest, err) || chunks_open(folder, &g.chunks, err) ||
	    index_open(folder, &g.index, err) ||
	    (g.manifest.dimension && dense_open(folder, &g.dense, err)) || belong_together(&g, folder, err)) {
		generation_close(&g);
		return -1;
	}
	*ret = g;
	return 0;
}

void generation_close(struct generation *g)
{
	chunks_close(&g->chunks);
	index_close(&g->index);
	dense_close(&g->dense);
}

int generation_verify(const struct generation *g, struct err *err)
{
	if (pack_verify(&g->chunks.pack, "chunks", err) || pack_verify(&g->index.pack, "lexical", err) ||
	    (g->dense.open && pack_verify(&g->dense.pack, "vectors", err)))
		return -1;
	return 0;
}

uint64_t generation_bytes(const struct generation *g)
{
	return g->chunks.pack.size + g->index.pack.size + (g->dense.open ? g->dense.pack.size : 0);
}
