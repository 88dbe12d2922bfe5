#include "base/clock.h"
#include "port/system/shared_impl.h"

/* PROBES: with under two thirds of the places taken, fewer than 4 % of the names find all eight taken. */
enum { PROBES = 8, TRIES = 16 };

/* The window's end (wall clock, s) and the count share a word, so that one exchange both begins a window and counts. */
enum { COUNT_BITS = 32 };
static const uint64_t COUNT_MAX = UINT32_MAX;

/* Seconds left of the window in `word`; 0 when it is over, or when the wall clock was set back before it. */
static int64_t window_left(uint64_t word, int64_t now_s, int64_t window_s)
{
	int64_t left = (int64_t)(word >> COUNT_BITS) - now_s;

	return left > 0 && left <= window_s ? left : 0;
}

static struct shared_counter *neighbour(struct shared *s, uint64_t name, size_t i)
{
	return &s->map->counters[(name + i) % SHARED_COUNTERS];
}

static struct shared_counter *find(struct shared *s, uint64_t name)
{
	size_t i;

	for (i = 0; i < PROBES; i++)
		if (atomic_load(&neighbour(s, name, i)->name) == name)
			return neighbour(s, name, i);
	return NULL;
}

/* Takes over the neighbour whose window ends first; for a free one that is 0. NULL when another process was faster. */
static struct shared_counter *claim(struct shared *s, uint64_t name)
{
	struct shared_counter *best = neighbour(s, name, 0);
	uint64_t word = atomic_load(&best->word), old;
	size_t i;

	for (i = 1; i < PROBES; i++) {
		struct shared_counter *c = neighbour(s, name, i);
		uint64_t w = atomic_load(&c->word);

		if (w >> COUNT_BITS < word >> COUNT_BITS) {
			best = c;
			word = w;
		}
	}
	old = atomic_load(&best->name);
	if (!atomic_compare_exchange_strong(&best->word, &word, 0) ||
	    !atomic_compare_exchange_strong(&best->name, &old, name))
		return NULL;
	return best;
}

static int64_t clamp_count(int64_t n)
{
	return n < 0 ? 0 : n > (int64_t)COUNT_MAX ? (int64_t)COUNT_MAX : n;
}

static int64_t add(struct shared_counter *c, int64_t window_s, int64_t amount, int64_t *ret_left_s)
{
	uint64_t word = atomic_load(&c->word), next;
	int64_t now_s = clock_wall_s(), left, count;

	do {
		left = window_left(word, now_s, window_s);
		count = left ? (int64_t)(word & COUNT_MAX) : 0;
		if (left == 0)
			left = window_s;
		if (amount == 0)
			break;
		count = clamp_count(count + amount);
		next = (uint64_t)(now_s + left) << COUNT_BITS | (uint64_t)count;
	} while (!atomic_compare_exchange_weak(&c->word, &word, next));
	*ret_left_s = left;
	return count;
}

int64_t shared_count(struct shared *s, struct str name, int64_t window_s, int64_t amount,
		     int64_t *ret_left_s)
{
	uint64_t hash = shared_name(name);
	struct shared_counter *c = find(s, hash);
	int64_t left = window_s, count = clamp_count(amount);
	int tries;

	amount = amount < -(int64_t)COUNT_MAX ? -(int64_t)COUNT_MAX : amount > 0 ? count : amount;
	for (tries = 0; c == NULL && amount && tries < TRIES; tries++) {
		c = claim(s, hash);
		if (c == NULL)
			c = find(s, hash);
	}
	if (c)
		count = add(c, window_s, amount, &left);
	if (ret_left_s)
		*ret_left_s = left;
	return count;
}
