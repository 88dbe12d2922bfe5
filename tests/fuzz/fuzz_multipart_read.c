/* Any bytes as a form; the first tells how they are cut. A part's content must be a piece of the input. */
#include <stdlib.h>

#include "front/http/multipart_read.h"
#include "fuzz.h"

struct seen {
	size_t bytes, parts;
	bool inside;
};

static int on_begin(void *arg, const struct multipart_read_part *part, struct err *err)
{
	struct seen *s = arg;

	(void)err;
	if (s->inside || part->name.n + part->filename.n > 8192 + 16384)
		abort();
	s->inside = true;
	s->parts++;
	return 0;
}

static int on_data(void *arg, struct str piece, struct err *err)
{
	struct seen *s = arg;

	(void)err;
	if (!s->inside || piece.n == 0)
		abort();
	s->bytes += piece.n;
	return 0;
}

static int on_end(void *arg, struct err *err)
{
	(void)err;
	((struct seen *)arg)->inside = false;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen seen = {0};
	struct multipart_read_sink sink = {on_begin, on_data, on_end, &seen};
	struct multipart_read m;
	struct str body = {(const char *)data, size};
	size_t step = size ? data[0] + 1u : 1, at;
	int r = 0;

	if (multipart_read_init(&m, STR("multipart/form-data; boundary=B"), &sink, NULL))
		abort();
	for (at = 1; r == 0 && at < size; at += step)
		r = multipart_read_feed(&m, str_sub(body, at, step), NULL);
	if (r == 0)
		r = multipart_read_end(&m, NULL);
	if (seen.bytes > size || seen.parts > 32 || (r == 0 && seen.inside))
		abort();
	multipart_read_release(&m);
	return 0;
}
