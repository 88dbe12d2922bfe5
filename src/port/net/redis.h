/*
 * One thread's connection to Redis, on hiredis (0.14 and 1.x).
 *
 * Connects when first needed, again after a failure.  A call, with looking up
 * the name, connecting and logging in, waits REDIS_TIMEOUT_MS at most, and no
 * longer than its deadline.  After one failure the breaker "redis", which all
 * responders share, is open: calls fail at once with ERR_UNAVAILABLE; every half
 * second one of them is let through to try.  A Redis that answers but serves
 * nobody (-LOADING, -READONLY, -OOM, -BUSY, wrong password, wrong database …)
 * counts as failed.
 */
#ifndef PORT_REDIS_H
#define PORT_REDIS_H

#include "base/clock.h"
#include "base/conf.h"
#include "base/err.h"
#include "base/json.h"
#include "port/system/shared.h"

struct redis;

/* No connection is made yet; ERR_CONFIG when REDIS_URL can't be used. conf and shared must outlive it. */
int redis_open(const struct conf *conf, struct shared *shared, struct redis **ret, struct err *err);
void redis_close(struct redis *r); /* NULL is fine */

/*
 * One command of 1 to 4096 arguments (binary safe).  The answer, as JSON (arrays,
 * strings, integers; nil is NULL), is the caller's.  Errors: ERR_UNAVAILABLE
 * (away, or too slow: the command may have been carried out), ERR_TIMEOUT (the
 * deadline had passed before), ERR_REFUSED (Redis said no; msg has its words).
 */
int redis_command(struct redis *r, const struct str *args, size_t n, struct deadline d,
		  struct json **ret, struct err *err);

/*
 * A Lua script.  It is sent whole each time: Redis compiles it once and knows
 * it again by its hash, and the kilobyte costs less than the state that EVALSHA
 * needs (loading, forgetting by SCRIPT FLUSH, restart and failover).
 */
struct redis_script {
	const char *name, *lua;
};
int redis_eval(struct redis *r, const struct redis_script *script, const struct str *keys,
	       size_t keys_n, const struct str *args, size_t args_n, struct deadline d,
	       struct json **ret, struct err *err);

/* PING: whether it answers now, or did within the last quarter second; for /health. The breaker is honoured. */
int redis_ping(struct redis *r, struct deadline d, struct err *err);

#endif
