#include "unit.h"

#include "kb/search/calibrate.h"
#include "kb/search/calibrate_dense.h"

enum { ROWS = 40, DIMENSION = 32 };

static int8_t rows[ROWS][DIMENSION];
static float scales[ROWS], vectors[ROWS][DIMENSION];
static struct dense_question asked[ROWS];

/* Chunks of two to a document; a question is its chunk with as much of something else. */
static struct dense make(float else_share)
{
	uint32_t i;

	for (i = 0; i < ROWS; i++) {
		uint32_t own = i % (DIMENSION - 2);

		memset(rows[i], 0, sizeof rows[i]);
		memset(vectors[i], 0, sizeof vectors[i]);
		rows[i][own] = rows[i][DIMENSION - 1] = 90;
		scales[i] = 1 / 127.0f;
		vectors[i][own] = 1 - else_share;
		vectors[i][DIMENSION - 1] = 1;
		vectors[i][DIMENSION - 2] = else_share * (float)(i % 5) / 4;
		asked[i] = (struct dense_question){i, i / 2 * 2, i / 2 * 2 + 1, vectors[i]};
	}
	return (struct dense){.rows = (const int8_t *)rows, .scales = scales, .n = ROWS, .dimension = DIMENSION,
			      .stride = DIMENSION, .open = true};
}

static void the_curve_lies_between_answers_and_the_rest(void **state)
{
	struct dense d = make(0.3f);
	struct generation_manifest m = {.dimension = DIMENSION};

	(void)state;
	assert_int_equal(calibrate_dense(&d, asked, DIMENSION - 2, &m, NULL), 0);
	assert_true(m.dense.middle < dense_cosine(&d, vectors[7], 7));
	assert_true(m.dense.middle > dense_cosine(&d, vectors[7], 20));
	assert_true(calibrate_score(&m.dense, dense_cosine(&d, vectors[7], 7)) > 0.6f);
	assert_true(calibrate_score(&m.dense, dense_cosine(&d, vectors[7], 20)) < 0.4f);
	assert_true(m.dense_above > 0 && dense_mean(&d, vectors[7]) + m.dense_above > m.dense.middle - 0.2f);
}

static void alike_chunks_leave_a_curve_that_rises(void **state)
{
	struct dense d = make(1);
	struct generation_manifest m = {.dimension = DIMENSION};

	(void)state;
	assert_int_equal(calibrate_dense(&d, asked, ROWS, &m, NULL), 0);
	assert_true(m.dense.slope > 1);
	assert_true(m.dense.middle > 0.3f && m.dense.middle < 1);
}

static void too_few_questions_leave_a_default(void **state)
{
	struct dense d = make(0.3f);
	struct generation_manifest none = {.dimension = DIMENSION}, one = none;

	(void)state;
	assert_int_equal(calibrate_dense(&d, asked, 0, &none, NULL), 0);
	assert_int_equal(calibrate_dense(&d, asked, 1, &one, NULL), 0);
	assert_float_equal(none.dense.middle, one.dense.middle, 0);
	assert_true(none.dense.slope > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_curve_lies_between_answers_and_the_rest),
		cmocka_unit_test(alike_chunks_leave_a_curve_that_rises),
		cmocka_unit_test(too_few_questions_leave_a_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
