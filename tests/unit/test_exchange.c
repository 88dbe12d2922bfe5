#include "unit.h"

#include "port/conversation/exchange.h"

static void what_is_stored_is_read(void **state)
{
	ARENA_AUTO struct arena a = {.cap = 1 << 20};
	BUF_AUTO struct buf body = BUF_MAX(1 << 16);
	struct exchange x = {.id = STR("aB-_9"), .request_id = STR("r"), .question = STR("\"q\"\n\\ é"),
			     .answer = STR("</a>"), .sources = STR("[{\"title\":\"t\"}]"),
			     .more = STR("{\"blocks\":[]}"),
			     .asked_at_us = INT64_C(1763803034123456)};
	struct exchange back;
	struct stored s;

	(void)state;
	assert_int_equal(exchange_store(&x, &body, NULL), 0);
	/* the form that the scripts in Redis read */
	assert_true(str_starts(buf_view(&body), STR("{\"id\":\"aB-_9\",\"asked_at_us\":1763803034123456,")));
	assert_true(exchange_head(buf_view(&body), &s));
	assert_str(s.id, "aB-_9");
	assert_int_equal(s.asked_at_us, x.asked_at_us);
	assert_int_equal(exchange_read(buf_view(&body), &a, &back, NULL), 0);
	assert_true(str_eq(back.question, x.question));
	assert_true(str_eq(back.answer, x.answer));
	assert_true(str_eq(back.sources, x.sources));
	assert_true(str_eq(back.more, x.more));
	assert_true(str_eq(back.request_id, x.request_id));
	assert_int_equal(back.asked_at_us, x.asked_at_us);
}

static void bad_ids_times_and_sources_are_refused(void **state)
{
	static const struct exchange cases[] = {
		{.id = {"", 0}},
		{.id = {"a b", 3}},
		{.id = {"a\"", 2}},
		{.id = {"a\0", 2}},
		{.id = {"0123456789012345678901234567890123456789012345678901234567890123x", 65}},
		{.id = {"a", 1}, .asked_at_us = -1},
		{.id = {"a", 1}, .sources = {"[1", 2}},
	};
	BUF_AUTO struct buf body = BUF_MAX(1 << 16);
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(exchange_store(&cases[i], &body, &err), -1);
		assert_int_equal(err.code, ERR_BAD_DATA);
	}
}

static void foreign_forms_have_no_head(void **state)
{
	static const char *const cases[] = {
		"", "{}", "null", "{\"id\":\"a\"}", "{\"id\":\"\",\"asked_at_us\":1}",
		"{\"id\":\"a b\",\"asked_at_us\":1}", "{\"id\":\"a\",\"asked_at_us\":}",
		"{\"id\":\"a\",\"asked_at_us\":-1}", "{\"id\":\"a\",\"asked_at_us\":99999999999999999999}",
		"{ \"id\":\"a\",\"asked_at_us\":1}", "{\"id\":\"a",
	};
	struct stored s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_false(exchange_head(str_of(cases[i]), &s));
}

static void a_small_arena_is_an_error(void **state)
{
	ARENA_AUTO struct arena a = {.cap = 64};
	BUF_AUTO struct buf body = BUF_MAX(1 << 16);
	char answer[4096];
	struct exchange x = {.id = STR("a"), .answer = {answer, sizeof answer}}, back;
	struct err err;

	(void)state;
	memset(answer, 'x', sizeof answer);
	assert_int_equal(exchange_store(&x, &body, NULL), 0);
	assert_int_equal(exchange_read(buf_view(&body), &a, &back, &err), -1);
	assert_int_equal(err.code, ERR_NO_MEMORY);
	assert_int_equal(exchange_read(STR("{\"id\":"), &a, &back, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_stored_is_read),
		cmocka_unit_test(bad_ids_times_and_sources_are_refused),
		cmocka_unit_test(foreign_forms_have_no_head),
		cmocka_unit_test(a_small_arena_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
