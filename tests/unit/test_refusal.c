#include "unit.h"
#include "port/net/refusal.h"

static void reasons_of_every_form(void **state)
{
	static const struct {
		const char *body, *text;
		int status;
	} rows[] = {
		{"{\"error\":{\"message\":\"no such model\",\"code\":404}}", "no such model", 404},
		{"{\"error\":{\"message\":\"slow down\",\"code\":\"429\"}}", "slow down", 429},
		{"{\"error\":\"failed\"}", "failed", 0},
		{"{\"message\":\"failed\"}", "failed", 0},
		{"{\"error\":null,\"message\":\"failed\",\"code\":400}", "failed", 400},
		{"{\"detail\":\"Not Found\"}", "Not Found", 0},
		{"{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"not permitted\"}]}", "not permitted", 0},
		{"[{\"error\":{\"code\":400,\"message\":\"Unknown name\"}}]", "Unknown name", 400},
		{"{\"error\":{\"message\":\"Provider returned error\",\"code\":400,\"metadata\":{\"raw\":"
		 "\"{\\\"error\\\":{\\\"message\\\":\\\"the true one\\\"}}\"}}}", "the true one", 400},
		{"{\"error\":{\"message\":\"Provider returned error\",\"metadata\":{\"raw\":\"plain\"}}}", "plain", 0},
		{"{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"login fail\"}}", "login fail", 0},
		{"{\"wrong\":true}", "{\"wrong\":true}", 0},
		{" upstream\r\ndied\n", "upstream  died", 0},
		{"<html>", "an HTML page", 0},
		{"", "", 0},
	};
	struct refusal r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		refusal_read(&r, str_of(rows[i].body));
		assert_int_equal(r.status, rows[i].status);
		assert_string_equal(r.reason, rows[i].text);
		refusal_release(&r);
	}
}

static void every_text_of_the_body(void **state)
{
	struct refusal r;

	(void)state;
	refusal_read(&r, STR("{\"error\":{\"param\":\"tools\",\"code\":7,"
			     "\"metadata\":{\"raw\":\"x: {\\\"loc\\\":[\\\"body\\\",\\\"t\\\"]}\"}}}"));
	assert_str(buf_view(&r.words), "param: tools\ncode: 7\nraw: x: {\"loc\":[\"body\",\"t\"]}\n"
				       "loc: body\nloc: t\n");
	refusal_release(&r);
}

static void is_an_error(void **state)
{
	static const struct {
		const char *json;
		bool is;
	} rows[] = {
		{"[null]", false}, {"[\"\"]", false}, {"[\" \"]", false}, {"[{}]", false}, {"[[]]", false},
		{"[false]", false}, {"[0]", false}, {"[\"no\"]", true}, {"[{\"a\":null}]", true}, {"[[1]]", true},
		{"[true]", true}, {"[500]", true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		JSON_AUTO struct json *v = NULL;

		assert_int_equal(json_parse(str_of(rows[i].json), JSON_LENIENT, &v, NULL), 0);
		assert_int_equal(refusal_is_error(json_at(v, 0)), rows[i].is);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_of_every_form),
		cmocka_unit_test(every_text_of_the_body),
		cmocka_unit_test(is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
