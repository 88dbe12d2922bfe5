/*
 * Limits on how often somebody may ask.
 *
 * Requests per hour are counted in Redis by one Lua script, for all responders
 * of all machines; while Redis is unreachable, in shared memory for this machine.
 * Wrong keys are counted in shared memory, for each client address.
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

/* Whose request it is. */
struct rate_caller {
	const struct key *key;
	struct str address;
	struct str user; /* of a front end whose key trusts_users; "": none is named */
};

/* Counts one request of the caller. It never fails: see above. */
struct rate rate_hit(const struct conf *conf, struct redis *redis, struct shared *shared,
		     const struct rate_caller *who, struct deadline d);

/* Takes back what rate_hit counted, for a request that turned out to be no question. */
void rate_forget(const struct conf *conf, struct redis *redis, struct shared *shared,
		 const struct rate_caller *who, struct deadline d);

/*
 * Against guessing of keys: an address (of IPv6 its /64) that sent
 * AUTH_FAILURES_PER_MINUTE wrong keys is locked for the rest of the minute.  Then
 * only keys are looked at that it used successfully in the last half hour, so
 * that a stranger behind the same NAT can't lock a whole campus out.
 */
bool rate_auth_locked(const struct conf *conf, struct shared *shared, struct str address,
		      struct str presented_key, long *ret_retry_s);
void rate_auth_failed(struct shared *shared, struct str address);
void rate_auth_ok(struct shared *shared, struct str address, struct str presented_key);

#endif
