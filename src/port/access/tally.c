#include "port/access/tally.h"

#include <stdio.h>

enum { TALLIES_MAX = 8, NUMBER_BYTES = 24 };

static const struct redis_script COUNT = {
	"count",
	"local answer = {}\n"
	"for i, key in ipairs(KEYS) do\n"
	"  local n = ARGV[1 + i] == '0' and (redis.call('GET', key) or '0') or redis.call('INCRBY', key, ARGV[1 + i])\n"
	"  local left = redis.call('TTL', key)\n"
	"  if left < 0 then\n"
	"    redis.call('EXPIRE', key, ARGV[1])\n"
	"    left = tonumber(ARGV[1])\n"
	"  end\n"
	"  answer[#answer + 1] = tonumber(n)\n"
	"  answer[#answer + 1] = left\n"
	"end\n"
	"return answer\n",
};

static struct str decimal(int64_t n, char ret[NUMBER_BYTES])
{
	return (struct str){ret, (size_t)snprintf(ret, NUMBER_BYTES, "%lld", (long long)n)};
}

static void ask_redis(struct redis *redis, int64_t window_s, struct tally *at, size_t n, struct deadline d)
{
	char text[TALLIES_MAX + 1][NUMBER_BYTES];
	struct str keys[TALLIES_MAX], args[TALLIES_MAX + 1] = {decimal(window_s, text[0])};
	JSON_AUTO struct json *answer = NULL;
	int64_t count, left;
	size_t i;

	for (i = 0; i < n; i++) {
		keys[i] = at[i].name;
		args[i + 1] = decimal(at[i].amount, text[i + 1]);
	}
	if (redis_eval(redis, &COUNT, keys, n, args, n + 1, d, &answer, NULL))
		return;
	for (i = 0; i < n; i++) {
		if (!json_to_int(json_at(answer, 2 * i), &count) || !json_to_int(json_at(answer, 2 * i + 1), &left))
			return;
		at[i].count = count;
		at[i].left_s = left;
	}
}

void tally(struct redis *redis, struct shared *shared, int64_t window_s, struct tally *at, size_t n,
	   struct deadline d)
{
	size_t i;

	for (i = 0; i < n; i++)
		at[i].count = shared_count(shared, at[i].name, window_s, at[i].amount, &at[i].left_s);
	if (redis && n && n <= TALLIES_MAX)
		ask_redis(redis, window_s, at, n, d);
}
