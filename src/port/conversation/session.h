/*
 * Conversations: what was asked and answered, by conversation id.
 *
 * A conversation has at most CONVERSATION_MAX_TURNS exchanges and expires
 * CONVERSATION_TTL seconds after the last one.  It is kept in Redis (checkpoint.h)
 * and always also in the machine's own store (local.h), which serves alone while
 * Redis is unreachable.  session_sync copies to Redis what it missed or lost, and
 * so does session_load for the conversation at hand.  Every exchange has an id, so
 * that none appears twice, and a time, so that the order is kept.
 *
 * A deletion erases what was asked before it, on every machine: at once in Redis
 * and here, elsewhere at the next session_sync.  It stays in force against late
 * appends, and against machines that were cut off, for longer than an exchange can
 * live.  The clocks of the machines are assumed to agree (NTP).
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

/* NULL when out of memory. conf, redis and local (shared by all threads) must outlive it. */
struct session *session_new(const struct conf *conf, struct redis *redis, struct local *local);
void session_free(struct session *s);

/*
 * The last `max` exchanges (0: all), oldest first, in arena memory.  An unknown
 * conversation has none.  Fails only when neither Redis nor the local store can be
 * read (ERR_UNAVAILABLE), or when the arena is too small (ERR_NO_MEMORY).
 */
int session_load(struct session *s, struct str conversation, size_t max, struct arena *a,
		 struct deadline d, struct exchange **ret, size_t *ret_n, struct err *err);
/*
 * Appends atomically: concurrent appends are all kept, and an exchange that is
 * appended twice is kept once.  An exchange that was asked before a deletion which
 * came in between is dropped.  ERR_BAD_DATA; ERR_UNAVAILABLE only when neither
 * store could be written.
 */
int session_append(struct session *s, struct str conversation, const struct exchange *x,
		   struct deadline d, struct err *err);
/*
 * Erases a conversation everywhere, also what is pending for Redis.  An unreachable
 * Redis gets the deletion later.  An unknown conversation is not an error.
 */
int session_delete(struct session *s, struct str conversation, struct deadline d, struct err *err);

/*
 * Copies to Redis what it missed, and removes expired conversations.  Each
 * responder's main thread calls it several times a second; with nothing to do it
 * costs an INFO, an XREAD and two look-ups.  After the deadline the rest is left to
 * the next call.  ERR_UNAVAILABLE while Redis is unreachable.
 */
int session_sync(struct session *s, struct deadline d, struct err *err);

#endif
