#include "base/clock.h"
#include "port/system/shared_impl.h"

/* The state: failures << 48 | moment of the next try (monotonic, ms); 0: closed, without failures. */
enum { UNTIL_BITS = 48 };
static const uint64_t UNTIL_MASK = (UINT64_C(1) << UNTIL_BITS) - 1;
static const uint64_t FAILURES_MAX = UINT16_MAX;

/* The peer's breaker; NULL when it has none and `make` is false, or when the table is full. */
static struct shared_breaker *breaker(struct shared *s, struct str peer, bool make)
{
	uint64_t name = shared_name(peer), seen;
	size_t i;

	for (i = 0; i < SHARED_BREAKERS; i++) {
		struct shared_breaker *b = &s->map->breakers[(name + i) % SHARED_BREAKERS];

		seen = atomic_load(&b->name);
		if (seen == 0 && !make)
			return NULL;
		if (seen == name || (seen == 0 && atomic_compare_exchange_strong(&b->name, &seen, name)) ||
		    seen == name)
			return b;
	}
	return NULL;
}

bool shared_breaker_open(struct shared *s, struct str peer)
{
	struct shared_breaker *b = breaker(s, peer, false);
	uint64_t state = b ? atomic_load(&b->state) : 0, until = state & UNTIL_MASK;
	int64_t now, wait, retry_ms;

	if (until == 0)
		return false;
	now = clock_mono_ms();
	retry_ms = atomic_load(&b->retry_ms);
	wait = (int64_t)until - now;
	/* a wait longer than retry_ms was set in an earlier boot */
	if (wait > 0 && wait <= retry_ms)
		return true;
	/* the caller who moves the moment on is let through to try */
	return !atomic_compare_exchange_strong(&b->state, &state,
					       (state & ~UNTIL_MASK) | (uint64_t)(now + retry_ms));
}

bool shared_breaker_failing(struct shared *s, struct str peer)
{
	struct shared_breaker *b = breaker(s, peer, false);

	return b && atomic_load(&b->state);
}

void shared_breaker_ok(struct shared *s, struct str peer)
{
	struct shared_breaker *b = breaker(s, peer, false);

	/* reading first keeps the cache line shared as long as there are no failures */
	if (b && atomic_load(&b->state))
		atomic_store(&b->state, 0);
}

void shared_breaker_failed(struct shared *s, struct str peer, int failures_max, int64_t retry_ms)
{
	struct shared_breaker *b = breaker(s, peer, true);
	uint64_t state, next, failures;

	if (b == NULL)
		return;
	atomic_store(&b->retry_ms, retry_ms);
	state = atomic_load(&b->state);
	do {
		failures = state >> UNTIL_BITS;
		if (failures < FAILURES_MAX)
			failures++;
		next = failures << UNTIL_BITS;
		if (failures >= (uint64_t)failures_max)
			next |= (uint64_t)(clock_mono_ms() + retry_ms) & UNTIL_MASK;
	} while (!atomic_compare_exchange_weak(&b->state, &state, next));
}
