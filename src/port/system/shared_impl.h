/*
 * The layout of the shared memory, which the files of shared.h have in common.
 */
#ifndef PORT_SHARED_IMPL_H
#define PORT_SHARED_IMPL_H

#include <stdatomic.h>

#include "port/system/crypto.h"
#include "port/system/shared.h"

/*
 * COUNTERS: 20,000 clients an hour, each with two names (rate.c), take less than
 * two thirds of the places.  TOTALS: four times what 40 routes with 13 statuses and
 * 13 times need.
 */
enum { SHARED_COUNTERS = 65536, SHARED_TOTALS = 4096, SHARED_BREAKERS = 64, SHARED_MAGIC_BYTES = 16 };

struct shared_counter {
	_Atomic uint64_t name; /* shared_name's; 0: free */
	_Atomic uint64_t word; /* shared_count.c: window and count; shared_total.c: the sum */
};

struct shared_breaker {
	_Atomic uint64_t name;
	_Atomic uint64_t state; /* shared_breaker.c: failures and the moment of the next try */
	_Atomic int64_t retry_ms;
};

struct shared_layout {
	char magic[SHARED_MAGIC_BYTES];
	struct shared_breaker breakers[SHARED_BREAKERS];
	struct shared_counter counters[SHARED_COUNTERS];
	struct shared_counter totals[SHARED_TOTALS];
};

struct shared {
	struct shared_layout *map;
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "atomics must work between processes");

/* Stands for a name in the tables; never 0. */
static inline uint64_t shared_name(struct str name)
{
	uint64_t hash = crypto_short_hash(name);

	return hash ? hash : 1;
}

#endif
