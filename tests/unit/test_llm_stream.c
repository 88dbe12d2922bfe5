#include <stdio.h>

#include "unit.h"
#include "base/utf8.h"
#include "port/llm/llm_stream.h"

/* Chunks as servers write them. */
#define D(delta) "data: {\"choices\":[{\"index\":0,\"finish_reason\":null,\"delta\":" delta "}],\"model\":\"m\"}\n\n"
#define TEXT(t) D("{\"content\":\"" t "\"}")
#define ROLE D("{\"role\":\"assistant\",\"content\":null}")
#define END(reason) "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"" reason "\",\"delta\":{}}]}\n\n"
#define USAGE "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}\n\n"
#define DONE "data: [DONE]\n\n"
#define CALL(index, rest) D("{\"tool_calls\":[{\"index\":" index "," rest "}]}")

static int on_text(void *arg, struct str piece)
{
	assert_true(utf8_valid(piece));
	buf_str(arg, piece);
	return 0;
}

static int on_restart(void *arg)
{
	buf_reset(arg);
	return 0;
}

#define TOOLS STR("[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":{\"q\":{}}}}}]")

/*
 * The result of a stream as one line: the outcome, the text, each call as
 * id=name(arguments), the usage.
 */
static void outcome(const struct llm_stream *s, const struct buf *text, const struct err *err, struct buf *ret)
{
	ARENA_AUTO struct arena a;
	struct llm_answer answer;
	size_t i;

	arena_init(&a, 1 << 22);
	assert_int_equal(llm_stream_answer(s, &a, &answer, NULL), 0);
	assert_true(str_eq(answer.text, buf_view(text)));
	buf_reset(ret);
	buf_printf(ret, "%s%s|%.*s", err->code == ERR_NONE ? "ok" : err->code == ERR_REFUSED ? "refused" : "bad",
		   answer.cut == LLM_CUT_LENGTH ? " cut" : answer.cut == LLM_CUT_FILTER ? " filtered" : "",
		   STR_ARG(answer.text));
	for (i = 0; i < answer.tool_calls_n; i++)
		buf_printf(ret, "|%.*s=%.*s(%.*s)", STR_ARG(answer.tool_calls[i].id),
			   STR_ARG(answer.tool_calls[i].name),
			   STR_ARG(answer.tool_calls[i].arguments));
	if (answer.total_tokens)
		buf_printf(ret, "|%ld+%ld", answer.prompt_tokens, answer.completion_tokens);
	assert_int_equal(answer.began, answer.text.n > 0);
}

/* Cuts the stream in two places; `step` 1: byte by byte. */
static void read_cut(struct str s, size_t first, size_t second, struct buf *ret)
{
	BUF_AUTO struct buf text = BUF_MAX(1 << 20);
	struct llm_call call = {.tools = TOOLS, .on_text = on_text, .on_restart = on_restart, .arg = &text};
	struct llm_stream stream;
	struct err err = {0};

	llm_stream_init(&stream, &call, false);
	if (llm_stream_feed(&stream, str_sub(s, 0, first), &err) == 0 &&
	    llm_stream_feed(&stream, str_sub(s, first, second - first), &err) == 0 &&
	    llm_stream_feed(&stream, str_sub(s, second, s.n), &err) == 0)
		llm_stream_end(&stream, &err);
	outcome(&stream, &text, &err, ret);
	llm_stream_release(&stream);
}

static void read_bytewise(struct str s, struct buf *ret)
{
	BUF_AUTO struct buf text = BUF_MAX(1 << 20);
	struct llm_call call = {.tools = TOOLS, .on_text = on_text, .on_restart = on_restart, .arg = &text};
	struct llm_stream stream;
	struct err err = {0};
	size_t i;

	llm_stream_init(&stream, &call, false);
	for (i = 0; i < s.n; i++)
		if (llm_stream_feed(&stream, str_sub(s, i, 1), &err) != 0)
			break;
	if (err.code == ERR_NONE)
		llm_stream_end(&stream, &err);
	outcome(&stream, &text, &err, ret);
	llm_stream_release(&stream);
}

