#include "unit.h"

#include "front/turns.h"

enum { PLACES = 2 };

static void they_come_in_order(void **state)
{
	struct turns *t = turns_new(PLACES);
	struct fcgi *f[5];
	unsigned taken, waiting;
	int i;

	(void)state;
	for (i = 0; i < 5; i++) {
		f[i] = fcgi_new();
		assert_int_equal(turns_room(t), i < PLACES ? TURNS_PLACE : TURNS_WAITING);
		assert_int_equal(turns_take(t, f[i]), i < PLACES ? TURNS_PLACE : TURNS_WAITING);
	}
	turns_count(t, &taken, &waiting);
	assert_int_equal(taken, PLACES);
	assert_int_equal(waiting, 3);
	assert_int_equal(turns_pressure(t), 150);
	for (i = PLACES; i < 5; i++)
		assert_ptr_equal(turns_next(t), f[i]);
	assert_null(turns_next(t));
	assert_int_equal(turns_room(t), TURNS_PLACE);
	assert_null(turns_next(t));
	for (i = 0; i < 5; i++)
		fcgi_free(f[i]);
	turns_free(t);
}

/* Past the end of the ring as well; what finds no room stays the caller's, and what waits at the end is freed. */
static void room_is_bounded(void **state)
{
	struct turns *t = turns_new(PLACES);
	struct fcgi *held[PLACES] = {fcgi_new(), fcgi_new()}, *refused = fcgi_new();
	unsigned taken, waiting;
	int i;

	(void)state;
	assert_int_equal(turns_take(t, held[0]), TURNS_PLACE);
	assert_int_equal(turns_take(t, held[1]), TURNS_PLACE);
	for (i = 0; i < 100; i++) {
		assert_int_equal(turns_take(t, fcgi_new()), TURNS_WAITING);
		if (turns_room(t) == TURNS_NONE)
			fcgi_free(turns_next(t));
	}
	assert_int_equal(turns_room(t), TURNS_WAITING);
	assert_int_equal(turns_take(t, fcgi_new()), TURNS_WAITING);
	assert_int_equal(turns_room(t), TURNS_NONE);
	assert_int_equal(turns_take(t, refused), TURNS_NONE);
	turns_count(t, &taken, &waiting);
	assert_int_equal(waiting, 8 * PLACES);
	fcgi_free(refused);
	fcgi_free(held[0]);
	fcgi_free(held[1]);
	turns_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_come_in_order),
		cmocka_unit_test(room_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
