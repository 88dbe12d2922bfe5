#include "unit.h"

#include "base/clock.h"
#include "base/json.h"

static void strict_refuses_what_is_no_json_text(void **state)
{
	static const char *const bad[] = {
		"", " ", "{", "{} x", "{'a':1}", "[1,]", "nul", "{\"a\":NaN}", "null",
		"{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}",
		"{\"a\":\"\xFF\"}", "{\"a\":\"\xED\xA0\x80\"}", "/* c */{}", "{\"a\":\"\n\"}", "[\"\xC3\xA9\",]",
		"[\xC3\xA9]", "{\"\xC3\xA9\":01}", "{\"a\":01}", "{\"a\":-}", "{\"a\":+1}", "{\"a\":.5}",
		"{\"a\":1e}", "{\"a\":tRue}", "{a:1}", "{\"a\" 1}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		JSON_AUTO struct json *v = NULL;
		struct err err;

		if (json_parse(str_of(bad[i]), JSON_STRICT, &v, &err) == 0)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.code, ERR_BAD_DATA);
	}
}

static void strict_takes_every_valid_text(void **state)
{
	static const char *const good[] = {
		"{}", " [] ", "\"x\"", "1", "-1.5e3", "true", "{\"a\":\"\\ud83c\\udf93\"}",
		"{\"a\":\"\\\\u0000\"}", "{\"a\":{\"b\":[null]}}\n", "{\"it's\":\"it's\"}",
		"{\"\xC3\xA9\":\"\xE2\x80\x94 \xF0\x9F\x94\xA5\"}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof good / sizeof good[0]; i++) {
		JSON_AUTO struct json *v = NULL;
		struct err err;

		if (json_parse(str_of(good[i]), JSON_STRICT, &v, &err))
			fail_msg("refused: %s: %s", good[i], err.msg);
	}
}

static void reading_is_typed_and_takes_null(void **state)
{
	JSON_AUTO struct json *v = NULL;
	struct str s = STR("old");
	int64_t n = 7;
	double x;
	bool b;

	(void)state;
	assert_int_equal(json_parse(STR("{\"s\":\"a\\nb\",\"n\":-3,\"x\":1.5,\"b\":true,\"z\":null,\"l\":[1,2]}"),
				    JSON_STRICT, &v, NULL), 0);
	assert_true(json_to_str(json_get(v, "s"), &s));
	assert_str(s, "a\nb");
	assert_false(json_to_str(json_get(v, "n"), &s));
	assert_true(json_to_int(json_get(v, "n"), &n) && n == -3);
	assert_false(json_to_int(json_get(v, "s"), &n));
	assert_true(json_to_real(json_get(v, "n"), &x) && x == -3);
	assert_true(json_to_bool(json_get(v, "b"), &b) && b);
	assert_null(json_get(v, "z"));
	assert_null(json_get(json_get(v, "none"), "deeper"));
	assert_int_equal(json_length(json_get(v, "l")), 2);
	assert_null(json_at(json_get(v, "l"), 2));
	assert_int_equal(json_length(v), 0);
}

static void members_in_their_order(void **state)
{
	JSON_AUTO struct json *v = NULL, *copy = json_new_object();
	BUF_AUTO struct buf keys = BUF_MAX(64), text = BUF_MAX(64);
	struct json_member m = {.at = NULL};

	(void)state;
	assert_int_equal(json_parse(STR("{\"a\":1,\"b\":null,\"c\":[2]}"), JSON_STRICT, &v, NULL), 0);
	while (json_next(v, &m)) {
		buf_str(&keys, m.key);
		json_set_copied(copy, m.key, json_share(m.value));
	}
	assert_str(buf_view(&keys), "abc");
	json_write(copy, &text);
	assert_str(buf_view(&text), "{\"a\":1,\"b\":null,\"c\":[2]}");
	m = (struct json_member){.at = NULL};
	assert_false(json_next(json_get(v, "c"), &m));
	assert_false(json_next(NULL, &m));
}

static void lenient_mends_bad_bytes(void **state)
{
	JSON_AUTO struct json *v = NULL;

	(void)state;
	assert_int_equal(json_parse(STR("{\"a\":\"x\xFFy\"}"), JSON_LENIENT, &v, NULL), 0);
	assert_str(json_str_or_empty(json_get(v, "a")), "x\xEF\xBF\xBDy");
}

static void writes_compactly_without_needless_escapes(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1000);
	JSON_AUTO struct json *v = json_new_object();
	struct json *list = json_new_array();

	(void)state;
	json_set_str(v, "t", STR("</caf\xC3\xA9> \"q\" \x01"));
	json_set_real(v, "r", 1.23456, 3);
	json_set_real(v, "half", 0.5, 2);
	json_set_real(v, "inf", 1.0 / 0.0, 1);
	json_set_null(v, "z");
	json_push(list, json_new_str(STR("a")));
	json_set(v, "l", list);
	json_write(v, &b);
	assert_string_equal(b.p, "{\"t\":\"</caf\xC3\xA9> \\\"q\\\" \\u0001\",\"r\":1.235,\"half\":0.50,\"inf\":0.0,"
				 "\"z\":null,\"l\":[\"a\"]}");
}

static void times_are_written_and_read(void **state)
{
	static const struct {
		const char *text;
		int64_t s;
	} rows[] = {
		{"2023-11-14T22:13:20.000000Z", 1700000000}, {"2023-11-14T22:13:20Z", 1700000000},
		{"2023-11-14", 1699920000}, {"2023-11-14 sore", 1699920000}, {"2023-11-14T25:00", 0},
		{"14.11.2023", 0}, {"", 0},
	};
	BUF_AUTO struct buf b = BUF_MAX(1000);
	JSON_AUTO struct json *v = json_new_object();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(clock_of_iso8601(str_of(rows[i].text)), rows[i].s);
	json_set_time(v, "at", rows[0].s);
	json_set_time(v, "unknown", 0);
	json_write(v, &b);
	assert_string_equal(b.p, "{\"at\":\"2023-11-14T22:13:20.000000Z\",\"unknown\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strict_refuses_what_is_no_json_text),
		cmocka_unit_test(strict_takes_every_valid_text),
		cmocka_unit_test(reading_is_typed_and_takes_null),
		cmocka_unit_test(members_in_their_order),
		cmocka_unit_test(lenient_mends_bad_bytes),
		cmocka_unit_test(writes_compactly_without_needless_escapes),
		cmocka_unit_test(times_are_written_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
