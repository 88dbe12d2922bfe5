#include "unit.h"

#include <ctype.h>

#include "base/ascii.h"

/* Tests run in the C locale, whose functions know only ASCII. */
static void kinds_are_those_of_the_c_locale(void **state)
{
	int c;

	(void)state;
	for (c = 0; c < 256; c++) {
		assert_int_equal(is_space((char)c), isspace(c) != 0);
		assert_int_equal(is_digit((char)c), isdigit(c) != 0);
		assert_int_equal(is_lower((char)c), islower(c) != 0);
		assert_int_equal(is_upper((char)c), isupper(c) != 0);
		assert_int_equal(is_letter((char)c), isalpha(c) != 0);
		assert_int_equal(is_alnum((char)c), isalnum(c) != 0);
		assert_int_equal(is_letterlike((char)c), isalpha(c) != 0 || c >= 0x80);
		assert_int_equal((unsigned char)to_lower((char)c), tolower(c));
		assert_int_equal(hex_value((char)c) >= 0, isxdigit(c) != 0);
	}
	assert_int_equal(hex_value('9'), 9);
	assert_int_equal(hex_value('a'), 10);
	assert_int_equal(hex_value('F'), 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_those_of_the_c_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
