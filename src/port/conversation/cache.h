/*
 * Answers kept in Redis for CACHE_TTL seconds, for whoever asks the same.  When a
 * hundred callers want the same answer at once, one makes it and the others wait.
 *
 * Without Redis, or with CACHE_ENABLED=false, every caller makes its own.
 */
#ifndef PORT_CACHE_H
#define PORT_CACHE_H

#include "base/arena.h"
#include "base/conf.h"
#include "base/patience.h"
#include "port/net/redis.h"

enum cache_state {
	CACHE_OFF,  /* make the answer; it will not be kept */
	CACHE_HIT,  /* the value is the answer */
	CACHE_MINE, /* make the answer: call cache_renew meanwhile, then cache_put or cache_abandon; others wait */
};

struct cache_claim {
	enum cache_state state;
	struct str value; /* of CACHE_HIT, arena memory */
	char key[80], token[24];
	struct deadline renew_at;
};

struct cache_call {
	const struct conf *conf;
	struct redis *redis;
	struct str key; /* everything an answer depends on: question, language, generation, model, prompt … */
	long keep_s; /* how long the answer is kept, even without CACHE_ENABLED; 0: CACHE_TTL, and only with it */
	const struct patience *patience; /* for waiting while another caller makes the answer */
};

/*
 * Finds the answer, or claims the making of it, or waits for the caller who has
 * the claim: for at most 20 seconds, then CACHE_OFF.  The result is CACHE_MINE when
 * the other caller gave up, or has not renewed its claim for 3 seconds.  -1 only
 * with ERR_GONE.
 */
int cache_enter(const struct cache_call *call, struct arena *a, struct cache_claim *ret, struct err *err);
/*
 * Keeps the claim while the answer is made, so that others go on waiting.  To be
 * called at least twice a second; asks Redis once a second.  Does nothing unless
 * CACHE_MINE.
 */
void cache_renew(const struct cache_call *call, struct cache_claim *claim);
/* Keeps the value, unless it is over 1 MB, and frees the claim. Does nothing unless CACHE_MINE. */
void cache_put(const struct cache_call *call, const struct cache_claim *claim, struct str value);
/* Frees the claim, so that the next waiter makes the answer. Does nothing unless CACHE_MINE. */
void cache_abandon(const struct cache_call *call, const struct cache_claim *claim);

#endif
