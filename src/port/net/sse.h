/*
 * Reading server-sent events (WHATWG HTML, 9.2.6) as language models send
 * them: only `data` matters; event, id, retry and comments are skipped.
 *
 * Bytes may come cut anywhere.  Lines end with LF, CRLF or CR.  A last event
 * without its empty line counts as well: servers forget it after [DONE].
 */
#ifndef PORT_SSE_H
#define PORT_SSE_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/err.h"

/* One line, and one event, at most: far over any server's, whole answers as one event included. */
enum { SSE_EVENT_MAX = 4 << 20 };

struct sse {
	struct buf line, data;
	bool after_cr, has_data, past_bom;
	/* An event's data, its lines joined by LF; borrowed for the call. Non-zero ends the reading. */
	int (*on_event)(void *arg, struct str data, struct err *err);
	void *arg;
};

void sse_init(struct sse *s, int (*on_event)(void *arg, struct str data, struct err *err), void *arg);
void sse_release(struct sse *s);
/* 0, -1 as on_event returned it, or ERR_BAD_DATA past the bound. */
int sse_feed(struct sse *s, struct str bytes, struct err *err);
/* No more bytes come: hands on an event not ended. */
int sse_end(struct sse *s, struct err *err);

#endif
