/*
 * Text of many encodings as UTF-8, by iconv.
 */
#ifndef TEXT_DECODE_H
#define TEXT_DECODE_H

#include <stdbool.h>
#include "base/buf.h"
#include "base/err.h"

/*
 * Appends text as UTF-8: as it is when it is UTF-8, by its mark or its zeros when
 * UTF-16, by the `charset` that it names (""), else as UTF-8 with some damage or as
 * Windows-1252, whichever fits.  What can't be read becomes U+FFFD.
 */
int decode_text(struct str raw, struct str charset, struct buf *out, struct err *err);
/* Whether it is UTF-16. */
bool decode_is_wide(struct str raw);

#endif
