#include "unit.h"

#include "text/affix.h"

static bool gives(const char *word, const char *root)
{
	struct affix_root roots[AFFIX_ROOTS];
	unsigned n = affix_roots(str_of(word), roots), i;

	for (i = 0; i < n; i++)
		if (str_eq((struct str){roots[i].text, roots[i].n}, str_of(root)))
			return true;
	return false;
}

static void colloquial_verbs_have_roots(void **state)
{
	(void)state;
	assert_true(gives("ngajuin", "aju"));
	assert_true(gives("ngirim", "kirim"));
	assert_true(gives("nyari", "cari"));
	assert_true(gives("nulis", "tulis"));
	assert_true(gives("milih", "pilih"));
	assert_true(gives("dibatalin", "batal"));
	assert_true(gives("ngurusnya", "urus"));
}

static void short_and_odd_words_are_harmless(void **state)
{
	struct affix_root roots[AFFIX_ROOTS];

	(void)state;
	assert_int_equal(affix_roots(STR(""), roots), 0);
	assert_int_equal(affix_roots(STR("ng"), roots), 0);
	assert_true(affix_roots(STR("ngengengengekannyakan"), roots) <= AFFIX_ROOTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colloquial_verbs_have_roots),
		cmocka_unit_test(short_and_odd_words_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
