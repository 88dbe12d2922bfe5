#include "unit.h"
#include "base/utf8.h"
#include "port/llm/llm_text.h"

static int on_text(void *arg, struct str piece)
{
	assert_true(piece.n > 0);
	assert_true(utf8_valid(piece));
	buf_str(arg, piece);
	return 0;
}

static void on_raw_call(void *arg, struct str inside)
{
	struct buf *b = arg;

	buf_char(b, '{');
	buf_str(b, inside);
	buf_char(b, '}');
}

/* In pieces of at least `n` bytes, cut between code points; the first has `first`. */
static void feed(const char *text, size_t first, size_t n, struct buf *got)
{
	struct str rest = str_of(text);
	struct llm_text t;
	size_t take = first;

	buf_reset(got);
	llm_text_init(&t);
	t.on_text = on_text;
	t.on_raw_call = on_raw_call;
	t.arg = got;
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

static void hidden(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"plain", "plain"},
		{"a < b <c> <thin> <tool> </thi", "a < b <c> <thin> <tool> </thi"},
		{"<think>no</think>yes", "yes"},
		{"\n <think>no</think>\n\n yes ", "yes "},
		{"<thinking>no <b> < </think></thinking>", ""},
		{"a<think>no</think>b<think>c</think>d", "abd"},
		{"<think>never closed", ""},
		{"<think>no</thin", ""},
		{"lost</think>kept", "lostkept"},
		{"<<think>no</think>>", "<>"},
		{"caf\xC3\xA9 <\xC3\xA9> \xF0\x9F\x8E\x93", "caf\xC3\xA9 <\xC3\xA9> \xF0\x9F\x8E\x93"},
		{"x<tool_call>{\"a\"}</tool_call>y<tool_call>two</tool_call>", "x{{\"a\"}}y{two}"},
		{"<tool_call>cut", "{cut}"},
		{"<tool_call>cut</tool_", "{cut</tool_}"},
		{"ends with <", "ends with <"},
	};
	BUF_AUTO struct buf got = BUF_MAX(4096);
	size_t i, first, n;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (first = 1; first <= strlen(rows[i].in); first++) {
			for (n = 1; n < 40; n += n) {
				feed(rows[i].in, first, n, &got);
				assert_str(buf_view(&got), rows[i].out);
			}
		}
	}
}

/* Text that can't be the beginning of a tag is passed on at once. */
static void nothing_held_back(void **state)
{
	BUF_AUTO struct buf got = BUF_MAX(4096);
	struct llm_text t;

	(void)state;
	llm_text_init(&t);
	t.on_text = on_text;
	t.arg = &got;
	llm_text_feed(&t, STR("ab <"), NULL);
	assert_str(buf_view(&got), "ab ");
	llm_text_feed(&t, STR("t"), NULL);
	assert_str(buf_view(&got), "ab ");
	llm_text_feed(&t, STR("d"), NULL);
	assert_str(buf_view(&got), "ab <td");
	llm_text_feed(&t, (struct str){"\0e\0", 3}, NULL);
	assert_str(buf_view(&got), "ab <tde");
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
		cmocka_unit_test(hidden),
		cmocka_unit_test(nothing_held_back),
		cmocka_unit_test(bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
