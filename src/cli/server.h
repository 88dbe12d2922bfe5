/*
 * A server that the settings name, and what to do when it can't be used.
 *
 * The settings are named in what is printed, so that an administrator knows which
 * to change.
 */
#ifndef CLI_SERVER_H
#define CLI_SERVER_H

#include "port/net/post.h"

struct server {
	/* names of settings; NULL where there is none */
	const char *url, *key, *model, *ca, *timeout;
	/* their values, borrowed */
	struct str base, key_value, key_header, model_value;
	const char *ca_file, *proxy;
	bool below_v1; /* it answers only below /v1, which the address lacks */
};

/*
 * Appends what to do about a failed call: status is HTTP's, 0 without an answer.
 * Nothing is asked.
 */
void server_advice(const struct server *s, int status, const struct err *why, struct buf *ret);

/* Appends what may be shown of the address: neither a password nor what may be a key in its query. */
void server_add_base(const struct server *s, struct buf *ret);

enum { SERVER_NAMES_MAX = 8 }; /* of models that are listed */
/*
 * Asks the server for its models.  True when it has a list that lacks
 * `model_value`; then appends the names that are most alike, and what to do.
 */
bool server_lacks_model(const struct server *s, struct http *http, const struct patience *patience, struct buf *ret);

#endif
