/*
 * Links that lead back to this service: to our page of a passage.
 *
 * A link carries a signature (keys.h), so that it opens in a reader's browser
 * without the key of the program that got it.
 */
#ifndef FRONT_LINK_H
#define FRONT_LINK_H

#include "front/http/request.h"

/*
 * "https://host/v1/passages/ID?sig=…", in arena memory; without scheme and host
 * when neither PUBLIC_URL nor a valid Host header tells them.  arg is the struct req.
 */
struct str link_passage(const void *arg, struct str chunk_id);
/* The same with &quote=, which the page marks. */
struct str link_quote(const struct req *r, struct str chunk_id, struct str quote);
/* The text as a part of a path (RFC 3986), in arena memory. */
struct str link_escaped(const struct req *r, struct str s);
/* Whether the request's query has a signature for the passage of its path. */
bool link_is_signed(const struct req *r);

#endif
