#include "unit.h"

#include "front/queue.h"

enum { PLACES = 2 };

static void they_come_in_order(void **state)
{
	struct queue *t = queue_new(PLACES);
	struct fcgi *f[5];
	unsigned taken, waiting;
	int i;

	(void)state;
	for (i = 0; i < 5; i++) {
		f[i] = fcgi_new();
		assert_int_equal(queue_room(t), i < PLACES ? QUEUE_PLACE : QUEUE_WAITING);
		assert_int_equal(queue_take(t, f[i]), i < PLACES ? QUEUE_PLACE : QUEUE_WAITING);
	}
	queue_count(t, &taken, &waiting);
	assert_int_equal(taken, PLACES);
	assert_int_equal(waiting, 3);
	assert_int_equal(queue_pressure(t), 150);
	for (i = PLACES; i < 5; i++)
		assert_ptr_equal(queue_next(t), f[i]);
	assert_null(queue_next(t));
	assert_int_equal(queue_room(t), QUEUE_PLACE);
	assert_null(queue_next(t));
	for (i = 0; i < 5; i++)
		fcgi_free(f[i]);
	queue_free(t);
}

/* Past the end of the ring as well; what finds no room stays the caller's, and what waits at the end is freed. */
static void room_is_bounded(void **state)
{
	struct queue *t = queue_new(PLACES);
	struct fcgi *held[PLACES] = {fcgi_new(), fcgi_new()}, *refused = fcgi_new();
	unsigned taken, waiting;
	int i;

	(void)state;
	assert_int_equal(queue_take(t, held[0]), QUEUE_PLACE);
	assert_int_equal(queue_take(t, held[1]), QUEUE_PLACE);
	for (i = 0; i < 100; i++) {
		assert_int_equal(queue_take(t, fcgi_new()), QUEUE_WAITING);
		if (queue_room(t) == QUEUE_NONE)
			fcgi_free(queue_next(t));
	}
	assert_int_equal(queue_room(t), QUEUE_WAITING);
	assert_int_equal(queue_take(t, fcgi_new()), QUEUE_WAITING);
	assert_int_equal(queue_room(t), QUEUE_NONE);
	assert_int_equal(queue_take(t, refused), QUEUE_NONE);
	queue_count(t, &taken, &waiting);
	assert_int_equal(waiting, 8 * PLACES);
	fcgi_free(refused);
	fcgi_free(held[0]);
	fcgi_free(held[1]);
	queue_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_come_in_order),
		cmocka_unit_test(room_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
