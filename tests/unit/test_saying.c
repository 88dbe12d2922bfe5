#include "unit.h"

#include "chat/saying.h"

static const struct {
	const char *message;
	enum saying saying;
	enum lang lang;
} cases[] = {
	{"Halo!", SAYING_HELLO, LANG_ID},
	{"selamat pagi, kak \xf0\x9f\x98\x80", SAYING_HELLO, LANG_ID},
	{"Hi", SAYING_HELLO, LANG_UNKNOWN},
	{"Oke, terima kasih banyak ya", SAYING_THANKS, LANG_ID},
	{"Thank you so much!", SAYING_THANKS, LANG_EN},
	{"Kamu siapa?", SAYING_WHO, LANG_ID},
	{"Who are you?", SAYING_WHO, LANG_EN},
	{"Apa itu ITB?", SAYING_NONE, LANG_UNKNOWN},
	{"Halo, apa syarat cuti akademik?", SAYING_NONE, LANG_UNKNOWN},
	{"", SAYING_NONE, LANG_UNKNOWN},
	{"ya", SAYING_NONE, LANG_UNKNOWN},
};

static void only_whole_messages_are_small_talk(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum lang lang = LANG_UNKNOWN;

		assert_int_equal(saying_for(str_of(cases[i].message), &lang), cases[i].saying);
		assert_int_equal(lang, cases[i].lang);
	}
}

static void names_are_filled_in(void **state)
{
	struct conf conf = {.institution_name = "Kampus Kita", .helpdesk_contact = "bantuan@kita.id"};
	struct arena a;
	struct str s;
	int what;

	(void)state;
	arena_init(&a, 65536);
	for (what = SAYING_NONE + 1; what < SAYING_COUNT; what++) {
		s = saying_text((enum saying)what, LANG_ID, &conf, &a);
		assert_true(s.n > 10 && memchr(s.p, '{', s.n) == NULL);
		assert_true(!str_eq(s, saying_text((enum saying)what, LANG_EN, &conf, &a)));
	}
	s = saying_text(SAYING_REFUSAL, LANG_EN, &conf, &a);
	assert_true(str_find(s, STR("Kampus Kita")) < s.n);
	assert_true(str_find(s, STR("contact bantuan@kita.id.")) < s.n);
	s = saying_with(SAYING_REFUSAL_KIND, LANG_EN, &conf, (struct saying_words){STR("when"), STR("A; B")}, &a);
	assert_true(str_find(s, STR("do not say when. Nearest to it: A; B. To be sure")) < s.n);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_whole_messages_are_small_talk),
		cmocka_unit_test(names_are_filled_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
