/*
 * What json-c accepts in its strict mode although RFC 8259 does not: member
 * names in single quotes, NaN and Infinity, tRuE, raw control characters; and
 * lone surrogates, which it replaces by U+FFFD.
 */
#ifndef BASE_JSON_STRICT_H
#define BASE_JSON_STRICT_H

#include <stdbool.h>
#include "base/str.h"

/* False when the text has any of these, or \u0000. True doesn't mean that it is JSON. */
bool json_is_strict(struct str text);

#endif
