/* Tests of text/opener: what a question opens with before it asks is left out. */
#include "unit.h"

#include "text/opener.h"

static void openers_are_left_out(void **state)
{
	static const struct {
		const char *question, *rest;
	} rows[] = {
		{"btw syarat cuti apa?", "syarat cuti apa?"},
		{"Halo kak, mau nanya dong: UKT itu apa?", "UKT itu apa?"},
		{"quick question: where is the library?", "where is the library?"},
		{"Selamat siang min, izin bertanya, cara ganti KTM", "cara ganti KTM"},
		{"sorry to bother you, what is BIPA?", "what is BIPA?"},
		{"pak, jadwal ujian kapan?", "jadwal ujian kapan?"},
		{"Well then, which campuses are there?", "which campuses are there?"},
		{"oke, sekarang soal asrama, siapa yang diutamakan?", "soal asrama, siapa yang diutamakan?"},
		{"mau tanya tentang KIP Kuliah", "tentang KIP Kuliah"},
		/* without a mark behind it, it may be what is asked about */
		{"pak rektor siapa?", "pak rektor siapa?"},
		{"sekarang rektornya siapa?", "sekarang rektornya siapa?"},
		{"next semester starts when?", "next semester starts when?"},
		/* what joins stays, for the question may continue another */
		{"terus syaratnya apa?", "terus syaratnya apa?"},
		{"oke, terus biayanya?", "terus biayanya?"},
		{"terus btw UKT itu apa?", "UKT itu apa?"},
		{"so what does it cost?", "so what does it cost?"},
		/* nothing else is said */
		{"halo kak", "halo kak"},
		{"oke sip", "oke sip"},
		{"", ""},
		{"???", "???"},
		{"\xff\xfe btw", "\xff\xfe btw"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_str(opener_skip(str_of(rows[i].question)), rows[i].rest);
}

static void openers_within_a_question_stay(void **state)
{
	static const char *const questions[] = {
		"bolehkah mas kawin dicicil?", "apa bedanya halo dan hai?", "What comes next, please?",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof questions / sizeof questions[0]; i++)
		assert_str(opener_skip(str_of(questions[i])), questions[i]);
}

static void joining_words_are_told(void **state)
{
	(void)state;
	assert_true(opener_joins(STR("terus")));
	assert_true(opener_joins(STR("and")));
	assert_false(opener_joins(STR("btw")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openers_are_left_out),
		cmocka_unit_test(openers_within_a_question_stay),
		cmocka_unit_test(joining_words_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
