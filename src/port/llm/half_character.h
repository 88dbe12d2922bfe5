/*
 * Characters that a server cut in two.
 *
 * A character beyond U+FFFF may be escaped in JSON as a pair of surrogates
 * (RFC 8259, 7).  Some servers end a piece of text between the two, of which
 * neither is valid alone.
 */
#ifndef PORT_HALF_CHARACTER_H
#define PORT_HALF_CHARACTER_H

#include "base/buf.h"
#include "base/str.h"

enum { HALF_CHARACTER_BYTES = 7 };

/*
 * JSON whose first half characters at the end of a string are kept in `half`
 * (at first ""), and put in front of the second half in a later call.  Gives
 * `text` when nothing had to change, else what was written to ret.
 */
struct str half_character_join(char half[HALF_CHARACTER_BYTES], struct str text, struct buf *ret);

#endif
