/*
 * Conversations: what was asked and answered, by conversation id.
 *
 * In Redis (checkpoint.h) as one list per conversation, capped at
 * CONVERSATION_MAX_TURNS, living CONVERSATION_TTL seconds from the last append;
 * always also in the machine's own store (local.h), which serves alone while
 * Redis is away.  What Redis has missed or lost is carried back by session_sync
 * and, for the conversation at hand, by session_load: every exchange has an id
 * of its own, so nothing is doubled, and its time, so the order is kept.
 *
 * A deletion erases what was asked before its moment, on every machine: at once
 * in Redis and here, elsewhere within a session_sync.  It holds against late
 * appends and stores that were cut off, as long as their exchanges could live;
 * clocks of machines are taken to agree (NTP).
 */
#ifndef PORT_SESSION_H
#define PORT_SESSION_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/err.h"
#include "port/conversation/exchange.h"
#include "port/conversation/local.h"
#include "port/net/redis.h"

struct session; /* one thread's access */

/* NULL when memory is out. conf, redis and local (shared by all threads) must outlive it. */
struct session *session_new(const struct conf *conf, struct redis *redis, struct local *local);
void session_free(struct session *s);

/*
 * The last `max` exchanges (0: all), oldest first, in arena memory.  Unknown
 * conversations have none.  Fails only when neither Redis nor the local store
 * can be read (ERR_UNAVAILABLE), or the arena is too small (ERR_NO_MEMORY).
 */
int session_load(struct session *s, struct str conversation, size_t max, struct arena *a,
		 struct deadline d, struct exchange **ret, size_t *ret_n, struct err *err);
/*
 * Atomic; twenty at once lose none, and the same one twice is one.  What was
 * asked before a deletion that came in between is dropped.  ERR_BAD_DATA;
 * ERR_UNAVAILABLE only when neither store could be written.
 */
int session_append(struct session *s, struct str conversation, const struct exchange *x,
		   struct deadline d, struct err *err);
/*
 * Erased everywhere, also from what waits for Redis; while Redis is away it is
 * told later.  Absent is fine.
 */
int session_delete(struct session *s, struct str conversation, struct deadline d, struct err *err);

/*
 * Carries what Redis missed back to it and forgets expired conversations.
 * Called about once a second by each responder's main thread; cheap when there
 * is nothing to do (an INFO, an XREAD and two look-ups).  Goes on next time when
 * the deadline cuts it short.  ERR_UNAVAILABLE while Redis is away.
 */
int session_sync(struct session *s, struct deadline d, struct err *err);

#endif
