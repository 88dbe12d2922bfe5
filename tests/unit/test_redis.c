#include "unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "port/redis.h"
#include "redis_server.h"

struct world {
	struct redis_server server;
	char runtime[64];
	const struct conf *conf;
	struct shared *shared;
	struct redis *redis;
};

static void set_url(const struct redis_server *s, bool unix_socket, const char *login)
{
	char url[256];

	if (unix_socket)
		snprintf(url, sizeof url, "unix://%s%s", login, s->socket);
	else
		snprintf(url, sizeof url, "redis://%s127.0.0.1:%d/0", login, s->port);
	setenv("REDIS_URL", url, 1);
}

static void open_redis(struct world *w)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	struct err err;

	w->conf = conf_load("/dev/null", 0, &faults);
	if (w->conf == NULL)
		fail_msg("%s", faults.p);
	if (shared_open(w->runtime, &w->shared, &err) || redis_open(w->conf, w->shared, &w->redis, &err))
		fail_msg("%s", err.msg);
}

static void close_redis(struct world *w)
{
	redis_close(w->redis);
	shared_close(w->shared);
	conf_unref(w->conf);
	w->redis = NULL;
	w->shared = NULL;
	w->conf = NULL;
	file_remove_tree(w->runtime, NULL);
	file_mkdirs(w->runtime, 0700, NULL);
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	redis_server_init(&w->server);
	redis_server_start(&w->server);
	snprintf(w->runtime, sizeof w->runtime, "/tmp/itb-test-run-XXXXXX");
	if (mkdtemp(w->runtime) == NULL)
		return -1;
	setenv("REDIS_TIMEOUT_MS", "500", 1);
	set_url(&w->server, true, "");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	close_redis(w);
	file_remove_tree(w->runtime, NULL);
	redis_server_release(&w->server);
	free(w);
	return 0;
}

static int ask(struct world *w, const char *words, struct json **ret, struct err *err)
{
	struct str rest = str_of(words), args[8], part;
	size_t n = 0;

	while (n < 8 && str_cut(&rest, ' ', &part))
		args[n++] = part;
	*ret = NULL;
	return redis_command(w->redis, args, n, deadline_in(5000), ret, err);
}

static void order(struct world *w, const char *words)
{
	struct json *answer;
	struct err err;

	if (ask(w, words, &answer, &err))
		fail_msg("%s", err.msg);
	json_free(answer);
}

static void refused_as(struct world *w, const char *words, enum err_code code, const char *part)
{
	struct json *answer;
	struct err err;

	assert_int_equal(ask(w, words, &answer, &err), -1);
	assert_int_equal(err.code, code);
	if (strstr(err.msg, part) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.msg, part);
}

/* Until the breaker lets a call through that is answered. */
static void await_answer(struct world *w)
{
	struct deadline by = deadline_in(20000);

	while (redis_ping(w->redis, deadline_in(5000), NULL) && !deadline_passed(by))
		usleep(10000);
	assert_false(deadline_passed(by));
}

static void answers_become_json(void **state)
{
	struct world *w = *state;
	JSON_AUTO struct json *a = NULL, *b = NULL, *c = NULL, *d = NULL;
	struct str binary[] = {STR("SET"), STR("bin"), {"a\0\r\nb", 5}};
	int64_t n;
	int tcp;

	for (tcp = 0; tcp < 2; tcp++) {
		set_url(&w->server, tcp == 0, "");
		open_redis(w);
		assert_int_equal(redis_command(w->redis, binary, 3, deadline_in(5000), &d, NULL), 0);
		json_free(d);
		d = NULL;
		assert_int_equal(ask(w, "GET bin", &a, NULL), 0);
		assert_memory_equal(json_str_or_empty(a).p, "a\0\r\nb", 5);
		json_free(a);
		order(w, "DEL list");
		assert_int_equal(ask(w, "RPUSH list one two", &b, NULL), 0);
		assert_true(json_to_int(b, &n));
		assert_int_equal(n, 2);
		json_free(b);
		assert_int_equal(ask(w, "MGET bin none", &c, NULL), 0);
		assert_int_equal(json_length(c), 2);
		assert_null(json_at(c, 1));
		json_free(c);
		c = b = a = NULL;
		assert_int_equal(ask(w, "GET none", &d, NULL), 0);
		assert_null(d);
		refused_as(w, "LPUSH bin x", ERR_REFUSED, "WRONGTYPE");
		close_redis(w);
	}
}

