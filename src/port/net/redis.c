#include "port/net/redis.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* sds.h, within, narrows integers */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <hiredis.h>
#pragma GCC diagnostic pop

#include "port/net/dial.h"
#include "port/net/redis_url.h"

/*
 * RETRY_MS: how long all responders leave a failed Redis alone.
 * REPLY_BYTES_MAX: 1000 exchanges (CONVERSATION_MAX_TURNS) of 64 kB.
 */
enum { RETRY_MS = 500, PING_FRESH_MS = 250, REPLY_BYTES_MAX = 64 << 20, ARGS_MAX = 4096 };

static const struct str PEER = {"redis", 5};

struct redis {
	const struct conf *conf;
	struct shared *shared;
	struct redis_url url;
	struct dial dial;
	redisContext *c; /* NULL: not connected */
	int64_t pinged_ms; /* when a PING was answered */
	char why[160];   /* the last failure */
};

int redis_open(const struct conf *conf, struct shared *shared, struct redis **ret, struct err *err)
{
	struct redis *r = calloc(1, sizeof *r);

	if (r == NULL)
		return err_set(err, ERR_NO_MEMORY, "redis");
	if (redis_url_read(conf, &r->url, err)) {
		free(r);
		return -1;
	}
	r->conf = conf;
	r->shared = shared;
	dial_init(&r->dial, r->url.host, r->url.port);
	snprintf(r->why, sizeof r->why, "it failed within the last half second");
	*ret = r;
	return 0;
}

static void hang_up(struct redis *r)
{
	if (r->c)
		redisFree(r->c);
	r->c = NULL;
}

void redis_close(struct redis *r)
{
	if (r == NULL)
		return;
	hang_up(r);
	dial_release(&r->dial);
	explicit_bzero(&r->url, sizeof r->url);
	free(r);
}

/* --- one exchange of bytes ----------------------------------------------- */

static int await(struct redis *r, short events, struct deadline d, struct err *err)
{
	struct pollfd p = {r->c->fd, events, 0};
	int n;

	do
		n = poll(&p, 1, (int)deadline_left_ms(d));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return err_set(err, ERR_UNAVAILABLE, "no answer in time");
	return n < 0 ? err_errno(err, ERR_UNAVAILABLE, "poll") : 0;
}

static int broken(struct redis *r, struct err *err)
{
	return err_set(err, ERR_UNAVAILABLE, "%s", r->c->errstr);
}

static int send_all(struct redis *r, struct deadline d, struct err *err)
{
	int done = 0;

	while (redisBufferWrite(r->c, &done) == REDIS_OK) {
		if (done)
			return 0;
		if (await(r, POLLOUT, d, err))
			return -1;
	}
	return broken(r, err);
}

static int receive(struct redis *r, struct deadline d, redisReply **ret, struct err *err)
{
	void *reply = NULL;

	while (redisGetReplyFromReader(r->c, &reply) == REDIS_OK) {
		if (reply) {
			*ret = reply;
			return 0;
		}
		if (r->c->reader->len > REPLY_BYTES_MAX)
			return err_set(err, ERR_UNAVAILABLE, "an answer over %d bytes", REPLY_BYTES_MAX);
		if (await(r, POLLIN, d, err))
			return -1;
		if (redisBufferRead(r->c) != REDIS_OK)
			break;
	}
	return broken(r, err);
}

static int talk(struct redis *r, const struct str *args, size_t n, struct deadline d,
		redisReply **ret, struct err *err)
{
	const char **argv = calloc(n, sizeof *argv);
	size_t *lengths = calloc(n, sizeof *lengths), i;
	int queued = REDIS_ERR;

	if (argv && lengths) {
		for (i = 0; i < n; i++) {
			argv[i] = args[i].p ? args[i].p : "";
			lengths[i] = args[i].n;
		}
		queued = redisAppendCommandArgv(r->c, (int)n, argv, lengths);
	}
	free(argv);
	free(lengths);
	if (queued != REDIS_OK)
		return err_set(err, ERR_NO_MEMORY, "redis command of %zu arguments", n);
	return send_all(r, d, err) || receive(r, d, ret, err) ? -1 : 0;
}

/* --- what an error answer means ------------------------------------------ */

/* `word` at the front, or as Redis 6 puts a script's error: "ERR Error running script …: -OOM command …". */
static bool says(struct str message, struct str word)
{
	char inside[32];
	size_t at;

	if (str_starts(message, word) && (message.n == word.n || message.p[word.n] == ' '))
		return true;
	snprintf(inside, sizeof inside, ": -%.*s ", STR_ARG(word));
	at = str_find(message, str_of(inside));
	return str_starts(message, STR("ERR Error running script")) && at < message.n;
}

