#include "port/net/redis.h"

#include <stdio.h>
#include <stdlib.h>

#include "port/net/redis_url.h"
#include "port/net/redis_wire.h"

/* RETRY_MS: how long no responder asks a Redis that failed. */
enum { RETRY_MS = 500, PING_FRESH_MS = 250, ARGS_MAX = 4096 };

static const struct str PEER = {"redis", 5};

struct redis {
	const struct conf *conf;
	struct shared *shared;
	struct redis_url url;
	struct redis_wire wire;
	int64_t answered_ms; /* when it last answered; 0: never */
	int64_t pinged_ms; /* when a PING was answered; 0: never */
	char why[160];     /* the last failure */
};

int redis_open(const struct conf *conf, struct shared *shared, struct redis **ret, struct err *err)
{
	struct redis *r = calloc(1, sizeof *r);

	if (r == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a connection to Redis");
	if (redis_url_read(conf, &r->url, err)) {
		free(r);
		return -1;
	}
	r->conf = conf;
	r->shared = shared;
	redis_wire_init(&r->wire, &r->url);
	snprintf(r->why, sizeof r->why, "it failed within the last half second");
	*ret = r;
	return 0;
}

void redis_close(struct redis *r)
{
	if (r == NULL)
		return;
	redis_wire_release(&r->wire);
	explicit_bzero(&r->url, sizeof r->url);
	free(r);
}

int redis_command(struct redis *r, const struct str *args, size_t n, struct deadline d,
		  struct json **ret, struct err *err)
{
	int64_t timeout = r->conf->redis_timeout_ms;
	bool hurried = deadline_left_ms(d) < timeout;
	struct err own;

	if (n == 0 || n > ARGS_MAX)
		return err_set(err, ERR_INTERNAL, "a Redis command with %zu arguments", n);
	if (deadline_passed(d))
		return err_set(err, ERR_TIMEOUT, "no time left to ask Redis");
	if (shared_breaker_open(r->shared, PEER))
		return err_set(err, ERR_UNAVAILABLE, "redis %s: %s", r->url.name, r->why);
	if (redis_wire_run(&r->wire, args, n, deadline_within(d, timeout), ret, &own) == 0) {
		r->answered_ms = clock_mono_ms();
		shared_breaker_ok(r->shared, PEER);
		return 0;
	}
	if (own.code == ERR_REFUSED) {
		shared_breaker_ok(r->shared, PEER);
	} else {
		redis_wire_hang_up(&r->wire);
		snprintf(r->why, sizeof r->why, "%.150s", own.msg);
		/* a short deadline of the caller proves nothing against Redis */
		if (!hurried)
			shared_breaker_failed(r->shared, PEER, 1, RETRY_MS);
	}
	return err_set(err, own.code, "redis %s: %s", r->url.name, own.msg);
}

int redis_eval(struct redis *r, const struct redis_script *script, const struct str *keys,
	       size_t keys_n, const struct str *args, size_t args_n, struct deadline d,
	       struct json **ret, struct err *err)
{
	size_t n = 3 + keys_n + args_n;
	struct str *all = calloc(n, sizeof *all);
	char count[24];
	int failed;

	if (all == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for the script: %s", script->name);
	all[0] = STR("EVAL");
	all[1] = str_of(script->lua);
	all[2] = (struct str){count, (size_t)snprintf(count, sizeof count, "%zu", keys_n)};
	if (keys_n)
		memcpy(all + 3, keys, keys_n * sizeof *keys);
	if (args_n)
		memcpy(all + 3 + keys_n, args, args_n * sizeof *args);
	failed = redis_command(r, all, n, d, ret, err);
	free(all);
	return failed ? err_prefix(err, "%s", script->name) : 0;
}

int64_t redis_silent_ms(const struct redis *r)
{
	return r->answered_ms ? clock_mono_ms() - r->answered_ms : INT64_MAX;
}

/* Whether it answered a moment ago and has not hung up since. A PING would take 0.05 ms. */
static bool answered_lately(const struct redis *r)
{
	return clock_mono_ms() - r->pinged_ms < PING_FRESH_MS && redis_wire_ready(&r->wire) &&
	       !shared_breaker_failing(r->shared, PEER);
}

int redis_ping(struct redis *r, struct deadline d, struct err *err)
{
	struct str ping = STR("PING");
	struct json *answer = NULL;

	if (answered_lately(r))
		return 0;
	if (redis_command(r, &ping, 1, d, &answer, err))
		return -1;
	json_free(answer);
	r->pinged_ms = clock_mono_ms();
	return 0;
}
