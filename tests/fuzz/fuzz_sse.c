/* Whatever way a stream is cut, the same events come out. */
#include <stdlib.h>

#include "fuzz.h"
#include "port/net/sse.h"

static int on_event(void *arg, struct str data, struct err *err)
{
	(void)err;
	buf_str(arg, data);
	buf_char(arg, '\0');
	return 0;
}

static void read_cut(struct str s, size_t step, struct buf *ret)
{
	struct sse sse;
	size_t at;
	int rc = 0;

	buf_reset(ret);
	sse_init(&sse, on_event, ret);
	for (at = 0; at < s.n && rc == 0; at += step)
		rc = sse_feed(&sse, str_sub(s, at, step), NULL);
	if (rc == 0)
		rc = sse_end(&sse, NULL);
	sse_release(&sse);
	if (rc != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf whole = BUF_MAX(1 << 25), cut = BUF_MAX(1 << 25);
	struct str s = {(const char *)data, size};
	size_t step;

	read_cut(s, size + 1, &whole);
	for (step = 1; step < 4; step++) {
		read_cut(s, step, &cut);
		if (!str_eq(buf_view(&whole), buf_view(&cut)))
			abort();
	}
	return 0;
}
