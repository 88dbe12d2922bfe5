#include "unit.h"

#include "base/buf.h"

static void keeps_a_c_string(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(100);

	(void)state;
	buf_cstr(&b, "abc");
	buf_printf(&b, "-%d-%s", 7, "x");
	buf_char(&b, '!');
	assert_string_equal(b.p, "abc-7-x!");
	buf_drop(&b, 4);
	assert_string_equal(b.p, "7-x!");
	buf_cut(&b, 1);
	assert_string_equal(b.p, "7");
	buf_drop(&b, 99);
	assert_int_equal(b.n, 0);
}

static void bound_is_sticky_and_loses_nothing(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(4);

	(void)state;
	buf_cstr(&b, "abcd");
	assert_false(b.bad);
	buf_char(&b, 'e');
	assert_true(b.bad);
	buf_reset(&b);
	assert_false(b.bad);
	buf_printf(&b, "%s", "12345");
	assert_true(b.bad);
	buf_cstr(&b, "x");
	assert_int_equal(b.n, 0);
}

static void grows_to_its_bound(void **state)
{
	enum { MAX = 100000 };
	BUF_AUTO struct buf b = BUF_MAX(MAX);
	size_t i;

	(void)state;
	for (i = 0; i < MAX; i++)
		buf_char(&b, (char)('a' + i % 26));
	assert_false(b.bad);
	assert_int_equal(b.n, MAX);
	for (i = 0; i < MAX; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	assert_null(buf_reserve(&b, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_a_c_string),
		cmocka_unit_test(bound_is_sticky_and_loses_nothing),
		cmocka_unit_test(grows_to_its_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
