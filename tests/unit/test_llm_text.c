#include "unit.h"
#include "base/utf8.h"
#include "port/llm/llm_text.h"

/* No header is as long. */
#define FIFTY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG FIFTY FIFTY FIFTY FIFTY FIFTY "bbbbbb"

static int on_text(void *arg, struct str piece)
{
	assert_true(piece.n > 0);
	assert_true(utf8_valid(piece));
	buf_str(arg, piece);
	return 0;
}

static int on_restart(void *arg)
{
	buf_reset(arg);
	return 0;
}

static void on_raw_call(void *arg, struct str inside)
{
	struct buf *b = arg;

	buf_char(b, '{');
	buf_str(b, inside);
	buf_char(b, '}');
}

static struct written_tools tools;

static void begin(struct llm_text *t, struct buf *got)
{
	llm_text_init(t);
	t->tools = &tools;
	t->on_text = on_text;
	t->on_restart = on_restart;
	t->on_raw_call = on_raw_call;
	t->arg = got;
}

/* In pieces of at least `n` bytes, cut between code points; the first has `first`. */
static void feed(const char *text, size_t first, size_t n, bool hold, struct buf *got)
{
	struct str rest = str_of(text);
	struct llm_text t;
	size_t take = first;

	buf_reset(got);
	begin(&t, got);
	if (hold)
		llm_text_hold(&t);
	while (rest.n) {
		while (take < rest.n && ((unsigned char)rest.p[take] & 0xC0) == 0x80)
			take++;
		assert_int_equal(llm_text_feed(&t, str_sub(rest, 0, take), NULL), 0);
		rest = str_sub(rest, take, rest.n);
		take = n;
	}
	assert_int_equal(llm_text_end(&t, NULL), 0);
	llm_text_release(&t);
}

struct row {
	const char *in, *out;
};

static void check(const struct row *rows, size_t rows_n, bool hold)
{
	BUF_AUTO struct buf got = BUF_MAX(65536);
	size_t i, first, n;

	for (i = 0; i < rows_n; i++)
		for (first = 1; first <= strlen(rows[i].in); first++)
			for (n = 1; n < 40; n += n) {
				feed(rows[i].in, first, n, hold, &got);
				if (!str_eq(buf_view(&got), str_of(rows[i].out)))
					print_message("row %zu: %s\n", i, rows[i].in);
				assert_str(buf_view(&got), rows[i].out);
			}
}

#define CHECK(rows, hold) check(rows, sizeof(rows) / sizeof(rows)[0], hold)

static void plain_text(void **state)
{
	static const struct row rows[] = {
		{"plain", "plain"},
		{"a < b <c> <thin> <tool> </thi", "a < b <c> <thin> <tool> </thi"},
		{"caf\xC3\xA9 <\xC3\xA9> \xF0\x9F\x8E\x93", "caf\xC3\xA9 <\xC3\xA9> \xF0\x9F\x8E\x93"},
		{"ends with <", "ends with <"},
		{"<b>a</b> <br/> [1] [THINGS] <a href=\"x\">", "<b>a</b> <br/> [1] [THINGS] <a href=\"x\">"},
		{"analysis of a < b, |x| <| y |>", "analysis of a < b, |x| <| y |>"},
		{"{not a call} {\"a\": 1}\n{\"a\":1}\n[1] a\n```\nx\n```",
		 "{not a call} {\"a\": 1}\n{\"a\":1}\n[1] a\n```\nx\n```"},
		{"Call me\nAct now\nprint\nfetch it", "Call me\nAct now\nprint\nfetch it"},
		{"{\"cut", "{\"cut"},
	};

	(void)state;
	CHECK(rows, false);
}

