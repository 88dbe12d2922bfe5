#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "kb/index/dense_format.h"

struct dense_writer {
	struct pack_writer *pack;
	struct buf scales;
	struct dense_meta meta;
};

int dense_create(const char *folder, uint32_t dimension, struct dense_writer **ret, struct err *err)
{
	struct dense_writer *w;
	char path[PATH_MAX];

	if (dimension == 0 || dimension > DENSE_DIMENSIONS)
		return err_set(err, ERR_BAD_DATA, "vectors of %u dimensions: at most %d", dimension, DENSE_DIMENSIONS);
	w = calloc(1, sizeof *w);
	if (w == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the vectors");
	buf_init(&w->scales, SIZE_MAX / 2);
	w->meta.dimension = dimension;
	snprintf(path, sizeof path, "%s/vectors", folder);
	if (pack_create(path, "vectors", &w->pack, err)) {
		dense_abort(w);
		return -1;
	}
	pack_begin(w->pack, DENSE_ROWS);
	*ret = w;
	return 0;
}

int dense_add(struct dense_writer *w, const int8_t *vector, float scale, struct err *err)
{
	static const int8_t zero[DENSE_DIMENSIONS];
	size_t pad = dense_stride(w->meta.dimension) - w->meta.dimension;

	if (vector == NULL)
		scale = 0;
	pack_write(w->pack, vector ? vector : zero, w->meta.dimension);
	pack_write(w->pack, zero, pad);
	buf_add(&w->scales, &scale, sizeof scale);
	w->meta.n++;
	return w->scales.bad ? err_set(err, ERR_NO_MEMORY, "no memory for the vectors") : 0;
}

int dense_finish(struct dense_writer *w, struct err *err)
{
	struct pack_writer *pack = w->pack;

	pack_begin(pack, DENSE_SCALES);
	pack_write(pack, w->scales.p, w->scales.n);
	pack_begin(pack, DENSE_META);
	pack_write(pack, &w->meta, sizeof w->meta);
	w->pack = NULL;
	dense_abort(w);
	return pack_finish(pack, err);
}

void dense_abort(struct dense_writer *w)
{
	if (w == NULL)
		return;
	pack_abort(w->pack);
	buf_release(&w->scales);
	free(w);
}
