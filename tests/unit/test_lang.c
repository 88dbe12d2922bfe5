#include "unit.h"

#include "text/lang.h"

static void questions_have_a_language(void **state)
{
	static const struct {
		const char *text;
		enum lang lang;
	} rows[] = {
		{"gmn cara ngajuin cuti kuliah?", LANG_ID},
		{"What is the dress code on campus?", LANG_EN},
		{"Bagaimana prosedur pengunduran diri?", LANG_ID},
		{"max credits for students", LANG_EN},
		{"", LANG_UNKNOWN},
		{"xyz 123", LANG_UNKNOWN},
		{"Nomor 3/A.1/IS/2020", LANG_UNKNOWN},
		{"kertas A4 untuk skripsi", LANG_ID},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(lang_detect(str_of(rows[i].text)), rows[i].lang);
}

static void codes_go_both_ways(void **state)
{
	(void)state;
	assert_int_equal(lang_of_code(STR("id")), LANG_ID);
	assert_int_equal(lang_of_code(STR("en")), LANG_EN);
	assert_int_equal(lang_of_code(STR("fr")), LANG_UNKNOWN);
	assert_string_equal(lang_code(LANG_EN), "en");
	assert_string_equal(lang_code(LANG_UNKNOWN), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_have_a_language),
		cmocka_unit_test(codes_go_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
