#include "unit.h"

#include "kb/search/fuse.h"
#include "kb/search/tuning.h"

static void ranks_add_up(void **state)
{
	ARENA_AUTO struct arena a;
	static const struct rescored one[] = {{.chunk = 7, .coverage = 0.5f}, {.chunk = 3}, {.chunk = 9}};
	static const struct rescored two[] = {{.chunk = 3, .coverage = 0.9f}, {.chunk = 7, .coverage = 0.2f}};
	const struct fuse_list lists[] = {{one, 3, 1.0f}, {two, 2, 0.5f}, {NULL, 0, 1.0f}};
	struct fused *all;
	uint32_t n;

	(void)state;
	arena_init(&a, 1 << 16);
	assert_int_equal(fuse(lists, 3, &a, &all, &n, NULL), 0);
	assert_int_equal(n, 3);
	assert_int_equal(all[0].chunk, 7);
	assert_float_equal(all[0].rank_score, 1 / (FUSE_K + 1) + 0.5f / (FUSE_K + 2), 1e-6);
	assert_float_equal(all[0].hit.coverage, 0.5, 1e-6);
	assert_int_equal(all[1].chunk, 3);
	assert_float_equal(all[1].hit.coverage, 0.9, 1e-6);
	assert_int_equal(all[2].chunk, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
