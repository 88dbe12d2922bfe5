/* A zip file's directory: each member lies within the file. */
#include <stdlib.h>

#include "fuzz.h"
#include "kb/container/zip.h"

static int take(void *arg, const struct zip_member *m)
{
	const struct str *file = arg;
	BUF_AUTO struct buf alone = BUF_MAX(m->data.n + 64);

	if (m->data.n && (m->data.p < file->p || m->data.p + m->data.n > file->p + file->n))
		abort();
	zip_alone(m, &alone);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str file = {(const char *)data, n};

	zip_each(file, take, &file, NULL);
	zip_is_locked(file);
	return 0;
}
