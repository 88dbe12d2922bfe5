/*
 * Memory that all responders of the machine share: the mapped file
 * RUNTIME_DIR/shared.
 *
 * It holds counters in fixed windows (wrong keys, the rate limit while Redis is
 * unreachable, the day's tokens), totals for Prometheus, and circuit breakers.  It
 * needs no lock; a crash loses at most one count.  Windows are measured on the wall
 * clock, waits on the monotonic one, which is the same for all processes of a boot.
 */
#ifndef PORT_SHARED_H
#define PORT_SHARED_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"

struct shared;

/*
 * Creates the folder and the file (0600) when they are absent.  A file of another
 * layout is replaced, while processes that use it keep it; a truncated one is made
 * whole.  ERR_IO, also when the disk has no room for it.
 */
int shared_open(const char *runtime_dir, struct shared **ret, struct err *err);
void shared_close(struct shared *s);

/*
 * Adds `amount` (0 only reads, a negative one gives back) to the counter of `name`
 * in its present window of window_s seconds, which begins with the first addition.
 * Returns the new count, from 0 to 4,294,967,295, where it stays; *ret_left_s (may
 * be NULL) is the time until the window ends.  There is room for 65,536 names; when
 * there are more, of eight windows the one that ends first is reused.  If two
 * names take over one place at the same moment, a count may be lost or gained.
 */
int64_t shared_count(struct shared *s, struct str name, int64_t window_s, int64_t amount,
		     int64_t *ret_left_s);
/*
 * Adds `amount` (0 only reads) to the total of `name`, which lives as long as the
 * file, and returns the sum.  There is room for about 3,000 names; the totals of
 * further ones stay 0.
 */
uint64_t shared_total(struct shared *s, struct str name, uint64_t amount);

/*
 * The circuit breaker of a peer (Nygard, Release It!): shared_breaker_open is true
 * while calls must not be made.  After `failures_max` failures in a row it opens
 * for retry_ms.  Then one caller is let through to try, and another every retry_ms
 * until _ok or _failed tells the outcome.  There is room for 64 peers; further ones
 * have no breaker, and their calls are never held back.
 */
bool shared_breaker_open(struct shared *s, struct str peer);
/* Whether the last call that ended had failed. For display: unlike _open it lets no caller through. */
bool shared_breaker_failing(struct shared *s, struct str peer);
void shared_breaker_ok(struct shared *s, struct str peer);
void shared_breaker_failed(struct shared *s, struct str peer, int failures_max, int64_t retry_ms);

#endif