static void reasoning(void **state)
{
	static const struct row rows[] = {
		{"<think>no</think>yes", "yes"},
		{"\n <think>no</think>\n\n yes ", "yes "},
		{"<thinking>no <b> < </think></thinking>", ""},
		{"a<think>no</think>b<think>c</think>d", "abd"},
		{"<think>never closed", ""},
		{"<think>no</thin", ""},
		{"<<think>no</think>>", "<>"},
		{"<THINK>no</Think>yes", "yes"},
		{"<think type=\"deep\">no</think>yes", "yes"},
		{"<think/>yes", "yes"},
		{"<thought>no</thought>yes", "yes"},
		{"<reasoning>no</reasoning>yes", "yes"},
		{"<seed:think>no</seed:think>yes", "yes"},
		{"<scratchpad>no</scratchpad><answer>yes</answer>", "yes"},
		{"[THINK]no [1] [/THIN[/THINK]yes [1]", "yes [1]"},
		{"\xe2\x97\x81think\xe2\x96\xb7no\xe2\x97\x81/think\xe2\x96\xb7yes \xe2\x97\x8a", "yes \xe2\x97\x8a"},
		{"<|START_THINKING|>no<|END_THINKING|><|START_RESPONSE|>yes<|END_RESPONSE|>", "yes"},
		{"<|begin_of_thought|>no<|end_of_thought|><|begin_of_solution|>yes<|end_of_solution|>", "yes"},
		{"<|inner_prefix|>no<|inner_suffix|>yes", "yes"},
		{"<unused94>no<unused95>yes", "yes"},
		{"<details type=\"reasoning\">no</details>yes", "yes"},
		{"&lt;think&gt;no&lt;/think&gt;yes &lt;", "yes &lt;"},
		{"Here is my thought process: no Here is my response: yes", "yes"},
		/* closed without having been opened: what came so far is taken back */
		{"no</think>yes", "yes"},
		{"no\n</thinking>\n\nyes", "yes"},
		{"no[/THINK]yes", "yes"},
		{"no</think>no</think>yes", "yes"},
		{"no</think>", ""},
		/* Harmony, with its tokens and without */
		{"<|channel|>analysis<|message|>no<|end|><|start|>assistant<|channel|>final<|message|>yes<|return|>",
		 "yes"},
		{"<|start|>assistant<|channel|>commentary<|message|>no<|end|>"
		 "<|start|>assistant<|channel|>final<|message|>yes", "yes"},
		{"<|channel|>final <|constrain|>text<|message|>yes", "yes"},
		{"analysisThe user asks. assistantfinalYes.", "Yes."},
		{"analysis<|message|>no<|end|><|start|>assistant<|channel|>final<|message|>yes", "yes"},
		{"final<|message|>yes", "yes"},
		{"assistant\n\nyes", "yes"},
		/* Gemma's tokens, with a bar on one side */
		{"<|channel>thought\nno<channel|>yes<turn|>", "yes"},
	};

	(void)state;
	CHECK(rows, false);
}

static void known_to_close_reasoning_alone(void **state)
{
	static const struct row rows[] = {
		{"no</think>yes", "yes"},
		{"no < <b> [1] </think>yes", "yes"},
		{"<think>no</think>yes", "yes"},
		{"all of it <b> yes", "all of it <b> yes"},
		{"no <tool_call>{}</tool_call>", "{{}}"},
		{"{\"name\":\"fetch\",\"arguments\":{}}", "{{\"name\":\"fetch\",\"arguments\":{}}}"},
	};

	(void)state;
	CHECK(rows, true);
}

static void tokens(void **state)
{
	static const struct row rows[] = {
		{"yes<|im_end|>", "yes"},
		{"yes<|im_end|>\n<|im_start|>user\nno<|im_end|>", "yes"},
		{"<|im_start|>assistant\nyes<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nno", "yes"},
		{"<|start_header_id|>assistant<|end_header_id|>\n\nyes", "yes"},
		{"yes</s> [INST] no [/INST]", "yes "},
		{"<s>yes<|endoftext|>no", "yes"},
		{"yes<end_of_turn>\n<start_of_turn>user\nno", "yes"},
		{"<start_of_turn>model\nyes", "yes"},
		{"<\xef\xbd\x9c" "Assistant\xef\xbd\x9c>yes<\xef\xbd\x9c"
		 "end\xe2\x96\x81of\xe2\x96\x81sentence\xef\xbd\x9c>", "yes"},
		{"<|assistant|>yes<|user|>no", "yes"},
		{"<|begin_of_box|>yes<|end_of_box|>.", "yes."},
		{"a<|vendor_token_7|>b<unk><pad>c<extra_id_3>", "abc"},
		{"<|im_end|>yes", "yes"},
		{"[cite_start]yes [cite: 1]", "yes [cite: 1]"},
		{"<|im_start|>" LONG "yes\n<b>", LONG "yes\n<b>"},
	};

	(void)state;
	CHECK(rows, false);
}

