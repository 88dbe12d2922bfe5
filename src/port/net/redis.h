/*
 * One thread's connection to Redis, on hiredis (0.14 and 1.x).
 *
 * It connects when first needed, and again after a failure.  A call takes at most
 * REDIS_TIMEOUT_MS, and no longer than its deadline; that includes looking up the
 * name, connecting and logging in.  After one failure the breaker "redis", which
 * all responders share, is open: calls fail at once with ERR_UNAVAILABLE, and every
 * half second one is let through to try.  A Redis that answers but serves nobody
 * (-LOADING, -READONLY, -OOM, -BUSY, wrong password, wrong database …) counts as
 * failed.
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
 * One command of 1 to 4096 arguments, which may hold any bytes.  The answer is JSON
 * (arrays, strings, integers; nil is NULL), which the caller frees.  Errors:
 * ERR_UNAVAILABLE (unreachable, or too slow: the command may have been carried out),
 * ERR_TIMEOUT (the deadline had passed before), ERR_REFUSED (Redis refuses the
 * command; msg has its words).
 */
int redis_command(struct redis *r, const struct str *args, size_t n, struct deadline d,
		  struct json **ret, struct err *err);

/*
 * A Lua script.  It is sent whole each time.  Redis compiles it once and recognises
 * it by its hash; EVALSHA would save the kilobyte, but a script would have to be
 * loaded again after SCRIPT FLUSH, a restart or a failover.
 */
struct redis_script {
	const char *name, *lua;
};
int redis_eval(struct redis *r, const struct redis_script *script, const struct str *keys,
	       size_t keys_n, const struct str *args, size_t args_n, struct deadline d,
	       struct json **ret, struct err *err);

/* How long ago it last answered this thread; INT64_MAX: never. */
int64_t redis_silent_ms(const struct redis *r);
/* For /health: 0 when Redis answers a PING, or answered one in the last quarter second. Honours the breaker. */
int redis_ping(struct redis *r, struct deadline d, struct err *err);

#endif
