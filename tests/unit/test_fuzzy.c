#include "unit.h"

#include "kb/index/fuzzy.h"

static void distance_counts_slips(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} rows[] = {
		{"mahasiwa", "mahasiswa", 1}, {"trasnfer", "transfer", 1}, {"prosdur", "prosedur", 1},
		{"sama", "sama", 0},          {"yudisum", "yudisium", 1},  {"kitten", "sitting", 3},
		{"abcd", "", 3},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(fuzzy_distance(str_of(rows[i].a), str_of(rows[i].b), 2), rows[i].distance);
}

static void the_commonest_of_the_nearest_is_found(void **state)
{
	static const char *const list[] = {"mahasiswa", "kuliah", "mahasisia", "kuliat"};
	BUF_AUTO struct buf text = BUF_MAX(1000);
	uint32_t shapes[4], at[5], i;
	struct fuzzy_words words = {shapes, at, {NULL, 0}, 4};
	struct fuzzy_match found[FUZZY_BEST];

	(void)state;
	for (i = 0; i < 4; i++) {
		shapes[i] = fuzzy_shape(str_of(list[i]));
		at[i] = (uint32_t)text.n;
		buf_cstr(&text, list[i]);
	}
	at[4] = (uint32_t)text.n;
	words.text = buf_view(&text);
	assert_int_equal(fuzzy_find(&words, STR("mahasiwa"), found), 1);
	assert_str(found[0].word, "mahasiswa");
	assert_int_equal(fuzzy_find(&words, STR("kulia"), found), 2);
	assert_str(found[0].word, "kuliah");
	assert_int_equal(fuzzy_find(&words, STR("xxxxx"), found), 0);
	assert_int_equal(fuzzy_find(&words, STR("s1"), found), 0);
	assert_int_equal(fuzzy_find(&words, STR("kulíah"), found), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance_counts_slips),
		cmocka_unit_test(the_commonest_of_the_nearest_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
