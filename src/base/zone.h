/*
 * The local time of a place, whatever the process's own is: RFC 8536 (TZif)
 * files as tzdata has them.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Seconds to add to UTC at that moment (s since 1970, UTC).  name: of the tz
 * database ("Asia/Jakarta").  Indonesia's zones are known without tzdata, too.
 * False: there is no such zone; *ret_s is untouched.
 */
bool zone_offset(const char *name, int64_t at_s, int64_t *ret_s);

#endif