static const struct {
	const char *stream, *outcome;
} rows[] = {
	{ROLE TEXT("Se") TEXT("lamat") END("stop") USAGE DONE, "ok|Selamat|7+3"},
	/* no [DONE]; no finish_reason; neither */
	{TEXT("a") END("stop"), "ok|a"},
	{TEXT("a") DONE, "ok|a"},
	{DONE, "bad|"},
	{TEXT("a"), "bad|a"},
	{"", "bad|"},
	{TEXT("a") END("length") DONE, "ok cut|a"},
	/* nothing after [DONE] counts */
	{TEXT("a") END("stop") DONE TEXT("b") "data: {\"error\":1}\n\n", "ok|a"},
	/* proxies' comments, CRLF, no space, several choices */
	{": OPENROUTER PROCESSING\r\n\r\n:\r\n\r\n"
	 "data:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n" END("stop"), "ok|a"},
	{"data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}},{\"index\":0,"
	 "\"delta\":{\"content\":\"a\"}}]}\n\n" END("stop"), "ok|a"},
	/* an error in the middle: object, string, integer and string codes */
	{TEXT("a") "data: {\"error\":{\"code\":500,\"message\":\"Context size\"}}\n\n", "refused|a"},
	{"data: {\"error\":\"busy\"}\n\n" DONE, "refused|"},
	{"{\"error\":{\"code\":\"rate_limit\",\"message\":\"slow\"}}", "refused|"},
	/* not JSON */
	{"data: oops\n\n", "bad|"},
	{"<html><body>Welcome to this network</body></html>", "bad|"},
	{"{\"choices\":[", "bad|"},
	/* reasoning is never shown, wherever it stands */
	{D("{\"reasoning_content\":\"hm\"}") D("{\"reasoning\":\"hm\"}") TEXT("a") END("stop"), "ok|a"},
	{D("{\"reasoning_content\":\"hm\"}") END("stop") DONE, "bad|"},
	{TEXT("<th") TEXT("ink>h") TEXT("m</thi") TEXT("nk>\\n\\na") END("stop"), "ok|a"},
	{TEXT("<think>") TEXT("hm") END("length"), "bad cut|"},
	/* code points: raw, escaped, as a pair, broken */
	{TEXT("caf\xC3\xA9 \\u00e9 \\ud83c\\udf93 \xF0\x9F\x8E\x93") END("stop"),
	 "ok|caf\xC3\xA9 \xC3\xA9 \xF0\x9F\x8E\x93 \xF0\x9F\x8E\x93"},
	{TEXT("a\xFF" "b") END("stop"), "ok|a\xEF\xBF\xBD" "b"},
	{D("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}") END("stop"),
	 "ok|ab"},
	/* tool calls: in fragments, interleaved, without index, all numbered 0, cut, as an object */
	{CALL("0", "\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}")
	 CALL("0", "\"function\":{\"arguments\":\"{\\\"q\\\":\"}") CALL("0", "\"function\":{\"arguments\":\"1}\"}")
	 END("tool_calls") DONE, "ok||x=f({\"q\":1})"},
	{CALL("0", "\"id\":\"x\",\"function\":{\"name\":\"f\"}") CALL("1", "\"id\":\"y\",\"function\":{\"name\":\"g\"}")
	 CALL("0", "\"function\":{\"arguments\":\"1\"}")
	 CALL("1", "\"function\":{\"arguments\":\"2\"}") END("tool_calls"),
	 "ok||x=f(1)|y=g(2)"},
	{D("{\"tool_calls\":[{\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":{\"q\":1}}}]}") END("stop"),
	 "ok||x=f({\"q\":1})"},
	{CALL("0", "\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}")
	 CALL("0", "\"id\":\"y\",\"function\":{\"name\":\"f\",\"arguments\":\"2\"}") END("stop"), "ok||x=f(1)|y=f(2)"},
	{CALL("0", "\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"q\"}") END("length"),
	 "ok cut||x=f({\"q)"},
	{TEXT("wait <tool_") TEXT("call>{\\\"name\\\":\\\"f\\\",\\\"argu")
	 TEXT("ments\\\":{\\\"q\\\":1}}</tool_call>") END("stop"),
	 "ok|wait |call_1=f({\"q\":1})"},
	{TEXT("<tool_call>{\\\"name\\\":\\\"f") END("length"), "bad cut|"},
	/* no stream, but a whole answer */
	{"{\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
	 "\"reasoning_content\":\"hm\",\"content\":\"<think>hm</think>a\"}}],\"usage\":{\"prompt_tokens\":7,"
	 "\"completion_tokens\":3}}",
	 "ok|a|7+3"},
	{" \r\n{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,"
	 "\"tool_calls\":[{\"id\":\"x\","
	 "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}", "ok||x=f({})"},
	{"[{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"a\"}}]}]", "ok|a"},
	/* a line of JSON each */
	{"{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n{\"choices\":[{\"delta\":{},"
	 "\"finish_reason\":\"stop\"}]}\n", "ok|a"},
	{"{\n\"choices\":[{\"message\":{\"content\":\"a\"},\n\"finish_reason\":\"stop\"}]}\n", "ok|a"},
	/* "error" that says nothing, and an error by other signs */
	{"data: {\"error\":{},\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
	 "data: {\"error\":\"\"}\n\n" END("stop"), "ok|a"},
	{TEXT("a") "data: {\"object\":\"error\",\"message\":\"died\"}\n\n", "refused|a"},
	{TEXT("a") "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":502}}]}\n\n",
	 "refused|a"},
	{"{\"message\":\"no key\",\"code\":401}", "refused|"},
	{TEXT("a") END("stop") "data: oops\n\n", "ok|a"},
	/* how it ended */
	{TEXT("a") END("content_filter") DONE, "ok filtered|a"},
	{ROLE END("content_filter") DONE, "bad filtered|"},
	{D("{\"refusal\":\"no\"}") END("stop") DONE, "bad filtered|"},
	{TEXT("a") END("SAFETY") DONE, "ok filtered|a"},
	{TEXT("a") END("max_tokens") DONE, "ok cut|a"},
	{TEXT("a") END("error") DONE, "refused|a"},
	{TEXT("a") END("eos_token") DONE, "ok|a"},
	/* a character cut in two */
	{TEXT("a \\ud83c") TEXT("\\udf93 b") END("stop"), "ok|a \xF0\x9F\x8E\x93 b"},
	{TEXT("a \\\\ud83c") TEXT("b") END("stop"), "ok|a \\ud83cb"},
	{TEXT("a \\ud83c") TEXT("b") END("stop"), "ok|a b"},
	/* the protocol's first forms */
	{"data: {\"choices\":[{\"index\":0,\"text\":\"a\"}]}\n\n" END("stop"), "ok|a"},
	{D("{\"function_call\":{\"name\":\"f\",\"arguments\":\"{\"}}")
	 D("{\"function_call\":{\"arguments\":\"}\"}}") END("function_call"),
	 "ok||call_1=f({})"},
	/* parts that are no text */
	{D("{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"text\":\"hm\"}]},{\"type\":\"reasoning\","
	   "\"text\":\"hm\"},"
	   "{\"type\":\"text\",\"text\":\"a\"}]}") END("stop"), "ok|a"},
	/* reasoning that isn't opened */
	{TEXT("hm</th") TEXT("ink>a") END("stop"), "ok|a"},
	/* calls without ids, all numbered 0; with names repeated; written bare */
	{CALL("0", "\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}")
	 CALL("0", "\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"q\\\":1}\"}") END("tool_calls"),
	 "ok||call_1=f({})|call_2=f({\"q\":1})"},
	{CALL("0", "\"function\":{\"name\":\"f\",\"arguments\":\"{\"}")
	 CALL("0", "\"function\":{\"name\":\"f\",\"arguments\":\"}\"}")
	 END("tool_calls"), "ok||call_1=f({})"},
	{TEXT("{\\\"name\\\":\\\"f\\\",") TEXT("\\\"arguments\\\":{\\\"q\\\":1}}") END("stop"),
	 "ok||call_1=f({\"q\":1})"},
	{TEXT("<think><tool_call>{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{}}</tool_call></think>") END("stop"),
	 "ok||call_1=f({})"},
	{TEXT("<think><tool_call>{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{}}</tool_call></think>a") END("stop"),
	 "ok|a"},
	/* the whole message once more at the end */
	{TEXT("a") "data: {\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"a\"}}]}\n\n" DONE,
	 "ok|a"},
};

