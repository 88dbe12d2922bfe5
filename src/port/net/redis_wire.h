/*
 * A connection to Redis, for redis.c: it is made within a deadline, logs in, and
 * carries one command and its answer at a time.  It knows nothing of breakers.
 */
#ifndef PORT_REDIS_WIRE_H
#define PORT_REDIS_WIRE_H

#include "base/json.h"
#include "port/net/dial.h"
#include "port/net/redis_url.h"

struct redis_wire {
	const struct redis_url *url; /* not owned */
	struct dial dial;
	struct redisContext *c; /* hiredis's; NULL: not connected */
};

/* No connection is made yet. url must outlive it. */
void redis_wire_init(struct redis_wire *w, const struct redis_url *url);
void redis_wire_release(struct redis_wire *w);
/* Whether it is connected, and the other side has not hung up. */
bool redis_wire_ready(const struct redis_wire *w);
/* Ends the connection, so that a late answer is not taken for that of the next command. */
void redis_wire_hang_up(struct redis_wire *w);
/*
 * Connects if need be and carries out one command; the caller frees the answer.
 * ERR_REFUSED: Redis refuses this command; ERR_UNAVAILABLE: it can't be reached, is
 * too slow, or serves nobody at present; ERR_NO_MEMORY.
 */
int redis_wire_run(struct redis_wire *w, const struct str *args, size_t n, struct deadline d,
		   struct json **ret, struct err *err);

#endif