static void scripts_run_also_after_a_flush(void **state)
{
	static const struct redis_script twice = {"twice", "return {KEYS[1], ARGV[1] * 2}"};
	struct world *w = *state;
	struct str key = STR("k"), arg = STR("21");
	JSON_AUTO struct json *a = NULL, *b = NULL;
	int64_t n = 0;

	open_redis(w);
	assert_int_equal(redis_eval(w->redis, &twice, &key, 1, &arg, 1, deadline_in(5000), &a, NULL), 0);
	order(w, "SCRIPT FLUSH");
	assert_int_equal(redis_eval(w->redis, &twice, &key, 1, &arg, 1, deadline_in(5000), &b, NULL), 0);
	assert_str(json_str_or_empty(json_at(b, 0)), "k");
	assert_true(json_to_int(json_at(b, 1), &n));
	assert_int_equal(n, 42);
}

static void a_killed_server_opens_the_breaker(void **state)
{
	struct world *w = *state;

	open_redis(w);
	order(w, "SET a 1");
	redis_server_kill(&w->server);
	refused_as(w, "GET a", ERR_UNAVAILABLE, w->server.socket);
	refused_as(w, "GET a", ERR_UNAVAILABLE, w->server.socket);
	assert_true(shared_breaker_open(w->shared, STR("redis")));
	redis_server_start(&w->server);
	await_answer(w);
	order(w, "GET a");
}

/* The old connection is closed before it is used, so a quick restart fails no call. */
static void a_restart_between_two_calls_is_not_seen(void **state)
{
	struct world *w = *state;

	open_redis(w);
	order(w, "SET a 1");
	redis_server_kill(&w->server);
	redis_server_start(&w->server);
	order(w, "SET a 2");
}

static void a_hanging_server_is_left_alone(void **state)
{
	struct world *w = *state;
	JSON_AUTO struct json *answer = NULL;

	open_redis(w);
	order(w, "SET a 1");
	redis_server_freeze(&w->server);
	refused_as(w, "SET a 2", ERR_UNAVAILABLE, "no answer in time");
	/* connecting works still: the kernel does it; a try costs one time-out, logging in included */
	refused_as(w, "GET a", ERR_UNAVAILABLE, "no answer in time");
	redis_server_thaw(&w->server);
	await_answer(w);
	/* the late answer of the first command is nobody's */
	assert_int_equal(ask(w, "GET a", &answer, NULL), 0);
	assert_str(json_str_or_empty(answer), "2");
}

