/*
 * Addresses of servers that speak an API such as OpenAI's, as people paste
 * them: with slashes at the end, with a route of the API, with a query
 * (Azure's api-version).
 */
#ifndef PORT_ADDRESS_H
#define PORT_ADDRESS_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/str.h"

/*
 * Appends the address of the route `path` ("/embeddings") below `base`, which
 * may name that route or a like one already.  below_v1: "/v1" is put between.
 * The base's query stays at the end.
 */
void address_of_route(struct str base, const char *path, bool below_v1, struct buf *ret);
/* Whether the base names a version: "/v1", "/v4/", "/v1beta/openai". */
bool address_has_version(struct str base);

/*
 * Where a redirect of `url` leads: appended when it stays with scheme, host and
 * port.  Else false, and *ret_host is the other host, borrowed of location; the
 * location itself when it names none.
 */
bool address_of_redirect(struct str url, struct str location, struct buf *ret, struct str *ret_host);

#endif
