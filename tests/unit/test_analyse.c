#include "unit.h"

#include "kb/search/dict_parse.h"
#include "text/analyse.h"

static void words_are_normalised(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"Apa itu ITB?", "apa itu itb"},
		{"norma-norma, 3,00 (S1)", "norma norma 3 00 s1"},
		{"Qur'an dan jum’at", "quran dan jumat"},
		{"the NFL's record", "the nfl record"},
		{"ＩＴＢ ﬁsika Ångström", "itb fisika ångström"},
		{"\xff\xfe rusak\xc3", "rusak"},
		{"  ... !!", ""},
		{"'quoted' don't", "quoted dont"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf out = BUF_MAX(1000);

		dict_normalise(str_of(rows[i].text), &out);
		assert_str(buf_view(&out), rows[i].words);
	}
}

static void places_and_capitals_are_told(void **state)
{
	struct analyser a;
	struct word word;

	(void)state;
	analyse_begin(&a, STR("ke DO?"));
	assert_true(analyse_next(&a, &word));
	assert_false(word.capitals);
	assert_true(analyse_next(&a, &word));
	assert_true(word.capitals);
	assert_int_equal(word.from, 3);
	assert_int_equal(word.to, 5);
	assert_false(analyse_next(&a, &word));
}

static void long_words_are_cut(void **state)
{
	char text[1000];
	struct analyser a;
	struct word word;

	(void)state;
	memset(text, 'x', sizeof text);
	analyse_begin(&a, (struct str){text, sizeof text});
	assert_true(analyse_next(&a, &word));
	assert_int_equal(word.text.n, ANALYSE_WORD_BYTES);
	assert_false(analyse_next(&a, &word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_normalised),
		cmocka_unit_test(places_and_capitals_are_told),
		cmocka_unit_test(long_words_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