static void a_caller_without_time_proves_nothing(void **state)
{
	struct world *w = *state;
	struct err err;

	open_redis(w);
	order(w, "SET a 1");
	assert_int_equal(redis_ping(w->redis, deadline_in(0), &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	redis_server_freeze(&w->server);
	assert_int_equal(redis_ping(w->redis, deadline_in(20), &err), -1);
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_false(shared_breaker_open(w->shared, STR("redis")));
	redis_server_thaw(&w->server);
	order(w, "GET a");
}

static void a_password_is_needed_and_given(void **state)
{
	struct world *w = *state;

	redis_server_kill(&w->server);
	w->server.password = "p@ss:w/rd";
	redis_server_start(&w->server);
	open_redis(w);
	refused_as(w, "GET a", ERR_UNAVAILABLE, "NOAUTH");
	close_redis(w);
	set_url(&w->server, false, ":p%40ss%3Aw%2Frd@");
	open_redis(w);
	order(w, "ACL SETUSER clerk on >secret ~* +@all");
	close_redis(w);
	set_url(&w->server, true, "clerk:secret@");
	open_redis(w);
	order(w, "GET a");
	close_redis(w);
	set_url(&w->server, true, "clerk:wrong@");
	open_redis(w);
	refused_as(w, "GET a", ERR_UNAVAILABLE, "WRONGPASS");
	close_redis(w);
	set_url(&w->server, true, "");
	setenv("REDIS_PASSWORD", "p@ss:w/rd", 1);
	open_redis(w);
	order(w, "GET a");
	unsetenv("REDIS_PASSWORD");
}

static void a_server_that_serves_nobody_counts_as_away(void **state)
{
	struct world *w = *state;

	open_redis(w);
	order(w, "REPLICAOF 127.0.0.1 1");
	refused_as(w, "SET a 1", ERR_UNAVAILABLE, "READONLY");
	assert_true(shared_breaker_open(w->shared, STR("redis")));
	await_answer(w);
	order(w, "REPLICAOF NO ONE");
	order(w, "CONFIG SET maxmemory 1");
	refused_as(w, "SET a 1", ERR_UNAVAILABLE, "OOM");
	await_answer(w);
	order(w, "CONFIG SET maxmemory 0");
	order(w, "SET a 1");
}

static void a_wrong_database_counts_as_away(void **state)
{
	struct world *w = *state;
	char url[256];

	snprintf(url, sizeof url, "unix://%s?db=99", w->server.socket);
	setenv("REDIS_URL", url, 1);
	open_redis(w);
	refused_as(w, "GET a", ERR_UNAVAILABLE, "DB index");
}

struct fake {
	int fd;
	const char *answer;
};

/* Answers one command with the given bytes, one by one, and hangs up. */
static void *play(void *arg)
{
	struct fake *f = arg;
	char command[512];
	int fd = accept(f->fd, NULL, NULL);
	size_t i;

	if (read(fd, command, sizeof command) > 0)
		for (i = 0; f->answer[i]; i++)
			if (write(fd, &f->answer[i], 1) != 1)
				break;
	close(fd);
	return NULL;
}

static void fake_answer(struct world *w, const char *bytes, enum err_code code, const char *part)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof a;
	struct fake f = {socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), bytes};
	JSON_AUTO struct json *answer = NULL;
	struct err err;
	pthread_t thread;
	char url[64];

	assert_int_equal(bind(f.fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(f.fd, 4), 0);
	assert_int_equal(getsockname(f.fd, (struct sockaddr *)&a, &n), 0);
	snprintf(url, sizeof url, "redis://127.0.0.1:%d", ntohs(a.sin_port));
	setenv("REDIS_URL", url, 1);
	open_redis(w);
	pthread_create(&thread, NULL, play, &f);
	if (code) {
		refused_as(w, "GET a", code, part);
	} else {
		if (ask(w, "GET a", &answer, &err))
			fail_msg("%s", err.msg);
		assert_str(json_str_or_empty(answer), part);
	}
	pthread_join(thread, NULL);
	close(f.fd);
	close_redis(w);
}

static void strange_answers_are_survived(void **state)
{
	static const struct {
		const char *bytes;
		enum err_code code;
		const char *part;
	} cases[] = {
		{"$5\r\nhello\r\n", ERR_NONE, "hello"},
		{"$0\r\n\r\n", ERR_NONE, ""},
		{"-LOADING Redis is loading the dataset in memory\r\n", ERR_UNAVAILABLE, "LOADING"},
		{"-BUSY Redis is busy running a script.\r\n", ERR_UNAVAILABLE, "BUSY"},
		{"-ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed\r\n",
		 ERR_UNAVAILABLE, "OOM"},
		{"-BUSYKEY Target key name already exists.\r\n", ERR_REFUSED, "BUSYKEY"},
		{"-ERR max number of clients reached\r\n", ERR_UNAVAILABLE, "clients"},
		{"-NOPERM this user has no permissions\r\n", ERR_REFUSED, "NOPERM"},
		{"$5\r\nhel", ERR_UNAVAILABLE, ""},
		{"", ERR_UNAVAILABLE, ""},
		{"HTTP/1.1 400 Bad Request\r\n\r\n", ERR_UNAVAILABLE, "Protocol error"},
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		fake_answer(w, cases[i].bytes, cases[i].code, cases[i].part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_become_json, setup, teardown),
		cmocka_unit_test_setup_teardown(scripts_run_also_after_a_flush, setup, teardown),
		cmocka_unit_test_setup_teardown(a_killed_server_opens_the_breaker, setup, teardown),
		cmocka_unit_test_setup_teardown(a_restart_between_two_calls_is_not_seen, setup, teardown),
		cmocka_unit_test_setup_teardown(a_hanging_server_is_left_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_caller_without_time_proves_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(a_password_is_needed_and_given, setup, teardown),
		cmocka_unit_test_setup_teardown(a_server_that_serves_nobody_counts_as_away, setup, teardown),
		cmocka_unit_test_setup_teardown(a_wrong_database_counts_as_away, setup, teardown),
		cmocka_unit_test_setup_teardown(strange_answers_are_survived, setup, teardown),
	};

	signal(SIGPIPE, SIG_IGN);
	redis_server_need();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
