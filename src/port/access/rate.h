/*
 * Limits on how often somebody may ask.
 *
 * Requests per hour are counted in Redis by one Lua script, so all responders
 * of all machines share them; while Redis is away in shared memory, for this
 * machine.  Wrong keys are counted per client address in shared memory.
 */
#ifndef PORT_RATE_H
#define PORT_RATE_H

#include <stdbool.h>
#include "base/clock.h"
#include "base/conf.h"
#include "port/access/keys.h"
#include "port/net/redis.h"
#include "port/system/shared.h"

struct rate {
	bool allowed;
	long limit;    /* requests in a window */
	long left;     /* after this one; 0 when refused */
	long reset_s;  /* until the window ends */
};

enum { RATE_WINDOW_S = 3600 };

/* Counts one request of key from address. Never fails: see above. */
struct rate rate_hit(const struct conf *conf, struct redis *redis, struct shared *shared,
		     const struct key *key, struct str address, struct deadline d);

/*
 * Guessing keys. An address (IPv6: its /64) that sent AUTH_FAILURES_PER_MINUTE
 * wrong keys is locked for the rest of the minute: no key is even looked at,
 * but those that it has used rightly in the last hour, so that a stranger behind
 * the same NAT can't lock a campus out.
 */
bool rate_auth_locked(const struct conf *conf, struct shared *shared, struct str address,
		      struct str presented_key, long *ret_retry_s);
void rate_auth_failed(struct shared *shared, struct str address);
void rate_auth_ok(struct shared *shared, struct str address, struct str presented_key);

#endif