static void cut_anywhere(void **state)
{
	BUF_AUTO struct buf got = BUF_MAX(1 << 20);
	size_t i, a;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str s = str_of(rows[i].stream);

		for (a = 0; a <= s.n; a++) {
			read_cut(s, a, a + 3 < s.n ? a + 3 : s.n, &got);
			if (!str_eq(buf_view(&got), str_of(rows[i].outcome)))
				print_message("row %zu: %s\n%.*s\n", i, rows[i].stream, STR_ARG(buf_view(&got)));
			assert_str(buf_view(&got), rows[i].outcome);
		}
		read_bytewise(s, &got);
		assert_str(buf_view(&got), rows[i].outcome);
	}
}

static void many_calls(void **state)
{
	BUF_AUTO struct buf in = BUF_MAX(1 << 20), got = BUF_MAX(1 << 20);
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		buf_printf(&in, "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%d,\"id\":\"i%d\","
				"\"function\":"
				"{\"name\":\"f\",\"arguments\":\"\"}}]}}]}\n\n", i, i);
	buf_cstr(&in, END("stop"));
	read_bytewise(buf_view(&in), &got);
	assert_str(buf_view(&got), "ok||i0=f()|i1=f()|i2=f()|i3=f()|i4=f()|i5=f()|i6=f()|i7=f()");
}

static void says_what_was_wrong(void **state)
{
	struct llm_call call = {.max_tokens = 1};
	struct llm_stream s;
	struct err err = {0};

	(void)state;
	llm_stream_init(&s, &call, false);
	assert_int_equal(llm_stream_feed(&s, STR("data: {\"error\":{\"code\":429,\"message\":\"slow\\ndown\"}}\n\n"),
					 &err), -1);
	assert_int_equal(s.refusal.status, 429);
	assert_string_equal(err.msg, "error within the answer: slow down");
	llm_stream_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(many_calls),
		cmocka_unit_test(says_what_was_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
