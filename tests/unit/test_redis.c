#include "redis_world.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static void use_url(struct world *w, const char *scheme, const char *login)
{
	char url[256];

	if (strcmp(scheme, "unix") == 0)
		snprintf(url, sizeof url, "unix://%s%s", login, w->server.socket);
	else
		snprintf(url, sizeof url, "redis://%s127.0.0.1:%d/0", login, w->server.port);
	setenv("REDIS_URL", url, 1);
	world_reopen(w);
	/* a failure of the last address must not count against the next one */
	shared_breaker_ok(w->shared, STR("redis"));
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
	json_free(world_ask(w, words));
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

static void answers_become_json(void **state)
{
	struct world *w = *state;
	JSON_AUTO struct json *a = NULL, *b = NULL, *c = NULL, *d = NULL;
	struct str binary[] = {STR("SET"), STR("bin"), {"a\0\r\nb", 5}};
	int64_t n;
	int tcp;

	for (tcp = 0; tcp < 2; tcp++) {
		use_url(w, tcp ? "redis" : "unix", "");
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
	}
}

static void scripts_run_also_after_a_flush(void **state)
{
	static const struct redis_script twice = {"twice", "return {KEYS[1], ARGV[1] * 2}"};
	struct world *w = *state;
	struct str key = STR("k"), arg = STR("21");
	JSON_AUTO struct json *a = NULL, *b = NULL;
	int64_t n = 0;

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

	order(w, "SET a 1");
	redis_server_kill(&w->server);
	refused_as(w, "GET a", ERR_UNAVAILABLE, w->server.socket);
	refused_as(w, "GET a", ERR_UNAVAILABLE, w->server.socket);
	assert_true(shared_breaker_open(w->shared, STR("redis")));
	redis_server_start(&w->server);
	world_await(w);
	order(w, "GET a");
}

/* The old connection is closed before it is used, so a quick restart fails no call. */
static void a_restart_between_two_calls_is_not_seen(void **state)
{
	struct world *w = *state;

	order(w, "SET a 1");
	redis_server_kill(&w->server);
	redis_server_start(&w->server);
	order(w, "SET a 2");
}

static void a_hanging_server_is_left_alone(void **state)
{
	struct world *w = *state;
	JSON_AUTO struct json *answer = NULL;

	order(w, "SET a 1");
	redis_server_freeze(&w->server);
	refused_as(w, "SET a 2", ERR_UNAVAILABLE, "no answer in time");
	/* the kernel still accepts connections; a try costs one time-out, login included */
	refused_as(w, "GET a", ERR_UNAVAILABLE, "no answer in time");
	redis_server_thaw(&w->server);
	world_await(w);
	/* the late answer to the first command is not taken for a later one's */
	assert_int_equal(ask(w, "GET a", &answer, NULL), 0);
	assert_str(json_str_or_empty(answer), "2");
}

static void a_caller_without_time_proves_nothing(void **state)
{
	struct world *w = *state;
	struct err err;

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
	use_url(w, "unix", "");
	refused_as(w, "GET a", ERR_UNAVAILABLE, "NOAUTH");
	use_url(w, "redis", ":p%40ss%3Aw%2Frd@");
	order(w, "ACL SETUSER clerk on >secret ~* +@all");
	use_url(w, "unix", "clerk:secret@");
	order(w, "GET a");
	use_url(w, "unix", "clerk:wrong@");
	refused_as(w, "GET a", ERR_UNAVAILABLE, "WRONGPASS");
	setenv("REDIS_PASSWORD", "p@ss:w/rd", 1);
	use_url(w, "unix", "");
	order(w, "GET a");
	unsetenv("REDIS_PASSWORD");
}

static void a_server_that_serves_nobody_counts_as_away(void **state)
{
	struct world *w = *state;

	order(w, "REPLICAOF 127.0.0.1 1");
	refused_as(w, "SET a 1", ERR_UNAVAILABLE, "READONLY");
	assert_true(shared_breaker_open(w->shared, STR("redis")));
	world_await(w);
	order(w, "REPLICAOF NO ONE");
	order(w, "CONFIG SET maxmemory 1");
	refused_as(w, "SET a 1", ERR_UNAVAILABLE, "OOM");
	world_await(w);
	order(w, "CONFIG SET maxmemory 0");
	order(w, "SET a 1");
}

static void a_wrong_database_counts_as_away(void **state)
{
	struct world *w = *state;
	char url[256];

	snprintf(url, sizeof url, "unix://%s?db=99", w->server.socket);
	setenv("REDIS_URL", url, 1);
	world_reopen(w);
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
	world_reopen(w);
	shared_breaker_ok(w->shared, STR("redis"));
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
		cmocka_unit_test_setup_teardown(answers_become_json, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(scripts_run_also_after_a_flush, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_killed_server_opens_the_breaker, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_restart_between_two_calls_is_not_seen, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_hanging_server_is_left_alone, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_caller_without_time_proves_nothing, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_password_is_needed_and_given, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(a_server_that_serves_nobody_counts_as_away, world_setup,
						world_teardown),
		cmocka_unit_test_setup_teardown(a_wrong_database_counts_as_away, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(strange_answers_are_survived, world_setup, world_teardown),
	};

	signal(SIGPIPE, SIG_IGN);
	redis_server_need();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
