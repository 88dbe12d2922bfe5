#include "port/net/redis_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* sds.h, which it includes, narrows integers */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <hiredis.h>
#pragma GCC diagnostic pop

/* The largest answer: 1000 exchanges (CONVERSATION_MAX_TURNS) of 64 kB. */
enum { REPLY_BYTES_MAX = 64 << 20 };

void redis_wire_init(struct redis_wire *w, const struct redis_url *url)
{
	*w = (struct redis_wire){.url = url};
	dial_init(&w->dial, url->host, url->port);
}

void redis_wire_hang_up(struct redis_wire *w)
{
	if (w->c)
		redisFree(w->c);
	w->c = NULL;
}

void redis_wire_release(struct redis_wire *w)
{
	redis_wire_hang_up(w);
	dial_release(&w->dial);
}

/* --- one exchange of bytes */

static int await(struct redis_wire *w, short events, struct deadline d, struct err *err)
{
	struct pollfd p = {w->c->fd, events, 0};
	int n;

	do
		n = poll(&p, 1, (int)deadline_left_ms(d));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return err_set(err, ERR_UNAVAILABLE, "no answer in time");
	return n < 0 ? err_errno(err, ERR_UNAVAILABLE, "poll") : 0;
}

static int broken(struct redis_wire *w, struct err *err)
{
	return err_set(err, ERR_UNAVAILABLE, "%s", w->c->errstr);
}

static int send_all(struct redis_wire *w, struct deadline d, struct err *err)
{
	int done = 0;

	while (redisBufferWrite(w->c, &done) == REDIS_OK) {
		if (done)
			return 0;
		if (await(w, POLLOUT, d, err))
			return -1;
	}
	return broken(w, err);
}

static int receive(struct redis_wire *w, struct deadline d, redisReply **ret, struct err *err)
{
	void *reply = NULL;

	while (redisGetReplyFromReader(w->c, &reply) == REDIS_OK) {
		if (reply) {
			*ret = reply;
			return 0;
		}
		if (w->c->reader->len > REPLY_BYTES_MAX)
			return err_set(err, ERR_UNAVAILABLE, "the answer is over %d bytes", REPLY_BYTES_MAX);
		if (await(w, POLLIN, d, err))
			return -1;
		if (redisBufferRead(w->c) != REDIS_OK)
			break;
	}
	return broken(w, err);
}

static int talk(struct redis_wire *w, const struct str *args, size_t n, struct deadline d,
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
		queued = redisAppendCommandArgv(w->c, (int)n, argv, lengths);
	}
	free(argv);
	free(lengths);
	if (queued != REDIS_OK)
		return err_set(err, ERR_NO_MEMORY, "no memory for a Redis command with %zu arguments", n);
	return send_all(w, d, err) || receive(w, d, ret, err) ? -1 : 0;
}

/* --- what an error answer means */

/*
 * Whether the message begins with `word`.  Of an error in a script Redis 6 says
 * "ERR Error running script …: -OOM command …".
 */
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

/* Whether this Redis serves nobody at present, rather than refusing this one command. */
static bool serves_nobody(struct str message)
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
	return err_set(err, serves_nobody(message) ? ERR_UNAVAILABLE : ERR_REFUSED, "%.*s", STR_ARG(message));
}

/* --- connecting */

/* A command for logging in: any refusal means that this Redis can't be used. */
static int greet(struct redis_wire *w, const struct str *args, size_t n, struct deadline d, struct err *err)
{
	redisReply *reply;
	int failed;

	if (talk(w, args, n, d, &reply, err))
		return -1;
	failed = check(reply, err);
	freeReplyObject(reply);
	if (failed && err)
		err->code = ERR_UNAVAILABLE;
	return failed;
}

static int log_in(struct redis_wire *w, struct deadline d, struct err *err)
{
	struct str user[] = {STR("AUTH"), str_of(w->url->user), str_of(w->url->password)};
	struct str password[] = {STR("AUTH"), str_of(w->url->password)};
	char number[16];
	struct str select[] = {STR("SELECT"), {number, 0}};

	if (*w->url->password && (*w->url->user ? greet(w, user, 3, d, err) : greet(w, password, 2, d, err)))
		return -1;
	select[1].n = (size_t)snprintf(number, sizeof number, "%ld", w->url->db);
	return w->url->db ? greet(w, select, 2, d, err) : 0;
}

bool redis_wire_ready(const struct redis_wire *w)
{
	struct pollfd p = {w->c ? w->c->fd : -1, POLLIN, 0};

	/* a connection that Redis has closed is readable */
	return w->c && poll(&p, 1, 0) == 0;
}

static int connected(struct redis_wire *w, struct deadline d, struct err *err)
{
	int fd, failed;

	if (redis_wire_ready(w))
		return 0;
	redis_wire_hang_up(w);
	failed = *w->url->path ? dial_unix(w->url->path, d, &fd, err) : dial_tcp(&w->dial, d, &fd, err);
	if (failed)
		return -1;
	w->c = redisConnectFd(fd);
	if (w->c == NULL) {
		close(fd);
		return err_set(err, ERR_NO_MEMORY, "no memory for a connection to Redis");
	}
	w->c->flags &= ~REDIS_BLOCK;
	return log_in(w, d, err);
}

/* --- commands */

/* hiredis bounds the depth (7 in 0.14, 9 in 1.x) */
static struct json *json_of(const redisReply *reply)
{
	struct json *a;
	size_t i;

	switch (reply->type) {
	case REDIS_REPLY_INTEGER:
		return json_new_int(reply->integer);
	case REDIS_REPLY_STRING:
	case REDIS_REPLY_STATUS:
	case REDIS_REPLY_ERROR: /* within an array */
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

int redis_wire_run(struct redis_wire *w, const struct str *args, size_t n, struct deadline d,
	       struct json **ret, struct err *err)
{
	redisReply *reply;

	if (connected(w, d, err) || talk(w, args, n, d, &reply, err))
		return -1;
	if (check(reply, err)) {
		freeReplyObject(reply);
		return -1;
	}
	*ret = json_of(reply);
	freeReplyObject(reply);
	return 0;
}
