#include "port/system/shared_impl.h"

/* With a quarter of the places taken, hardly any name needs more than these. */
enum { PROBES = 64 };

uint64_t shared_total(struct shared *s, struct str name, uint64_t amount)
{
	uint64_t hash = shared_name(name);
	size_t i;

	for (i = 0; i < PROBES; i++) {
		struct shared_counter *c = &s->map->totals[(hash + i) % SHARED_TOTALS];
		uint64_t holder = atomic_load(&c->name);

		if (holder == 0 && amount == 0)
			return 0;
		/* a failed exchange says in `holder` who was faster */
		if (holder == 0 && atomic_compare_exchange_strong(&c->name, &holder, hash))
			holder = hash;
		if (holder == hash)
			return atomic_fetch_add(&c->word, amount) + amount;
	}
	return 0;
}
