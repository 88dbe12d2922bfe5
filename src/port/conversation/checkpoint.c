#include "port/conversation/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>

/* An id has at most 128 characters (docs/api.md); the words around it fit in the rest. */
enum { KEY_BYTES = 192, ADD_MAX = 1000 };

static const struct redis_script LOAD = {
	"load a conversation",
	"local deleted = redis.call('GET', KEYS[2]) or '0'\n"
	"if redis.call('TYPE', KEYS[1]).ok ~= 'list' then return {deleted, 0, {}} end\n"
	"return {deleted, redis.call('TTL', KEYS[1]), redis.call('LRANGE', KEYS[1], -tonumber(ARGV[1]), -1)}\n",
};

static const struct redis_script ADD = {
	"append to a conversation",
	"local list, aside = KEYS[1], KEYS[3]\n"
	"local keep, life = tonumber(ARGV[1]), tonumber(ARGV[2])\n"
	"local kind = redis.call('TYPE', list).ok\n"
	"if kind ~= 'none' and kind ~= 'list' then\n"
	"  redis.call('RENAME', list, aside)\n"
	"  if redis.call('TTL', aside) < 0 then redis.call('EXPIRE', aside, life) end\n"
	"end\n"
	"local deleted = redis.call('GET', KEYS[2]) or '0'\n"
	"local function head(e)\n"
	"  local id, at = string.match(e, '^{\"id\":\"([^\"]*)\",\"asked_at_us\":(%d+)')\n"
	"  return id, tonumber(at or '0')\n"
	"end\n"
	"local have, times, ids = redis.call('LRANGE', list, 0, -1), {}, {}\n"
	"for i, e in ipairs(have) do\n"
	"  local id, at = head(e)\n"
	"  times[i] = at\n"
	"  if id then ids[id] = true end\n"
	"end\n"
	"for i = 3, #ARGV do\n"
	"  local e = ARGV[i]\n"
	"  local id, at = head(e)\n"
	"  if id and not ids[id] and at > tonumber(deleted) then\n"
	"    local n = #have\n"
	"    local p = n\n"
	"    while p > 0 and times[p] > at do p = p - 1 end\n"
	"    if p == n then redis.call('RPUSH', list, e)\n"
	"    elseif p == 0 then redis.call('LPUSH', list, e)\n"
	"    else redis.call('LINSERT', list, 'AFTER', have[p], e) end\n"
	"    table.insert(have, p + 1, e)\n"
	"    table.insert(times, p + 1, at)\n"
	"    ids[id] = true\n"
	"  end\n"
	"end\n"
	"if #have > keep then redis.call('LTRIM', list, -keep, -1) end\n"
	"if #have > 0 and redis.call('TTL', list) < life then redis.call('EXPIRE', list, life) end\n"
	"return deleted\n",
};

static const struct redis_script DELETE = {
	"delete a conversation",
	"local deleted, life = redis.call('GET', KEYS[2]) or '0', ARGV[2]\n"
	"if tonumber(ARGV[1]) > tonumber(deleted) then\n"
	"  deleted = ARGV[1]\n"
	"  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', ARGV[3], deleted)\n"
	"  redis.call('EXPIRE', KEYS[4], life)\n"
	"end\n"
	"redis.call('SET', KEYS[2], deleted, 'EX', life)\n"
	"redis.call('DEL', KEYS[3])\n"
	"local kind = redis.call('TYPE', KEYS[1]).ok\n"
	"if kind ~= 'list' then redis.call('DEL', KEYS[1]) return 0 end\n"
	"for i, e in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do\n"
	"  local at = string.match(e, '^{\"id\":\"[^\"]*\",\"asked_at_us\":(%d+)') or '0'\n"
	"  if tonumber(at) <= tonumber(deleted) then redis.call('LREM', KEYS[1], 1, e) end\n"
	"end\n"
	"return 0\n",
};

struct keys_of {
	char text[3][KEY_BYTES];
	struct str key[4];
};

static int name_keys(struct str conversation, struct keys_of *ret, struct err *err)
{
	static const char *const around[3][2] = {
		{"checkpoint:", ""}, {"checkpoint-deleted:", ""}, {"checkpoint:", ":replaced"}};
	size_t i;

	for (i = 0; i < 3; i++) {
		int n = snprintf(ret->text[i], KEY_BYTES, "%s%.*s%s", around[i][0], STR_ARG(conversation),
				 around[i][1]);

		if (n >= KEY_BYTES)
			return err_set(err, ERR_CONVERSATION_ID_INVALID, "the conversation id has %zu bytes",
				       conversation.n);
		ret->key[i] = (struct str){ret->text[i], (size_t)n};
	}
	ret->key[3] = STR("checkpoint-deletions");
	return 0;
}

