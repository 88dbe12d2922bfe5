#include "front/queue.h"

#include <pthread.h>
#include <stdlib.h>

/*
 * What waits here is lost when the process is killed, and must be answered
 * within GRACE_TIMEOUT when it ends: eight rounds, of 10 s with most language
 * models.
 */
enum { WAITING_PER_PLACE = 8 };

struct queue {
	unsigned places, most;
	pthread_mutex_t lock; /* guards what follows */
	unsigned taken;
	unsigned first, waiting; /* of the ring */
	struct fcgi *ring[]; /* `most` of them */
};

struct queue *queue_new(unsigned places)
{
	unsigned most = places * WAITING_PER_PLACE;
	struct queue *t = calloc(1, sizeof *t + most * sizeof t->ring[0]);

	if (t == NULL)
		return NULL;
	pthread_mutex_init(&t->lock, NULL);
	t->places = places;
	t->most = most;
	return t;
}

void queue_free(struct queue *t)
{
	if (t == NULL)
		return;
	for (; t->waiting; t->waiting--, t->first++)
		fcgi_free(t->ring[t->first % t->most]);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static enum queue_room room(const struct queue *t)
{
	return t->taken < t->places ? QUEUE_PLACE : t->waiting < t->most ? QUEUE_WAITING : QUEUE_NONE;
}

enum queue_room queue_take(struct queue *t, struct fcgi *f)
{
	enum queue_room found;

	pthread_mutex_lock(&t->lock);
	found = room(t);
	if (found == QUEUE_PLACE)
		t->taken++;
	else if (found == QUEUE_WAITING)
		t->ring[(t->first + t->waiting++) % t->most] = f;
	pthread_mutex_unlock(&t->lock);
	return found;
}

struct fcgi *queue_next(struct queue *t)
{
	struct fcgi *f = NULL;

	pthread_mutex_lock(&t->lock);
	if (t->waiting) {
		f = t->ring[t->first];
		t->first = (t->first + 1) % t->most;
		t->waiting--;
	} else {
		t->taken--;
	}
	pthread_mutex_unlock(&t->lock);
	return f;
}

enum queue_room queue_room(struct queue *t)
{
	enum queue_room found;

	pthread_mutex_lock(&t->lock);
	found = room(t);
	pthread_mutex_unlock(&t->lock);
	return found;
}

unsigned queue_pressure(struct queue *t)
{
	unsigned taken, waiting;

	queue_count(t, &taken, &waiting);
	return waiting * 100 / t->places;
}

void queue_count(struct queue *t, unsigned *ret_taken, unsigned *ret_waiting)
{
	pthread_mutex_lock(&t->lock);
	*ret_taken = t->taken;
	*ret_waiting = t->waiting;
	pthread_mutex_unlock(&t->lock);
}
