#include "unit.h"

#include "base/arena.h"

static void gives_zeroed_aligned_memory(void **state)
{
	ARENA_AUTO struct arena a;
	size_t i, n;

	(void)state;
	arena_init(&a, 1 << 20);
	for (n = 1; n < 300; n += 7) {
		unsigned char *p = arena_alloc(&a, n);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, n);
	}
	arena_reset(&a);
	assert_int_equal(a.used, 0);
	assert_int_equal(*(unsigned char *)arena_alloc(&a, 64), 0);
}

static void stops_at_its_cap(void **state)
{
	ARENA_AUTO struct arena a;

	(void)state;
	arena_init(&a, 1000);
	assert_non_null(arena_alloc(&a, 600));
	assert_null(arena_alloc(&a, 600));
	assert_null(arena_array(&a, SIZE_MAX / 2, 4));
	assert_non_null(arena_alloc(&a, 100));
	assert_str(arena_printf(&a, "%0900d", 1), "");
}

static void what_is_given_back_is_used_again(void **state)
{
	ARENA_AUTO struct arena a;
	char *p, *next;
	size_t before;

	(void)state;
	arena_init(&a, 1000);
	assert_non_null(arena_alloc(&a, 32));
	before = a.used;
	p = arena_alloc(&a, 640);
	memset(p, 0xFF, 640);
	arena_shrink(&a, p, 5);
	next = arena_alloc(&a, 640);
	assert_ptr_equal(next, p + _Alignof(max_align_t));
	assert_int_equal(next[0], 0);
	arena_shrink(&a, next, 640);
	assert_int_equal(a.used, before + _Alignof(max_align_t) + 640);
	arena_shrink(&a, next, 0);
	assert_int_equal(a.used, before + _Alignof(max_align_t));
}

static void large_blocks_do_not_survive_a_reset(void **state)
{
	ARENA_AUTO struct arena a;

	(void)state;
	arena_init(&a, 64 << 20);
	assert_non_null(arena_alloc(&a, 32 << 20));
	arena_reset(&a);
	assert_null(a.head);
	assert_str(arena_str(&a, STR("text")), "text");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_zeroed_aligned_memory),
		cmocka_unit_test(stops_at_its_cap),
		cmocka_unit_test(what_is_given_back_is_used_again),
		cmocka_unit_test(large_blocks_do_not_survive_a_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
