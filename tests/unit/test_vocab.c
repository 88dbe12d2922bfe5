#include "unit.h"

#include <stdio.h>

#include "text/vocab.h"

static void numbers_are_given_in_order_and_kept(void **state)
{
	struct vocab v = {0};
	char text[32];
	uint32_t i;

	(void)state;
	assert_int_equal(vocab_find(&v, STR("a")), VOCAB_NONE);
	for (i = 0; i < 20000; i++) {
		int n = snprintf(text, sizeof text, "word%u", i);

		assert_int_equal(vocab_add(&v, (struct str){text, (size_t)n}), i);
	}
	assert_int_equal(vocab_add(&v, STR("word77")), 77);
	assert_int_equal(vocab_find(&v, STR("word19999")), 19999);
	assert_int_equal(vocab_find(&v, STR("word20000")), VOCAB_NONE);
	assert_str(vocab_str(&v, 12345), "word12345");
	assert_int_equal(vocab_add(&v, STR("")), 20000);
	assert_int_equal(vocab_find(&v, STR("")), 20000);
	vocab_release(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_given_in_order_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
