/*
 * WebSocket client (RFC 6455) for short exchanges: libwslay's framing on a
 * connection that the HTTP client made.
 *
 * One thread's own.  Fragmented messages are put together, pings answered;
 * messages over the bound end the connection.
 */
#ifndef PORT_WS_H
#define PORT_WS_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/patience.h"

struct ws;

struct ws_target {
	const char *url; /* ws:// or wss:// */
	const char *const *headers; /* further ones, "Name: value" …, NULL at the end; NULL for none */
	const char *ca_file; /* as in struct http_call */
	size_t message_max; /* bytes of one received message */
	const struct patience *patience; /* for the whole exchange */
};

/* ERR_CONFIG (the URL), ERR_UNAVAILABLE, ERR_REFUSED (no upgrade), ERR_TIMEOUT, ERR_GONE. */
int ws_open(const struct ws_target *target, struct ws **ret, struct err *err);
/* Says goodbye without waiting for an answer. NULL is fine. */
void ws_close(struct ws *w);
/* One whole message; returns when all of it is on its way. */
int ws_send(struct ws *w, bool binary, struct str message, struct err *err);
/*
 * The next whole message, in *message (emptied first).  ERR_UNAVAILABLE when
 * the peer closed (its status in msg) or broke the protocol or message_max.
 */
int ws_receive(struct ws *w, struct buf *message, bool *ret_binary, struct err *err);

#endif