/* The scripts return these as text, because Lua's numbers would lose digits. */
static int64_t number_of(const struct json *v)
{
	int64_t n = 0;
	long parsed = 0;

	if (json_to_int(v, &n))
		return n;
	return str_to_long(json_str_or_empty(v), &parsed) ? parsed : 0;
}

static struct str decimal(int64_t n, char ret[24])
{
	return (struct str){ret, (size_t)snprintf(ret, 24, "%lld", (long long)n)};
}

static int take_list(const struct json *list, struct arena *a, struct checkpoint *c, struct err *err)
{
	size_t i, n = json_length(list);

	c->at = ARENA_ARRAY(a, n + 1, struct stored);
	if (c->at == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a conversation of %zu exchanges", n);
	for (i = 0; i < n; i++) {
		struct str body = json_str_or_empty(json_at(list, i)), kept = arena_str(a, body);

		if (kept.n != body.n)
			return err_set(err, ERR_NO_MEMORY, "no memory for a conversation of %zu exchanges", n);
		/* an element that is not ours is not shown, but stays in the list */
		if (exchange_head(kept, &c->at[c->n]) && c->at[c->n].asked_at_us > c->deleted_us)
			c->n++;
	}
	return 0;
}

int checkpoint_load(struct redis *r, struct str conversation, size_t max, struct deadline d,
		    struct arena *a, struct checkpoint *ret, struct err *err)
{
	JSON_AUTO struct json *answer = NULL;
	struct checkpoint c = {NULL, 0, 0, 0};
	struct keys_of keys;
	char text[24];
	struct str arg = decimal((int64_t)max, text);

	if (name_keys(conversation, &keys, err) ||
	    redis_eval(r, &LOAD, keys.key, 2, &arg, 1, d, &answer, err))
		return -1;
	c.deleted_us = number_of(json_at(answer, 0));
	c.left_s = number_of(json_at(answer, 1));
	if (take_list(json_at(answer, 2), a, &c, err))
		return -1;
	*ret = c;
	return 0;
}

int checkpoint_add(struct redis *r, struct str conversation, const struct checkpoint_add *add,
		   struct deadline d, int64_t *ret_deleted_us, struct err *err)
{
	JSON_AUTO struct json *answer = NULL;
	struct keys_of keys;
	char keep[24], life[24];
	struct str *args;
	size_t i;
	int failed;

	if (name_keys(conversation, &keys, err))
		return -1;
	if (add->n > ADD_MAX)
		return err_set(err, ERR_INTERNAL, "cannot append %zu exchanges at once", add->n);
	args = calloc(2 + add->n, sizeof *args);
	if (args == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu exchanges", add->n);
	args[0] = decimal(add->keep_max, keep);
	args[1] = decimal(add->life_s > 0 ? add->life_s : 1, life);
	for (i = 0; i < add->n; i++)
		args[2 + i] = add->at[i].body;
	failed = redis_eval(r, &ADD, keys.key, 3, args, 2 + add->n, d, &answer, err);
	free(args);
	if (failed)
		return -1;
	*ret_deleted_us = number_of(answer);
	return 0;
}

int checkpoint_delete(struct redis *r, struct str conversation, int64_t deleted_us, int64_t life_s,
		      struct deadline d, struct err *err)
{
	JSON_AUTO struct json *answer = NULL;
	struct keys_of keys;
	char when[24], life[24];
	struct str args[] = {decimal(deleted_us, when), decimal(life_s, life), conversation};

	if (name_keys(conversation, &keys, err))
		return -1;
	return redis_eval(r, &DELETE, keys.key, 4, args, 3, d, &answer, err);
}

int checkpoint_deletions(struct redis *r, struct str position, struct deadline d, struct arena *a,
			 struct checkpoint_deletion **ret, size_t *ret_n, struct err *err)
{
	struct str args[] = {STR("XREAD"), STR("COUNT"), STR("100"), STR("STREAMS"),
			     STR("checkpoint-deletions"), position};
	JSON_AUTO struct json *answer = NULL;
	struct json *entries;
	struct checkpoint_deletion *list;
	size_t i, n;

	if (redis_command(r, args, 6, d, &answer, err))
		return -1;
	/* [[stream, [[position, [conversation, time]], …]]], or nil */
	entries = json_at(json_at(answer, 0), 1);
	n = json_length(entries);
	list = ARENA_ARRAY(a, n + 1, struct checkpoint_deletion);
	if (list == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu deletions", n);
	for (i = 0; i < n; i++) {
		struct json *entry = json_at(entries, i), *fields = json_at(entry, 1);

		list[i].position = arena_str(a, json_str_or_empty(json_at(entry, 0)));
		list[i].conversation = arena_str(a, json_str_or_empty(json_at(fields, 0)));
		list[i].deleted_us = number_of(json_at(fields, 1));
	}
	*ret = list;
	*ret_n = n;
	return 0;
}
