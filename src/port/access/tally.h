/*
 * Counting in fixed windows, in Redis for all machines, by one script.
 *
 * Everything is counted in shared memory as well; while Redis is unreachable that
 * count, of this machine alone, is the result.  Counting never fails.
 */
#ifndef PORT_TALLY_H
#define PORT_TALLY_H

#include "base/clock.h"
#include "port/net/redis.h"
#include "port/system/shared.h"

struct tally {
	struct str name;  /* the key in Redis */
	int64_t amount;   /* to add; 0 just reads */
	int64_t count;    /* result, with the amount in it */
	int64_t left_s;   /* result: until the end of the window, which begins with the first addition */
};

/* Counts all n (at most 8) at once. With redis NULL only this machine's counts are used. */
void tally(struct redis *redis, struct shared *shared, int64_t window_s, struct tally *at, size_t n,
	   struct deadline d);

#endif
