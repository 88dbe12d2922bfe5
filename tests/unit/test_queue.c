#include "unit.h"

#include "front/queue.h"

enum { PLACES = 2 };

static void they_come_in_order(void **state)
{
	struct queue *q = queue_new(PLACES);
	struct req *r[5];
	unsigned taken, waiting;
	int i;

	(void)state;
	for (i = 0; i < 5; i++) {
		r[i] = req_new();
		assert_int_equal(queue_room(q), i < PLACES ? QUEUE_PLACE : QUEUE_WAITING);
		assert_int_equal(queue_take(q, r[i]), i < PLACES ? QUEUE_PLACE : QUEUE_WAITING);
	}
	queue_count(q, &taken, &waiting);
	assert_int_equal(taken, PLACES);
	assert_int_equal(waiting, 3);
	assert_int_equal(queue_pressure(q), 150);
	for (i = PLACES; i < 5; i++)
		assert_ptr_equal(queue_next(q), r[i]);
	assert_null(queue_next(q));
	assert_int_equal(queue_room(q), QUEUE_PLACE);
	assert_null(queue_next(q));
	for (i = 0; i < 5; i++)
		req_free(r[i]);
	queue_free(q);
}

/*
 * Also past the end of the ring; a request without room stays the caller's, and
 * those that wait at the end are freed.
 */
static void room_is_bounded(void **state)
{
	struct queue *q = queue_new(PLACES);
	struct req *held[PLACES] = {req_new(), req_new()}, *refused = req_new();
	unsigned taken, waiting;
	int i;

	(void)state;
	assert_int_equal(queue_take(q, held[0]), QUEUE_PLACE);
	assert_int_equal(queue_take(q, held[1]), QUEUE_PLACE);
	for (i = 0; i < 100; i++) {
		assert_int_equal(queue_take(q, req_new()), QUEUE_WAITING);
		if (queue_room(q) == QUEUE_NONE)
			req_free(queue_next(q));
	}
	assert_int_equal(queue_room(q), QUEUE_WAITING);
	assert_int_equal(queue_take(q, req_new()), QUEUE_WAITING);
	assert_int_equal(queue_room(q), QUEUE_NONE);
	assert_int_equal(queue_take(q, refused), QUEUE_NONE);
	queue_count(q, &taken, &waiting);
	assert_int_equal(waiting, 8 * PLACES);
	req_free(refused);
	req_free(held[0]);
	req_free(held[1]);
	queue_free(q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_come_in_order),
		cmocka_unit_test(room_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
