#include "front/queue.h"

#include <pthread.h>
#include <stdlib.h>

/*
 * Requests that wait are lost when the process is killed, and must be answered
 * within GRACE_TIMEOUT when it ends: that is long enough for eight rounds, which
 * take 10 s each with most language models.
 */
enum { WAITING_PER_PLACE = 8 };

struct queue {
	unsigned places, most;
	pthread_mutex_t lock; /* guards what follows */
	unsigned taken;
	unsigned first, waiting; /* of the ring */
	struct req *ring[]; /* `most` of them */
};

struct queue *queue_new(unsigned places)
{
	unsigned most = places * WAITING_PER_PLACE;
	struct queue *q = calloc(1, sizeof *q + most * sizeof q->ring[0]);

	if (q == NULL)
		return NULL;
	pthread_mutex_init(&q->lock, NULL);
	q->places = places;
	q->most = most;
	return q;
}

void queue_free(struct queue *q)
{
	if (q == NULL)
		return;
	for (; q->waiting; q->waiting--, q->first++)
		req_free(q->ring[q->first % q->most]);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

static enum queue_room room(const struct queue *q)
{
	return q->taken < q->places ? QUEUE_PLACE : q->waiting < q->most ? QUEUE_WAITING : QUEUE_NONE;
}

enum queue_room queue_take(struct queue *q, struct req *r)
{
	enum queue_room found;

	pthread_mutex_lock(&q->lock);
	found = room(q);
	if (found == QUEUE_PLACE)
		q->taken++;
	else if (found == QUEUE_WAITING)
		q->ring[(q->first + q->waiting++) % q->most] = r;
	pthread_mutex_unlock(&q->lock);
	return found;
}

struct req *queue_next(struct queue *q)
{
	struct req *r = NULL;

	pthread_mutex_lock(&q->lock);
	if (q->waiting) {
		r = q->ring[q->first];
		q->first = (q->first + 1) % q->most;
		q->waiting--;
	} else {
		q->taken--;
	}
	pthread_mutex_unlock(&q->lock);
	return r;
}

enum queue_room queue_room(struct queue *q)
{
	enum queue_room found;

	pthread_mutex_lock(&q->lock);
	found = room(q);
	pthread_mutex_unlock(&q->lock);
	return found;
}

unsigned queue_pressure(struct queue *q)
{
	unsigned taken, waiting;

	queue_count(q, &taken, &waiting);
	return waiting * 100 / q->places;
}

void queue_count(struct queue *q, unsigned *ret_taken, unsigned *ret_waiting)
{
	pthread_mutex_lock(&q->lock);
	*ret_taken = q->taken;
	*ret_waiting = q->waiting;
	pthread_mutex_unlock(&q->lock);
}
