#include "unit.h"

#include "front/http/parse.h"

static void ids_are_bounded(void **state)
{
	char long_id[130];

	(void)state;
	memset(long_id, 'a', 129);
	long_id[129] = '\0';
	assert_true(parse_is_conversation_id(STR("student_1-A")));
	assert_false(parse_is_conversation_id(STR("")));
	assert_false(parse_is_conversation_id(STR("a.b")));
	assert_false(parse_is_conversation_id(STR("a b")));
	assert_true(parse_is_conversation_id(str_sub(str_of(long_id), 0, 128)));
	assert_false(parse_is_conversation_id(str_of(long_id)));
	assert_true(parse_is_request_id(STR("a.b_c-1")));
	assert_false(parse_is_request_id(str_sub(str_of(long_id), 0, 65)));
}

static void traceparent_is_checked_whole(void **state)
{
	(void)state;
	assert_true(parse_is_traceparent(STR("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
	assert_false(parse_is_traceparent(STR("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
	assert_false(parse_is_traceparent(STR("00-00000000000000000000000000000000-b7ad6b7169203331-01")));
	assert_false(parse_is_traceparent(STR("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")));
	assert_false(parse_is_traceparent(STR("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
	assert_false(parse_is_traceparent(STR("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0")));
}

static void percent_is_decoded_once(void **state)
{
	ARENA_AUTO struct arena a;

	(void)state;
	arena_init(&a, 10000);
	assert_str(parse_percent(STR("a%20b+c%2B"), true, &a), "a b c+");
	assert_str(parse_percent(STR("a+b"), false, &a), "a+b");
	assert_str(parse_percent(STR("%2525"), false, &a), "%25");
	assert_str(parse_percent(STR("%"), false, &a), "%");
	assert_str(parse_percent(STR("%4"), false, &a), "%4");
	assert_str(parse_percent(STR("%zz%41"), false, &a), "%zzA");
	assert_str(parse_percent(STR("x%00y"), false, &a), "x%00y");
}

static void paths_fit_patterns(void **state)
{
	struct str id = {0}, pattern = STR("/v1/conversations/{id}");

	(void)state;
	assert_true(parse_path_fits(STR("/health"), STR("/health"), &id));
	assert_false(parse_path_fits(STR("/health/"), STR("/health"), &id));
	assert_true(parse_path_fits(STR("/v1/conversations/x-1"), pattern, &id));
	assert_str(id, "x-1");
	assert_false(parse_path_fits(STR("/v1/conversations/"), pattern, &id));
	assert_false(parse_path_fits(STR("/v1/conversations/a/b"), pattern, &id));
	assert_false(parse_path_fits(STR("/v1/conversations"), pattern, &id));
	pattern = STR("/v1/passages/{chunk_id}");
	assert_true(parse_path_fits(STR("/v1/passages/a/b.md#1"), pattern, &id));
	assert_str(id, "a/b.md#1");
	assert_false(parse_path_fits(STR("/v1/passages/"), pattern, &id));
}

static void lists_of_names(void **state)
{
	(void)state;
	assert_true(parse_is_names(STR("a"), 1));
	assert_true(parse_is_names(STR("x-stainless-os , content-type,a_b!"), 3));
	assert_false(parse_is_names(STR("a,b"), 1));
	assert_false(parse_is_names(STR(""), 9));
	assert_false(parse_is_names(STR("a,"), 9));
	assert_false(parse_is_names(STR("a b"), 9));
	assert_false(parse_is_names(STR("a\xc3\xa9"), 9));
}

static void bearer_and_origins(void **state)
{
	(void)state;
	assert_str(parse_bearer(STR("Bearer  k ")), "k");
	assert_str(parse_bearer(STR("bearer k")), "k");
	assert_str(parse_bearer(STR("Basic k")), "");
	assert_str(parse_bearer(STR("Bearer")), "");
	assert_true(parse_origin_allowed(STR("*"), STR("https://a")));
	assert_true(parse_origin_allowed(STR("https://b, https://a"), STR("https://a")));
	assert_false(parse_origin_allowed(STR("https://ab"), STR("https://a")));
	assert_false(parse_origin_allowed(STR(""), STR("https://a")));
	assert_false(parse_origin_allowed(STR("*"), STR("")));
}

static void addresses_and_networks(void **state)
{
	static const struct {
		const char *list, *address;
		bool in;
	} rows[] = {
		{"127.0.0.1, ::1", "127.0.0.1", true},   {"127.0.0.1, ::1", "::1", true},
		{"127.0.0.1", "127.0.0.2", false},       {"10.0.0.0/8", "10.255.0.1", true},
		{"10.0.0.0/8", "11.0.0.1", false},       {"10.1.2.0/23", "10.1.3.4", true},
		{"10.1.2.0/23", "10.1.4.1", false},      {"2001:db8::/32", "2001:db8:1::5", true},
		{"2001:db8::/32", "2001:db9::1", false}, {"0.0.0.0/0", "1.2.3.4", true},
		{"0.0.0.0/0", "::1", false},             {"10.0.0.0/33", "10.0.0.1", false},
		{"nonsense", "10.0.0.1", false},         {"", "10.0.0.1", false},
		{"0.0.0.0/0", "", false},                {"0.0.0.0/0", "unix:", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(parse_address_in(str_of(rows[i].list), str_of(rows[i].address)), rows[i].in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_bounded),
		cmocka_unit_test(traceparent_is_checked_whole),
		cmocka_unit_test(percent_is_decoded_once),
		cmocka_unit_test(paths_fit_patterns),
		cmocka_unit_test(lists_of_names),
		cmocka_unit_test(bearer_and_origins),
		cmocka_unit_test(addresses_and_networks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
