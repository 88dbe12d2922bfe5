#include "port/conversation/cache.h"

#include <stdio.h>

#include "port/system/crypto.h"

/*
 * LEASE_MS: how long others wait for a caller that was killed; renewals may fail
 * within it.  HICCUP_MS: a Redis that answered so lately is asked again, since one
 * that is slow for a moment must not make every caller ask the model; those who know
 * that another makes the answer ask as long as a lease lasts.  WAIT_MS: nearly all
 * answers take less; after it waiters make the answer themselves.  STEP: a waiter
 * looks again after 20 ms, then less and less often.
 */
enum { LEASE_MS = 4000, HICCUP_MS = 1500, RENEW_MS = 1000, WAIT_MS = 20000, FIRST_STEP_MS = 20, LAST_STEP_MS = 100 };
enum { VALUE_BYTES_MAX = 1 << 20, TOKEN_BYTES = 16 };

static const struct redis_script ENTER = {
	"look an answer up",
	"local value = redis.call('GET', KEYS[1])\n"
	"if value then return value end\n"
	"if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end\n"
	/* claimed by a look whose reply came too late */
	"if redis.call('GET', KEYS[2]) == ARGV[1] then return 1 end\n"
	"return 0\n",
};

static const struct redis_script RENEW = {
	"go on with an answer",
	"if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end\n"
	"return 0\n",
};

static const struct redis_script LEAVE = {
	"keep an answer",
	"if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end\n"
	"if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end\n"
	"return 0\n",
};

static void name_keys(const struct cache_claim *claim, char claim_key[96], struct str ret[2])
{
	snprintf(claim_key, 96, "%s:claim", claim->key);
	ret[0] = str_of(claim->key);
	ret[1] = str_of(claim_key);
}

/* Runs a script that begins or renews the claim's lease. */
static int lease(const struct cache_call *call, struct cache_claim *claim, const struct redis_script *script,
		 struct json **ret)
{
	char claim_key[96], life[16];
	size_t life_n = (size_t)snprintf(life, sizeof life, "%d", LEASE_MS);
	struct str keys[2], args[] = {str_of(claim->token), {life, life_n}};

	name_keys(claim, claim_key, keys);
	claim->renew_at = deadline_in(RENEW_MS);
	return redis_eval(call->redis, script, keys, 2, args, 2, call->patience->deadline, ret, NULL);
}

/* Looks once. False while another caller makes the answer, or Redis may only be slow for a moment. */
static bool look(const struct cache_call *call, struct arena *a, struct cache_claim *claim, bool *others)
{
	JSON_AUTO struct json *answer = NULL;
	struct str value;
	int64_t mine;

	claim->state = CACHE_OFF;
	if (lease(call, claim, &ENTER, &answer))
		return redis_silent_ms(call->redis) > (*others ? LEASE_MS : HICCUP_MS);
	if (json_to_int(answer, &mine)) {
		*others = mine == 0;
		if (mine)
			claim->state = CACHE_MINE;
		return mine != 0;
	}
	if (json_to_str(answer, &value)) {
		claim->value = arena_str(a, value);
		if (claim->value.n == value.n)
			claim->state = CACHE_HIT;
	}
	return true;
}

int cache_enter(const struct cache_call *call, struct arena *a, struct cache_claim *ret, struct err *err)
{
	struct patience patience = patience_within(call->patience, WAIT_MS);
	struct cache_claim claim = {.value = STR("")};
	char hex[CRYPTO_HEX_BYTES];
	int step_ms = FIRST_STEP_MS;
	bool others = false;
	struct err why;

	*ret = claim;
	if (!call->conf->cache_enabled && !call->keep_s)
		return 0;
	crypto_digest_hex(call->key, hex);
	snprintf(claim.key, sizeof claim.key, "answer:%s", hex);
	crypto_token(TOKEN_BYTES, claim.token, sizeof claim.token);
	while (!look(call, a, &claim, &others)) {
		if (patience_sleep(&patience, step_ms, &why)) {
			if (why.code == ERR_GONE)
				return err_set(err, ERR_GONE, "%s while another made the answer", why.msg);
			break;
		}
		/* so that not all waiters look at the same moment */
		step_ms += (int)crypto_random_below(FIRST_STEP_MS);
		if (step_ms > LAST_STEP_MS)
			step_ms = LAST_STEP_MS;
	}
	*ret = claim;
	return 0;
}

void cache_renew(const struct cache_call *call, struct cache_claim *claim)
{
	JSON_AUTO struct json *answer = NULL;

	if (claim->state == CACHE_MINE && deadline_passed(claim->renew_at))
		(void)lease(call, claim, &RENEW, &answer);
}

static void leave(const struct cache_call *call, const struct cache_claim *claim, struct str value)
{
	char claim_key[96], life[24];
	struct str keys[2], args[] = {
		str_of(claim->token), value,
		{life, (size_t)snprintf(life, sizeof life, "%ld",
					call->keep_s ? call->keep_s : call->conf->cache_ttl)}};
	/* the caller's own deadline may have passed, but others still wait */
	struct patience patience = {.deadline = deadline_in(LEASE_MS / 2)};
	JSON_AUTO struct json *answer = NULL;

	if (claim->state != CACHE_MINE)
		return;
	name_keys(claim, claim_key, keys);
	while (redis_eval(call->redis, &LEAVE, keys, 2, args, 3, patience.deadline, &answer, NULL) &&
	       patience_sleep(&patience, LAST_STEP_MS, NULL) == 0)
		;
}

void cache_put(const struct cache_call *call, const struct cache_claim *claim, struct str value)
{
	leave(call, claim, value.n <= VALUE_BYTES_MAX ? value : STR(""));
}

void cache_abandon(const struct cache_call *call, const struct cache_claim *claim)
{
	leave(call, claim, STR(""));
}
