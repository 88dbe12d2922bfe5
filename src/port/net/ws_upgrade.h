/*
 * The opening handshake of a WebSocket client (RFC 6455, 4.1): what is sent,
 * and whether the answer is a WebSocket server's.
 */
#ifndef PORT_WS_UPGRADE_H
#define PORT_WS_UPGRADE_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/err.h"

struct ws_place {
	bool tls;
	struct str host, path; /* borrowed from the URL; host with port */
};

enum { WS_ACCEPT_TEXT = 29 };

/* ERR_CONFIG unless it is ws:// or wss:// with a host. */
int ws_place_of(const char *url, struct ws_place *ret, struct err *err);
/* The Sec-WebSocket-Accept that belongs to a key. ERR_IO when OpenSSL has no SHA-1. */
int ws_accept_of(struct str key, char ret[WS_ACCEPT_TEXT], struct err *err);
/*
 * Appends a request with a random key; ret_accept is what the answer must hold.
 * `headers` are further ones, "Name: value" …, NULL at the end; NULL for none.
 */
int ws_upgrade_request(const struct ws_place *at, const char *const *headers, struct buf *request,
		       char ret_accept[WS_ACCEPT_TEXT], struct err *err);
/* Checks the answer's head, up to and including the empty line: ERR_REFUSED unless it accepts the upgrade. */
int ws_upgrade_check(struct str head, const char *accept, struct err *err);

#endif
