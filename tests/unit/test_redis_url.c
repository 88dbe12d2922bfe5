#include "unit.h"

#include <stdlib.h>

#include "port/net/redis_url.h"

static int read_with(const char *url, struct redis_url *ret, struct err *err)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	const struct conf *conf;
	int r;

	setenv("REDIS_URL", url, 1);
	conf = conf_load("/dev/null", 0, &faults);
	if (conf == NULL)
		fail_msg("%s", faults.p);
	r = redis_url_read(conf, ret, err);
	conf_unref(conf);
	return r;
}

static void urls_are_read(void **state)
{
	static const struct {
		const char *url, *host, *port, *path, *user, *password;
		long db;
	} cases[] = {
		{"redis://h", "h", "6379", "", "", "", 0},
		{"redis://h:1/3", "h", "1", "", "", "", 3},
		{"redis://h/", "h", "6379", "", "", "", 0},
		{"redis://[::1]:7000/1", "::1", "7000", "", "", "", 1},
		{"redis://[fe80::2]", "fe80::2", "6379", "", "", "", 0},
		{"redis://:pw@h", "h", "6379", "", "", "pw", 0},
		{"redis://pw@h", "h", "6379", "", "", "pw", 0},
		{"redis://u:p%40%2f%zz@h:2", "h", "2", "", "u", "p@/%zz", 0},
		{"redis://u:p@q@h", "h", "6379", "", "u", "p@q", 0},
		{"REDIS://h", "h", "6379", "", "", "", 0},
		{"redis://", "localhost", "6379", "", "", "", 0},
		{"unix:///run/r.sock", "", "", "/run/r.sock", "", "", 0},
		{"unix:///run/r.sock?db=5", "", "", "/run/r.sock", "", "", 5},
		{"unix://u:p@/r.sock", "", "", "/r.sock", "u", "p", 0},
	};
	struct redis_url u;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err;

		if (read_with(cases[i].url, &u, &err))
			fail_msg("%s: %s", cases[i].url, err.msg);
		assert_string_equal(u.host, cases[i].host);
		assert_string_equal(u.port, cases[i].port);
		assert_string_equal(u.path, cases[i].path);
		assert_string_equal(u.user, cases[i].user);
		assert_string_equal(u.password, cases[i].password);
		assert_int_equal(u.db, cases[i].db);
		assert_null(strstr(u.name, "p@"));
	}
}

static void faults_say_what_is_wrong(void **state)
{
	static const struct {
		const char *url, *part;
	} cases[] = {
		{"rediss://h", "stunnel"},
		{"redis://h:0", "port"},
		{"redis://h:70000", "port"},
		{"redis://h:x", "port"},
		{"redis://[::1", "]"},
		{"redis://[::1]x", "port"},
		{"redis://h/x", "database"},
		{"redis://h/-1", "database"},
		{"unix://relative", "absolute"},
		{"unix:///", "absolute"},
		{"unix:///r?x=1", "?db="},
	};
	struct redis_url u;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (read_with(cases[i].url, &u, &err) == 0)
			fail_msg("%s was accepted", cases[i].url);
		assert_int_equal(err.code, ERR_CONFIG);
		if (strstr(err.msg, cases[i].part) == NULL)
			fail_msg("%s: %s", cases[i].url, err.msg);
	}
}

static void single_settings_serve_without_a_url(void **state)
{
	struct redis_url u;

	(void)state;
	setenv("REDIS_HOST", "store.example", 1);
	setenv("REDIS_PORT", "6400", 1);
	setenv("REDIS_DB", "2", 1);
	setenv("REDIS_PASSWORD", "hush", 1);
	assert_int_equal(read_with("", &u, NULL), 0);
	assert_string_equal(u.host, "store.example");
	assert_string_equal(u.port, "6400");
	assert_string_equal(u.password, "hush");
	assert_string_equal(u.name, "store.example:6400");
	assert_int_equal(u.db, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_read),
		cmocka_unit_test(faults_say_what_is_wrong),
		cmocka_unit_test(single_settings_serve_without_a_url),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
