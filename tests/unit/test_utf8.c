#include "unit.h"

#include "base/utf8.h"

static void tells_valid_from_invalid(void **state)
{
	static const struct {
		const char *text;
		bool valid;
	} rows[] = {
		{"", true},
		{"abc", true},
		{"caf\xC3\xA9", true},
		{"\xE2\x82\xAC", true},
		{"\xF0\x9F\x8E\x93", true},
		{"\xF4\x8F\xBF\xBF", true},
		{"\xC0\xAF", false},         /* overlong */
		{"\xE0\x80\xAF", false},
		{"\xED\xA0\x80", false},     /* surrogate */
		{"\xF4\x90\x80\x80", false}, /* over U+10FFFF */
		{"\xF5\x80\x80\x80", false},
		{"\x80", false},
		{"a\xC3", false},
		{"\xE2\x82", false},
		{"\xE2\x28\xA1", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(utf8_valid(str_of(rows[i].text)), rows[i].valid);
}

static void put_and_next_are_inverse(void **state)
{
	uint32_t c;

	(void)state;
	for (c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
		BUF_AUTO struct buf b = BUF_MAX(8);
		bool bad = false;
		struct str s;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		utf8_put(&b, c);
		s = buf_view(&b);
		assert_int_equal(utf8_next(&s, &bad), c);
		assert_false(bad);
		assert_int_equal(s.n, 0);
	}
}

static void counts_and_cuts_by_code_point(void **state)
{
	struct str s = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\x93z");

	(void)state;
	assert_int_equal(utf8_count(s), 5);
	assert_int_equal(utf8_prefix(s, 0), 0);
	assert_int_equal(utf8_prefix(s, 2), 3);
	assert_int_equal(utf8_prefix(s, 4), 10);
	assert_int_equal(utf8_prefix(s, 99), s.n);
}

static void partial_tail_is_what_waits_for_more(void **state)
{
	(void)state;
	assert_int_equal(utf8_partial_tail(STR("ab")), 0);
	assert_int_equal(utf8_partial_tail(STR("ab\xC3")), 1);
	assert_int_equal(utf8_partial_tail(STR("ab\xF0\x9F\x8E")), 3);
	assert_int_equal(utf8_partial_tail(STR("ab\xF0\x9F\x8E\x93")), 0);
	assert_int_equal(utf8_partial_tail(STR("\x80\x80\x80\x80")), 0);
}

static void clean_replaces_each_bad_byte(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(64);

	(void)state;
	utf8_clean(&b, STR("a\xFF\xC3\xA9\xC3"));
	assert_string_equal(b.p, "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_valid_from_invalid),
		cmocka_unit_test(put_and_next_are_inverse),
		cmocka_unit_test(counts_and_cuts_by_code_point),
		cmocka_unit_test(partial_tail_is_what_waits_for_more),
		cmocka_unit_test(clean_replaces_each_bad_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
