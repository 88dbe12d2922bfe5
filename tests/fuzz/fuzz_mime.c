/* A message: its headers, its parts and their bytes. */
#include "fuzz.h"
#include "kb/container/mime.h"

static int take(void *arg, const struct mime_part *p)
{
	BUF_AUTO struct buf body = BUF_MAX(p->body.n + 1);

	(void)arg;
	mime_body(p, &body);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str message = {(const char *)data, n};
	BUF_AUTO struct buf subject = BUF_MAX(4000);

	mime_header(message, "Subject", &subject);
	mime_each(message, take, NULL);
	return 0;
}
