#include "unit.h"

#include "kb/index/postings.h"

enum { MOST = 1000 };

static uint32_t chunks[MOST];
static uint8_t impacts[MOST];

/* n postings with gaps up to `gap`, as bytes with the padding a section has. */
static void encode(uint32_t n, uint32_t gap, struct buf *out)
{
	static const char pad[16];
	uint32_t at = 0, x = n, i;

	for (i = 0; i < n; i++) {
		x = x * 1664525 + 1013904223;
		at += i ? 1 + (x >> 8) % gap : (x >> 8) % gap;
		chunks[i] = at;
		impacts[i] = (uint8_t)(1 + (x >> 4) % IMPACT_MOST);
	}
	buf_reset(out);
	postings_encode(chunks, impacts, n, out);
	buf_add(out, pad, sizeof pad);
	assert_false(out->bad);
}

static void read_back(uint32_t n, uint32_t gap, struct buf *b)
{
	struct cursor c;
	uint32_t target = 0, p;

	encode(n, gap, b);
	cursor_begin(&c, buf_view(b), n, UINT32_MAX);
	for (p = 0; p < n; p++) {
		assert_int_equal(cursor_seek(&c, target), chunks[p]);
		assert_int_equal(cursor_impact(&c), impacts[p]);
		target = chunks[p] + 1;
	}
	assert_int_equal(cursor_seek(&c, target), POSTINGS_END);
	assert_int_equal(cursor_seek(&c, target), POSTINGS_END);
}

static void what_is_encoded_is_read(void **state)
{
	static const uint32_t sizes[] = {1, 2, 127, 128, 129, 256, 1000}, gaps[] = {1, 3, 1000, 4000000};
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (k = 0; k < sizeof gaps / sizeof gaps[0]; k++)
			read_back(sizes[i], gaps[k], &b);
	read_back(128, 1 << 24, &b); /* the widest gap that lanes hold, and a wider one */
	read_back(128, 1 << 25, &b);
}

static void a_run_ends_before_its_end(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct cursor c;
	uint32_t until, p;

	(void)state;
	encode(128, 30, &b);
	cursor_begin(&c, buf_view(&b), 128, UINT32_MAX);
	for (p = 0; p + 1 < 128; p++) {
		assert_int_equal(cursor_seek(&c, chunks[p]), chunks[p]);
		until = cursor_until(&c, chunks[p] + 40);
		assert_true(c.chunks[until - 1] < chunks[p] + 40);
		assert_true(until == 128 || c.chunks[until] >= chunks[p] + 40);
	}
}

static void seeking_skips(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct cursor c;
	uint32_t p;

	(void)state;
	encode(1000, 50, &b);
	cursor_begin(&c, buf_view(&b), 1000, UINT32_MAX);
	for (p = 7; p < 1000; p += 131) {
		assert_int_equal(cursor_seek(&c, chunks[p - 1] + 1), chunks[p]);
		assert_int_equal(cursor_seek(&c, chunks[p]), chunks[p]);
	}
}

static void the_greatest_impact_bounds_a_range(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct cursor c;
	uint32_t from, p;

	(void)state;
	encode(1000, 20, &b);
	cursor_begin(&c, buf_view(&b), 1000, UINT32_MAX);
	for (from = 0; from < chunks[999]; from += 512) {
		uint8_t most = cursor_max(&c, from, from + 512);

		for (p = 0; p < 1000; p++)
			if (chunks[p] >= from && chunks[p] < from + 512)
				assert_true(impacts[p] <= most);
	}
	assert_int_equal(cursor_max(&c, chunks[999] + 1, UINT32_MAX), 0);
}

static void damage_ends_the_list(void **state)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	uint32_t i, k;

	(void)state;
	for (i = 0; i < 2000; i++) {
		struct cursor c;
		uint32_t target = 0;

		encode(300, 30, &b);
		b.p[i % (b.n - 16)] ^= (char)(1 + i % 255);
		cursor_begin(&c, (struct str){b.p, b.n - 16}, 300, 100000);
		for (k = 0; k < 400 && target != POSTINGS_END; k++) {
			uint32_t at = cursor_seek(&c, target);

			assert_true(at == POSTINGS_END || (at >= target && at < 100000));
			target = at == POSTINGS_END ? at : at + 1;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_encoded_is_read),
		cmocka_unit_test(a_run_ends_before_its_end),
		cmocka_unit_test(seeking_skips),
		cmocka_unit_test(the_greatest_impact_bounds_a_range),
		cmocka_unit_test(damage_ends_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
