/*
 * Conversations: what was asked and answered, by conversation id.
 *
 * In Redis as one list per conversation, `checkpoint:{id}`, one element an
 * exchange (JSON), capped at CONVERSATION_MAX_TURNS, living CONVERSATION_TTL
 * seconds from the last append.  Every exchange has an id of its own, so an
 * append may be repeated without doubling.  While Redis is away, and as a
 * mirror always, in RUNTIME_DIR/conversations.db, which all responders share;
 * session_sync carries back what Redis has missed.
 */
#ifndef PORT_SESSION_H
#define PORT_SESSION_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/err.h"
#include "port/redis.h"

struct session; /* one thread's access */

struct exchange {
	struct str id;         /* random; given by session_append when empty */
	struct str request_id;
	struct str question, answer;
	struct str sources;    /* JSON array, "" for none */
	int64_t asked_at_us;   /* wall clock */
};

struct session *session_new(const struct conf *conf, struct redis *redis);
void session_free(struct session *s);

/*
 * The last `max` exchanges (0: all), oldest first, in arena memory.  Unknown
 * conversations have none.  Fails only when neither Redis nor the local store
 * can be read.
 */
int session_load(struct session *s, struct str conversation, size_t max, struct arena *a,
		 struct deadline d, struct exchange **ret, size_t *ret_n, struct err *err);
/* Atomic; twenty at once lose none. */
int session_append(struct session *s, struct str conversation, const struct exchange *x,
		   struct deadline d, struct err *err);
/* Erased everywhere, also from what waits for Redis. Absent is fine. */
int session_delete(struct session *s, struct str conversation, struct deadline d, struct err *err);

/*
 * Carries what Redis missed back to it and forgets expired conversations.
 * Called about once a second by each responder's main thread; cheap when
 * there is nothing to do.
 */
int session_sync(struct session *s, struct deadline d, struct err *err);

#endif
