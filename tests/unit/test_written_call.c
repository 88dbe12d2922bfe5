#include "unit.h"
#include "port/llm/written_call.h"

static void on_call(void *arg, struct str name, struct str arguments)
{
	buf_printf(arg, "%.*s%.*s;", STR_ARG(name), STR_ARG(arguments));
}

#define WIDE "\xef\xbd\x9c"
#define LOW "\xe2\x96\x81"

static const struct {
	const char *in, *out;
} rows[] = {
	/* JSON, whatever its members are called */
	{"{\"name\":\"cari\",\"arguments\":{\"q\":\"a b\"}}", "cari{\"q\":\"a b\"};"},
	{"[{\"name\":\"cari\",\"parameters\":{\"q\":\"a\"}},{\"name\":\"cari\",\"args\":\"{\\\"q\\\":\\\"b\\\"}\"}]",
	 "cari{\"q\":\"a\"};cari{\"q\":\"b\"};"},
	{"{\"type\":\"function\",\"function\":{\"name\":\"cari\",\"arguments\":{\"q\":\"a\"}}}", "cari{\"q\":\"a\"};"},
	{"{\"tool_calls\":[{\"tool_name\":\"cari\",\"parameters\":{\"q\":\"a\"}}]}", "cari{\"q\":\"a\"};"},
	{"[{\"cari\":{\"q\":\"a\"}}]", "cari{\"q\":\"a\"};"},
	{"{\"name\":\"functions.cari:0\",\"input\":{\"q\":\"a\"}}", "cari{\"q\":\"a\"};"},
	{"{\"action\":\"cari\",\"action_input\":{\"q\":\"a\"}}", "cari{\"q\":\"a\"};"},
	{"\n```json\n{\"name\": \"cari\", \"arguments\": {\"q\": \"a\"}}\n```", "cari{\"q\":\"a\"};"},
	/* a name, then JSON */
	{"cari[ARGS]{\"q\":\"a\"}[TOOL_CALLS]cari[CALL_ID]x1[ARGS]{\"q\":\"b\"}",
	 "cari{\"q\":\"a\"};cari{\"q\":\"b\"};"},
	{"function<" WIDE "tool" LOW "sep" WIDE ">cari\n```json\n{\"q\":\"a\"}\n"
						"```<" WIDE "tool" LOW "call" LOW "end" WIDE ">",
	 "cari{\"q\":\"a\"};"},
	{"functions.cari:0<|tool_call_argument_begin|>{\"q\":\"a\"}", "cari{\"q\":\"a\"};"},
	{"commentary to=functions.cari json{\"q\":\"a\"}", "cari{\"q\":\"a\"};"},
	{"Action: cari\nAction Input: {\"q\":\"a\"}", "cari{\"q\":\"a\"};"},
	/* XML */
	{"\n<function=cari>\n<parameter=q>\nbiaya {2024}\n</parameter>\n</function>\n",
	 "cari{\"q\":\"biaya {2024}\"};"},
	{"cari\n<arg_key>q</arg_key>\n<arg_value>a b</arg_value>\n", "cari{\"q\":\"a b\"};"},
	{"<invoke name=\"cari\"><parameter name=\"q\">a</parameter></invoke>", "cari{\"q\":\"a\"};"},
	{"invoke name=\"cari\">\n<" WIDE "DSML" WIDE "parameter name=\"q\" "
						     "string=\"true\">a</" WIDE "DSML" WIDE "parameter>",
	 "cari{\"q\":\"a\"};"},
	{"<cari>\n<q>a</q>\n</cari>", "cari{\"q\":\"a\"};"},
	/* as in Python */
	{"cari(q=\"a, b\", n='2')", "cari{\"q\":\"a, b\",\"n\":\"2\"};"},
	{"[cari(q='a [1]'), cari(q='b')]", "cari{\"q\":\"a [1]\"};cari{\"q\":\"b\"};"},
	{"cari.call(q=\"a\")", "cari{\"q\":\"a\"};"},
	{"call:cari{q:<|\"|>a<|\"|>}", "cari{\"q\":\"a\"};"},
	/* none */
	{"{\"name\":\"lain\",\"arguments\":{\"q\":\"a\"}}", ""},
	{"cari", ""},
	{"caricature(q=\"a\")", ""},
	{"{\"name\":\"cari\",\"argum", ""},
	{"", ""},
};

static struct written_tools tools;

static void every_dialect(void **state)
{
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf got = BUF_MAX(65536);

		n = written_calls(&tools, str_of(rows[i].in), on_call, &got);
		if (!str_eq(buf_view(&got), str_of(rows[i].out)))
			print_message("row %zu: %.*s\n", i, STR_ARG(buf_view(&got)));
		assert_str(buf_view(&got), rows[i].out);
		assert_int_equal(n > 0, rows[i].out[0] != '\0');
	}
}

static void no_tools(void **state)
{
	struct written_tools none;
	size_t n;

	(void)state;
	written_tools_init(&none, STR(""));
	assert_int_equal(written_call_at(&none, STR("{\"name\":\"cari\",\"arguments\":{}}"), &n), WRITTEN_NO);
	assert_int_equal(written_calls(&none, STR("{\"name\":\"cari\",\"arguments\":{}}"), NULL, NULL), 0);
	written_tools_release(&none);
}

/* What never ends is no call. */
static void bounded(void **state)
{
	BUF_AUTO struct buf text = BUF_MAX(1 << 20);
	size_t n;

	(void)state;
	buf_cstr(&text, "{\"a\":[");
	assert_int_equal(written_call_at(&tools, buf_view(&text), &n), WRITTEN_MORE);
	while (text.n < WRITTEN_CALL_BYTES_MAX)
		buf_cstr(&text, "1,");
	assert_int_equal(written_call_at(&tools, buf_view(&text), &n), WRITTEN_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dialect),
		cmocka_unit_test(no_tools),
		cmocka_unit_test(bounded),
	};
	int failed;

	written_tools_init(&tools, STR("[{\"type\":\"function\",\"function\":{\"name\":\"cari\","
				       "\"parameters\":{\"type\":\"object\","
				       "\"properties\":{\"q\":{\"type\":\"string\"},\"n\":{}}}}}]"));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	written_tools_release(&tools);
	return failed;
}
