/*
 * Reads server-sent events (WHATWG HTML, 9.2.6) as language models send them: only
 * `data` matters; event, id, retry and comments are skipped.
 *
 * The bytes may be cut anywhere.  Lines end with LF, CRLF or CR.  A last event
 * counts even without the empty line, which some servers omit after [DONE].
 */
#ifndef PORT_SSE_H
#define PORT_SSE_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/err.h"

/* The longest line and the longest event: even a whole answer in one event is far shorter. */
enum { SSE_EVENT_MAX = 4 << 20 };

struct sse {
	struct buf line, data;
	bool after_cr, has_data, past_bom;
	/* Gets an event's data, its lines joined by LF, borrowed for the call. Non-zero ends the reading. */
	int (*on_event)(void *arg, struct str data, struct err *err);
	void *arg;
};

void sse_init(struct sse *s, int (*on_event)(void *arg, struct str data, struct err *err), void *arg);
void sse_release(struct sse *s);
/* -1 when on_event returned it, or ERR_BAD_DATA when SSE_EVENT_MAX is exceeded. */
int sse_feed(struct sse *s, struct str bytes, struct err *err);
/* To be called after the last bytes: hands on an event that was not ended. */
int sse_end(struct sse *s, struct err *err);

#endif
