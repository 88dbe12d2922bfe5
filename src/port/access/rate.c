#include "port/access/rate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "port/access/tally.h"
#include "port/system/crypto.h"

/* AUTH_OK_SLOT_S: a correct key is remembered for the present slot of time and the next one. */
enum { AUTH_WINDOW_S = 60, AUTH_OK_SLOT_S = 1800, GROUP_BYTES = 64, NAME_BYTES = CRYPTO_HEX_BYTES + 32 };

/*
 * What stands for one customer: an IPv4 address, or the /64 that a network gives
 * to each IPv6 customer.  Anything else (a unix socket's peer) stays as it is.
 */
static struct str group_of(struct str address, char ret[GROUP_BYTES])
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr six;
	size_t n;

	if (address.n >= sizeof text)
		return str_sub(address, 0, GROUP_BYTES);
	memcpy(text, address.p ? address.p : "", address.n);
	text[address.n] = '\0';
	if (inet_pton(AF_INET6, text, &six) != 1)
		return address;
	if (IN6_IS_ADDR_V4MAPPED(&six)) {
		inet_ntop(AF_INET, &six.s6_addr[12], ret, GROUP_BYTES);
		return str_of(ret);
	}
	memset(&six.s6_addr[8], 0, 8);
	inet_ntop(AF_INET6, &six, ret, GROUP_BYTES);
	n = strlen(ret);
	snprintf(ret + n, GROUP_BYTES - n, "/64");
	return str_of(ret);
}

/* The prefix and a hash of what and whom, so that neither keys' names nor addresses are stored. */
static struct str hidden(const char *prefix, struct str what, struct str whom, char ret[NAME_BYTES])
{
	BUF_AUTO struct buf b = BUF_MAX(what.n + whom.n + 1);
	char hex[CRYPTO_HEX_BYTES];
	int n;

	buf_str(&b, what);
	buf_add(&b, "", 1);
	buf_str(&b, whom);
	crypto_digest_hex(buf_view(&b), hex);
	if (b.p)
		explicit_bzero(b.p, b.cap);
	n = snprintf(ret, NAME_BYTES, "%s%s", prefix, hex);
	return (struct str){ret, (size_t)n};
}

static struct tally count(const struct conf *conf, struct redis *redis, struct shared *shared,
			  const struct rate_caller *who, int64_t amount, struct deadline d)
{
	bool apart = strcmp(conf->rate_limit_by, "key_address") == 0;
	char group[GROUP_BYTES], text[NAME_BYTES];
	struct tally t = {.amount = amount};

	if (who->user.n)
		t.name = hidden("ratelimit-user:", str_of(who->key->name), who->user, text);
	else
		t.name = hidden("ratelimit:", str_of(who->key->name), apart ? group_of(who->address, group) : STR(""),
				text);
	tally(redis, shared, RATE_WINDOW_S, &t, 1, d);
	return t;
}

struct rate rate_hit(const struct conf *conf, struct redis *redis, struct shared *shared,
		     const struct rate_caller *who, struct deadline d)
{
	long limit = who->key->per_hour ? who->key->per_hour : conf->rate_limit_per_hour;
	struct tally t;

	if (!conf->rate_limit_enabled)
		return (struct rate){true, limit, limit, RATE_WINDOW_S};
	t = count(conf, redis, shared, who, 1, d);
	return (struct rate){t.count <= limit, limit, t.count < limit ? (long)(limit - t.count) : 0, (long)t.left_s};
}

void rate_forget(const struct conf *conf, struct redis *redis, struct shared *shared,
		 const struct rate_caller *who, struct deadline d)
{
	if (conf->rate_limit_enabled)
		count(conf, redis, shared, who, -1, d);
}

/* --- wrong keys ---------------------------------------------------------- */

static struct str failures_of(struct str address, char ret[NAME_BYTES])
{
	char group[GROUP_BYTES];

	return hidden("wrongkey:", group_of(address, group), STR(""), ret);
}

/* The name under which a correct key from the address was remembered `back` slots ago. */
static struct str good_in_slot(struct str address, struct str key, int64_t back, char ret[NAME_BYTES])
{
	char group[GROUP_BYTES], prefix[24];

	snprintf(prefix, sizeof prefix, "%lld:", (long long)(clock_wall_s() / AUTH_OK_SLOT_S - back));
	return hidden(prefix, group_of(address, group), key, ret);
}

bool rate_auth_locked(const struct conf *conf, struct shared *shared, struct str address,
		      struct str presented_key, long *ret_retry_s)
{
	char text[NAME_BYTES];
	int64_t back, left;

	if (shared_count(shared, failures_of(address, text), AUTH_WINDOW_S, 0, &left) <
	    conf->auth_failures_per_minute)
		return false;
	for (back = 0; back < 2; back++)
		if (shared_count(shared, good_in_slot(address, presented_key, back, text),
				 2 * AUTH_OK_SLOT_S, 0, NULL))
			return false;
	*ret_retry_s = (long)left;
	return true;
}

void rate_auth_failed(struct shared *shared, struct str address)
{
	char text[NAME_BYTES];

	shared_count(shared, failures_of(address, text), AUTH_WINDOW_S, 1, NULL);
}

void rate_auth_ok(struct shared *shared, struct str address, struct str presented_key)
{
	char text[NAME_BYTES];
	struct str name = good_in_slot(address, presented_key, 0, text);

	if (shared_count(shared, name, 2 * AUTH_OK_SLOT_S, 0, NULL) == 0)
		shared_count(shared, name, 2 * AUTH_OK_SLOT_S, 1, NULL);
}
