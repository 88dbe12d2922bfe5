/*
 * One thread's connection to Redis, on hiredis (0.14 and 1.x).
 *
 * Connects when first needed, again after a failure, never waiting longer than
 * REDIS_TIMEOUT_MS or the deadline.  While the breaker "redis" is open calls
 * fail at once with ERR_UNAVAILABLE.
 */
#ifndef PORT_REDIS_H
#define PORT_REDIS_H

#include "base/clock.h"
#include "base/conf.h"
#include "base/err.h"
#include "base/json.h"
#include "port/shared.h"

struct redis;

/* No connection is made yet. conf and shared must outlive it. */
struct redis *redis_new(const struct conf *conf, struct shared *shared);
void redis_free(struct redis *r);

/*
 * One command of n arguments (binary safe).  The answer, as JSON (arrays,
 * strings, integers; nil is NULL), is the caller's.  Errors: ERR_UNAVAILABLE
 * (away, or too slow: the command may have been carried out), ERR_REFUSED
 * (Redis said no; msg has its words).
 */
int redis_command(struct redis *r, const struct str *args, size_t n, struct deadline d,
		  struct json **ret, struct err *err);

/* A Lua script, sent whole once and then by its SHA-1 (EVALSHA). Static, one each. */
struct redis_script {
	const char *name, *lua;
};
int redis_eval(struct redis *r, const struct redis_script *script, const struct str *keys,
	       size_t keys_n, const struct str *args, size_t args_n, struct deadline d,
	       struct json **ret, struct err *err);

/* PING: whether it answers now; for /health. The breaker is honoured. */
int redis_ping(struct redis *r, struct deadline d, struct err *err);

#endif
