#include "unit.h"

#include "base/utf8.h"
#include "chat/speakable.h"

static const struct {
	enum lang lang;
	const char *text, *spoken;
} cases[] = {
	{LANG_ID, "ITB didirikan pada 1920.", "I T B didirikan pada 1920."},
	{LANG_ID, "Bayar UKT lewat SIX, lalu isi NIM-mu.", "Bayar U K T lewat SIX, lalu isi NIM-mu."},
	{LANG_ID, "Jalur **SNBP/SNBT** dibuka.", "Jalur S N B P, S N B T dibuka."},
	{LANG_ID, "- Biaya: Rp500.000 per semester", "Biaya: 500.000 rupiah per semester"},
	{LANG_ID, "Biayanya Rp 12.500.000, dibayar di muka.", "Biayanya 12.500.000 rupiah, dibayar di muka."},
	{LANG_ID, "Lihat [laman pendaftaran](https://x.itb.ac.id/a_b) ya.", "Lihat laman pendaftaran ya."},
	{LANG_ID, "Buka https://admission.itb.ac.id/sarjana?x=1.", "Buka admission titik I T B titik A C titik I D."},
	{LANG_ID, "(https://six.itb.ac.id/a_b#c~d=1)", "(six titik I T B titik A C titik I D)"},
	{LANG_EN, "Write to helpdesk@itb.ac.id!", "Write to helpdesk at I T B dot A C dot I D!"},
	{LANG_ID, "buku, alat tulis, dll.", "buku, alat tulis, dan lain-lain."},
	{LANG_EN, "Food & drinks, e.g. tea", "Food and drinks, for example tea"},
	{LANG_ID, "[[_^_]] <speak>halo</speak> `rm -rf`", "speak halo /speak rm -rf"},
	{LANG_ID, "Selamat \xF0\x9F\x8E\x93 datang \xE2\x86\x92 di \xE2\x80\x9CITB\xE2\x80\x9D",
	 "Selamat datang di \"I T B\""},
	{LANG_ID, "# Judul\tbesar\x01\x1b[0m", "Judul besar 0m"},
	{LANG_ID, "Tahun 2020\xE2\x80\x93" "2024", "Tahun 2020-2024"},
	{LANG_ID, "", ""},
	{LANG_ID, "***", ""},
	{LANG_ID, "M.Sc. dan S.T.", "M.Sc. dan S.T."},
};

static void texts_are_made_speakable(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		BUF_AUTO struct buf out = BUF_MAX(1000);

		speakable(str_of(cases[i].text), cases[i].lang, &out);
		assert_string_equal(out.p ? out.p : "", cases[i].spoken);
		assert_true(utf8_valid(buf_view(&out)));
	}
}

static void no_command_gets_through(void **state)
{
	BUF_AUTO struct buf out = BUF_MAX(1000);
	size_t i;

	(void)state;
	speakable(STR("[ [x](y)[ ](z) <mark name='a'/> {{}} ||\\ [[[[a](b)]](c)"), LANG_EN, &out);
	for (i = 0; i < out.n; i++)
		assert_null(memchr("[]<>{}|\\*_`#~^=", out.p[i], 15));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_made_speakable),
		cmocka_unit_test(no_command_gets_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
