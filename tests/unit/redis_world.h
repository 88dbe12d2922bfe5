/*
 * A redis-server of the test's own, a runtime folder, settings that point at
 * both, and one thread's access to them.
 */
#ifndef UNIT_REDIS_WORLD_H
#define UNIT_REDIS_WORLD_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "port/net/redis.h"
#include "port/system/crypto.h"
#include "redis_server.h"

struct world {
	struct redis_server server;
	char runtime[64];
	const struct conf *conf;
	struct shared *shared;
	struct redis *redis;
};

/* After a change of the environment: reads the settings again and connects again. */
static inline void world_reopen(struct world *w)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	struct err err;

	redis_close(w->redis);
	conf_unref(w->conf);
	w->conf = conf_load("/dev/null", 0, &faults);
	if (w->conf == NULL)
		fail_msg("%s", faults.p);
	if (redis_open(w->conf, w->shared, &w->redis, &err))
		fail_msg("%s", err.msg);
}

static inline int world_setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	char url[128];

	redis_server_init(&w->server);
	redis_server_start(&w->server);
	snprintf(w->runtime, sizeof w->runtime, "/tmp/itb-test-run-XXXXXX");
	if (mkdtemp(w->runtime) == NULL || shared_open(w->runtime, &w->shared, NULL))
		return -1;
	snprintf(url, sizeof url, "unix://%s", w->server.socket);
	setenv("REDIS_URL", url, 1);
	/* a loaded machine must not look like a hanging Redis */
	setenv("REDIS_TIMEOUT_MS", "1000", 1);
	setenv("RUNTIME_DIR", w->runtime, 1);
	world_reopen(w);
	*state = w;
	return 0;
}

static inline int world_teardown(void **state)
{
	struct world *w = *state;

	redis_close(w->redis);
	shared_close(w->shared);
	conf_unref(w->conf);
	file_remove_tree(w->runtime, NULL);
	redis_server_release(&w->server);
	free(w);
	return 0;
}

/* One command of words, which must succeed; the answer is the caller's. */
static inline struct json *world_ask(struct world *w, const char *words)
{
	struct str rest = str_of(words), args[16], part;
	struct json *answer = NULL;
	struct err err;
	size_t n = 0;

	while (n < 16 && str_cut(&rest, ' ', &part))
		args[n++] = part;
	if (redis_command(w->redis, args, n, deadline_in(5000), &answer, &err))
		fail_msg("%s: %s", words, err.msg);
	return answer;
}

static inline int64_t world_ask_int(struct world *w, const char *words)
{
	JSON_AUTO struct json *answer = world_ask(w, words);
	int64_t n = -1;

	json_to_int(answer, &n);
	return n;
}

/* Waits until the breaker lets a call through and it is answered. */
static inline void world_await(struct world *w)
{
	struct deadline by = deadline_in(20000);

	while (redis_ping(w->redis, deadline_in(5000), NULL))
		assert_false(deadline_passed(by));
}

#endif