static void calls(void **state)
{
	static const struct row rows[] = {
		{"x<tool_call>{\"a\"}</tool_call>y<tool_call>two</tool_call>", "x{{\"a\"}}y{two}"},
		{"<tool_call>cut", "{cut}"},
		{"<tool_call>cut</tool_", "{cut</tool_}"},
		{"<tool_call><function=f></function></tool_call>y", "{<function=f></function>}y"},
		{"<function=f>{}</function>y", "{{}}y"},
		{"[TOOL_CALLS]f[ARGS]{}[TOOL_CALLS]g[ARGS]{}", "{f[ARGS]{}[TOOL_CALLS]g[ARGS]{}}"},
		{"<|python_tag|>f.call()<|eom_id|>", "{f.call()}"},
		{"<\xef\xbd\x9c" "DSML\xef\xbd\x9c" "invoke name=\"f\">x</\xef\xbd\x9c" "DSML\xef\xbd\x9c" "invoke>",
		 "{x</\xef\xbd\x9c" "DSML\xef\xbd\x9c" "invoke>}"},
		{"<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>",
		 "{commentary to=functions.f  json{}}"},
		{"<|tool_call>call:f{}<tool_call|>", "{call:f{}<tool_call|>}"},
		{"<think>hm <tool_call>{}</tool_call> hm</think>yes", "{{}}yes"},
		{"<think>say <tool_call> or not</think>yes", "{ or not}yes"},
		/* bare ones of a tool that was offered */
		{"{\"name\": \"fetch\", \"parameters\": {\"q\": \"}\"}}",
		 "{{\"name\": \"fetch\", \"parameters\": {\"q\": \"}\"}}}"},
		{"Wait.\n[{\"name\":\"fetch\",\"arguments\":{}}]\n",
		 "Wait.\n{[{\"name\":\"fetch\",\"arguments\":{}}]}\n"},
		{"```json\n{\"name\":\"fetch\",\"arguments\":{}}\n```",
		 "{```json\n{\"name\":\"fetch\",\"arguments\":{}}\n```}"},
		{"fetch(q=\"a\")", "{fetch(q=\"a\")}"},
		{"[fetch(q='a')] b", "{[fetch(q='a')]}b"},
		{"print(fetch(q='a')) b", "{print(fetch(q='a'))}b"},
		{"Action: fetch\nAction Input: {\"q\":\"a\"}", "{Action: fetch\nAction Input: {\"q\":\"a\"}}"},
		{"<fetch>\n<q>a</q>\n</fetch>", "{<fetch>\n<q>a</q>\n</fetch>}"},
		{"<fetch>\n<q>a", "{<fetch>\n<q>a}"},
		{"{\"name\":\"fetch\",\"argum", "{{\"name\":\"fetch\",\"argum}"},
		{"{\"name\":\"other\",\"arguments\":{}}", "{\"name\":\"other\",\"arguments\":{}}"},
		{"I could fetch({}).", "I could fetch({})."},
	};

	(void)state;
	CHECK(rows, false);
}

/* What can't begin a form goes on at once. */
static void nothing_held_back(void **state)
{
	static const struct {
		const char *piece, *shown;
	} rows[] = {
		{"ab <", "ab "}, {"t", "ab "}, {"d ", "ab <td "}, {"[", "ab <td "}, {"1", "ab <td [1"},
		{"\n", "ab <td [1\n"},
		{"A", "ab <td [1\n"}, {"b", "ab <td [1\nAb"},
	};
	BUF_AUTO struct buf got = BUF_MAX(4096);
	struct llm_text t;
	size_t i;

	(void)state;
	begin(&t, &got);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		llm_text_feed(&t, str_of(rows[i].piece), NULL);
		assert_str(buf_view(&got), rows[i].shown);
	}
	llm_text_feed(&t, (struct str){"\0e\0", 3}, NULL);
	assert_str(buf_view(&got), "ab <td [1\nAbe");
	llm_text_release(&t);
}

static int gone(void *arg, struct str piece)
{
	(void)arg;
	(void)piece;
	return 1;
}

static void bounds(void **state)
{
	static char x[65536];
	struct llm_text t;
	struct err err = {0};
	int i;

	(void)state;
	memset(x, 'x', sizeof x);
	llm_text_init(&t);
	for (i = 0; i < 100 && llm_text_feed(&t, (struct str){x, sizeof x}, &err) == 0; i++)
		;
	assert_int_equal(i, LLM_TEXT_MAX / (int)sizeof x);
	assert_int_equal(err.code, ERR_BAD_DATA);
	llm_text_release(&t);
	llm_text_init(&t);
	t.on_text = gone;
	assert_int_equal(llm_text_feed(&t, STR("x"), &err), -1);
	assert_int_equal(err.code, ERR_GONE);
	llm_text_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text),
		cmocka_unit_test(reasoning),
		cmocka_unit_test(known_to_close_reasoning_alone),
		cmocka_unit_test(tokens),
		cmocka_unit_test(calls),
		cmocka_unit_test(nothing_held_back),
		cmocka_unit_test(bounds),
	};
	int failed;

	written_tools_init(&tools, STR("[{\"function\":{\"name\":\"fetch\","
				       "\"parameters\":{\"properties\":{\"q\":{}}}}}]"));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	written_tools_release(&tools);
	return failed;
}
