/*
 * Memory that all responders of the machine share: RUNTIME_DIR/shared, mapped.
 *
 * Fixed-window counters (failed keys, the rate limit while Redis is
 * unreachable, LLM tokens of the day), totals for Prometheus, and circuit
 * breakers.  Lock-free; a crash in the middle loses one count at most.  Windows
 * run on the wall clock, waits on the monotonic one (the same for all processes
 * of a boot).
 */
#ifndef PORT_SHARED_H
#define PORT_SHARED_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"

struct shared;

/*
 * Creates folder and file when absent (0600).  A file of another layout is
 * replaced (processes that use it keep it), a truncated one is made whole.
 * ERR_IO, also when the disk has no room for it.
 */
int shared_open(const char *runtime_dir, struct shared **ret, struct err *err);
void shared_close(struct shared *s);

/*
 * Adds `amount` (0 just reads, a negative one gives back) to the counter of
 * `name` in its present window of window_s seconds, which begins with the first
 * addition.  Returns the new count, 0 to 4,294,967,295 (it stays there);
 * *ret_left_s (may be NULL) is when the window ends.  There is room for 65,536
 * names; past it the window that ends soonest among eight is reused.  Two names
 * taking one place over at the same moment may lose or gain a count.
 */
int64_t shared_count(struct shared *s, struct str name, int64_t window_s, int64_t amount,
		     int64_t *ret_left_s);
/*
 * Adds `amount` (0 just reads) to the total of `name`, which lives as long as
 * the file, and returns the sum.  There is room for about 3,000 names; further
 * ones stay 0.
 */
uint64_t shared_total(struct shared *s, struct str name, uint64_t amount);

/*
 * Circuit breaker of a peer (Nygard, Release It!): `shared_breaker_open` is
 * true while calls must not be made.  After `failures_max` failures in a row
 * it opens for retry_ms; then one caller at a time is let through to try, the
 * next one retry_ms later unless _ok or _failed comes first.  Room for 64 peers;
 * further ones have no breaker and are never held back.
 */
bool shared_breaker_open(struct shared *s, struct str peer);
/* Whether the last call known of failed; takes nobody's turn to try. For showing. */
bool shared_breaker_failing(struct shared *s, struct str peer);
void shared_breaker_ok(struct shared *s, struct str peer);
void shared_breaker_failed(struct shared *s, struct str peer, int failures_max, int64_t retry_ms);

#endif
