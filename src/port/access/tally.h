/*
 * Counting in fixed windows, in Redis for all machines, by one script.
 *
 * What this process counts goes into shared memory as well: while Redis is away
 * that count stands, of this machine alone.  Never fails.
 */
#ifndef PORT_TALLY_H
#define PORT_TALLY_H

#include "base/clock.h"
#include "port/net/redis.h"
#include "port/system/shared.h"

struct tally {
	struct str name;  /* the key in Redis */
	int64_t amount;   /* to add; 0 just reads */
	int64_t count;    /* filled in: with the amount */
	int64_t left_s;   /* filled in: until the window ends, which begins with the first addition */
};

/* All n (8 at most) at once. redis NULL: this machine's alone. */
void tally(struct redis *redis, struct shared *shared, int64_t window_s, struct tally *at, size_t n,
	   struct deadline d);

#endif
