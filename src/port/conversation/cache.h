/*
 * Answers kept for whoever asks the same, in Redis for CACHE_TTL seconds, and
 * one caller at a time making an answer that a hundred want.
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
	CACHE_OFF,  /* make the answer; it isn't kept */
	CACHE_HIT,  /* here it is */
	CACHE_MINE, /* make the answer, with cache_renew, then cache_put or cache_abandon: others wait for it */
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
	struct str key; /* all that decides the answer: question, language, generation, model, prompt … */
	const struct patience *patience; /* while another makes the answer */
};

/*
 * Looks the answer up, claims to make it, or waits for the one who does: 20
 * seconds at most, then CACHE_OFF; CACHE_MINE when that one has given up, or
 * hasn't renewed its claim for 3 seconds.  -1 only with ERR_GONE.
 */
int cache_enter(const struct cache_call *call, struct arena *a, struct cache_claim *ret, struct err *err);
/*
 * While the answer is made, at least twice a second: others go on waiting.
 * Asks Redis once a second.  Nothing unless CACHE_MINE.
 */
void cache_renew(const struct cache_call *call, struct cache_claim *claim);
/* Keeps the value (1 MB at most, else it is only given up) and frees the claim. Nothing unless CACHE_MINE. */
void cache_put(const struct cache_call *call, const struct cache_claim *claim, struct str value);
/* Frees the claim: the next in line makes the answer. Nothing unless CACHE_MINE. */
void cache_abandon(const struct cache_call *call, const struct cache_claim *claim);

#endif
