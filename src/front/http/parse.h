/* The small grammars of request headers and paths. Pure functions. */
#ifndef FRONT_PARSE_H
#define FRONT_PARSE_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/str.h"

/* ^[A-Za-z0-9._-]{1,64}$ */
bool parse_is_request_id(struct str s);
/* ^[A-Za-z0-9_-]{1,128}$ */
bool parse_is_conversation_id(struct str s);
/* W3C Trace Context: 00-<32 hex, not all 0>-<16 hex, not all 0>-<2 hex>, lower case. */
bool parse_is_traceparent(struct str s);
/* 1 to `most` names separated by commas, of token characters (RFC 9110, 5.6.2), 900 bytes in all. */
bool parse_is_names(struct str list, size_t most);
/*
 * %XX decoded (and "+" as a space in a query), in arena memory.  "%" without
 * two hex digits stays as it is, and so does %00: the result holds no NUL.
 */
struct str parse_percent(struct str s, bool plus_is_space, struct arena *a);
/* The credentials of "Bearer CREDENTIALS" (RFC 6750), or the empty str. */
struct str parse_bearer(struct str authorization);
/*
 * Whether path fits the pattern, in which "{id}" stands for one segment that
 * is not empty, another name in braces for one or more; *ret_id (may be NULL)
 * gets what stands there.
 */
bool parse_path_fits(struct str path, struct str pattern, struct str *ret_id);
/* Whether `origin` is in the list separated by commas; "*" stands for every origin. */
bool parse_origin_allowed(struct str list, struct str origin);
/*
 * Whether the IPv4 or IPv6 address is in the list of addresses and networks
 * ("10.0.0.0/8") separated by commas. Other entries match nothing.
 */
bool parse_address_in(struct str list, struct str address);

#endif