/* Whether this Redis serves nobody at present, as opposed to refusing this one command. */
static bool away(struct str message)
{
	static const char *const words[] = {
		"LOADING", "READONLY", "OOM", "BUSY", "MASTERDOWN", "MISCONF", "NOAUTH", "WRONGPASS",
		"NOREPLICAS", "UNKILLABLE", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK",
		"ERR max number of clients",
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (says(message, str_of(words[i])))
			return true;
	return false;
}

static int check(const redisReply *reply, struct err *err)
{
	struct str message;

	if (reply->type != REDIS_REPLY_ERROR)
		return 0;
	message = (struct str){reply->str, reply->len};
	return err_set(err, away(message) ? ERR_UNAVAILABLE : ERR_REFUSED, "%.*s", STR_ARG(message));
}

/* --- connecting ---------------------------------------------------------- */

/* A command of the greeting: any refusal means that this Redis can't be used. */
static int greet(struct redis *r, const struct str *args, size_t n, struct deadline d, struct err *err)
{
	redisReply *reply;
	int failed;

	if (talk(r, args, n, d, &reply, err))
		return -1;
	failed = check(reply, err);
	freeReplyObject(reply);
	if (failed && err)
		err->code = ERR_UNAVAILABLE;
	return failed;
}

static int log_in(struct redis *r, struct deadline d, struct err *err)
{
	struct str user[] = {STR("AUTH"), str_of(r->url.user), str_of(r->url.password)};
	struct str password[] = {STR("AUTH"), str_of(r->url.password)};
	char number[16];
	struct str select[] = {STR("SELECT"), {number, 0}};

	if (*r->url.password && (*r->url.user ? greet(r, user, 3, d, err) : greet(r, password, 2, d, err)))
		return -1;
	select[1].n = (size_t)snprintf(number, sizeof number, "%ld", r->url.db);
	return r->url.db ? greet(r, select, 2, d, err) : 0;
}

/* A connection that Redis closed while we had no use for it is readable. */
static bool went_stale(const struct redis *r)
{
	struct pollfd p = {r->c->fd, POLLIN, 0};

	return poll(&p, 1, 0) != 0;
}

static int connected(struct redis *r, struct deadline d, struct err *err)
{
	int fd, failed;

	if (r->c && went_stale(r))
		hang_up(r);
	if (r->c)
		return 0;
	failed = *r->url.path ? dial_unix(r->url.path, d, &fd, err) : dial_tcp(&r->dial, d, &fd, err);
	if (failed)
		return -1;
	r->c = redisConnectFd(fd);
	if (r->c == NULL) {
		close(fd);
		return err_set(err, ERR_NO_MEMORY, "redis connection");
	}
	r->c->flags &= ~REDIS_BLOCK;
	return log_in(r, d, err);
}

/* --- commands ------------------------------------------------------------ */

/* Hiredis bounds the depth (7 in 0.14, 9 in 1.x). */
static struct json *json_of(const redisReply *reply)
{
	struct json *a;
	size_t i;

	switch (reply->type) {
	case REDIS_REPLY_INTEGER:
		return json_new_int(reply->integer);
	case REDIS_REPLY_STRING:
	case REDIS_REPLY_STATUS:
	case REDIS_REPLY_ERROR: /* inside an array */
		return json_new_str((struct str){reply->str, reply->len});
	case REDIS_REPLY_ARRAY:
		a = json_new_array();
		for (i = 0; i < reply->elements; i++)
			json_push(a, json_of(reply->element[i]));
		return a;
	default:
		return NULL;
	}
}

static int run(struct redis *r, const struct str *args, size_t n, struct deadline d,
	       struct json **ret, struct err *err)
{
	redisReply *reply;

	if (connected(r, d, err) || talk(r, args, n, d, &reply, err))
		return -1;
	if (check(reply, err)) {
		freeReplyObject(reply);
		return -1;
	}
	*ret = json_of(reply);
	freeReplyObject(reply);
	return 0;
}

int redis_command(struct redis *r, const struct str *args, size_t n, struct deadline d,
		  struct json **ret, struct err *err)
{
	int64_t timeout = r->conf->redis_timeout_ms;
	bool hurried = deadline_left_ms(d) < timeout;
	struct err own;

	if (n == 0 || n > ARGS_MAX)
		return err_set(err, ERR_INTERNAL, "redis command of %zu arguments", n);
	if (deadline_passed(d))
		return err_set(err, ERR_TIMEOUT, "redis");
	if (shared_breaker_open(r->shared, PEER))
		return err_set(err, ERR_UNAVAILABLE, "redis %s: %s", r->url.name, r->why);
	if (run(r, args, n, deadline_within(d, timeout), ret, &own) == 0) {
		shared_breaker_ok(r->shared, PEER);
		return 0;
	}
	if (own.code == ERR_REFUSED) {
		shared_breaker_ok(r->shared, PEER);
	} else {
		/* an answer to this command must not be taken for the next one's */
		hang_up(r);
		snprintf(r->why, sizeof r->why, "%.150s", own.msg);
		/* a caller in a hurry proves nothing against Redis */
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
		return err_set(err, ERR_NO_MEMORY, "script %s", script->name);
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

/* It answered a moment ago and has not hung up since; a PING would cost a twentieth of a millisecond. */
static bool answered_lately(const struct redis *r)
{
	return r->c && clock_mono_ms() - r->pinged_ms < PING_FRESH_MS && !went_stale(r) &&
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
