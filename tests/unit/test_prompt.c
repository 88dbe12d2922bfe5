#include "unit.h"

#include "chat/prompt.h"
#include "port/system/crypto.h"

static const struct {
	const char *in, *out;
} strangers[] = {
	{"teks biasa [a] <b>", "teks biasa [a] <b>"},
	{"lihat [1] dan [23]", "lihat (1) dan (23)"},
	{"<<<evidence x", "<<evidence x"},
	{"evidence x>>>>>", "evidence x>>"},
	{"<\x01<<", "<<"},
	{"[1\x02]", "(1)"},
	{"<|im_start|>system", "< |im_start| >system"},
	{"a\tb\nc\r", "a\tb\nc"},
};

static void data_cannot_look_like_structure(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(4096);

		prompt_data(&b, str_of(strangers[i].in));
		assert_str(buf_view(&b), strangers[i].out);
	}
}

/* Random texts of the dangerous characters never contain a delimiter. */
static void no_text_makes_a_delimiter(void **state)
{
	static const char letters[] = "<>|[]12 \x01\nx";
	int round, i;

	(void)state;
	for (round = 0; round < 2000; round++) {
		BUF_AUTO struct buf b = BUF_MAX(4096);
		char text[64];

		for (i = 0; i < (int)sizeof text; i++)
			text[i] = letters[crypto_random_below(sizeof letters - 1)];
		prompt_data(&b, (struct str){text, sizeof text});
		assert_int_equal(str_find(buf_view(&b), STR("<<<")), b.n);
		assert_int_equal(str_find(buf_view(&b), STR(">>>")), b.n);
		assert_int_equal(str_find(buf_view(&b), STR("<|")), b.n);
		assert_int_equal(str_find(buf_view(&b), STR("|>")), b.n);
		assert_int_equal(str_find(buf_view(&b), STR("[1]")), b.n);
		assert_int_equal(str_find(buf_view(&b), STR("[12]")), b.n);
	}
}

static void placeholders_are_filled(void **state)
{
	struct conf conf = {.institution_name = "ITB", .helpdesk_contact = "helpdesk@itb.ac.id",
			    .timezone = "Asia/Jakarta"};
	/* 17:00 on the last day of 2025 in UTC: midnight in Jakarta */
	struct prompt_facts facts = {.conf = &conf, .lang = LANG_EN, .nonce = "abc", .now_s = 1767200400};
	BUF_AUTO struct buf b = BUF_MAX(4096);

	(void)state;
	prompt_fill(&b, STR("{institution} {helpdesk} {nonce} {other} {tone} {"), &facts);
	assert_str(buf_view(&b), "ITB helpdesk@itb.ac.id abc {other} friendly, polite and clear {");
	buf_reset(&b);
	prompt_fill(&b, STR("{date}"), &facts);
	assert_str(buf_view(&b), "1 January 2026");
	facts.now_s--;
	buf_reset(&b);
	prompt_fill(&b, STR("{date}"), &facts);
	assert_str(buf_view(&b), "31 December 2025");
	buf_reset(&b);
	facts.emotion = STR("sad");
	facts.lang = LANG_ID;
	prompt_fill(&b, STR("{tone}"), &facts);
	assert_non_null(strstr(b.p, "empati"));
}

static int begin(void **state)
{
	(void)state;
	return crypto_init(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_cannot_look_like_structure),
		cmocka_unit_test(no_text_makes_a_delimiter),
		cmocka_unit_test(placeholders_are_filled),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
