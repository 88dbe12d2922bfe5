/*
 * A WebSocket client (RFC 6455) for short exchanges: libwslay's framing on a
 * connection of the HTTP client.
 *
 * It belongs to one thread.  Fragments are put together, pings are answered, and a
 * message over the bound ends the connection.
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
	size_t message_max; /* bytes of a received message */
	const struct patience *patience; /* for the whole exchange */
};

/* ERR_CONFIG (the URL), ERR_UNAVAILABLE, ERR_REFUSED (no upgrade), ERR_TIMEOUT, ERR_GONE. */
int ws_open(const struct ws_target *target, struct ws **ret, struct err *err);
/* Sends a close frame, without waiting for an answer. NULL is fine. */
void ws_close(struct ws *w);
/* Sends one message; returns when the system has taken all of it. */
int ws_send(struct ws *w, bool binary, struct str message, struct err *err);
/*
 * Waits for the next whole message, which replaces the content of *message.
 * ERR_UNAVAILABLE when the peer closed the connection (its status is in msg), broke
 * the protocol, or exceeded message_max.
 */
int ws_receive(struct ws *w, struct buf *message, bool *ret_binary, struct err *err);

#endif
