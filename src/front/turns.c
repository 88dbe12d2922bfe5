#include "front/turns.h"

#include <pthread.h>
#include <stdlib.h>

/*
 * What waits here is lost when the process is killed, and must be answered
 * within GRACE_TIMEOUT when it ends: eight rounds, of 10 s with most language
 * models.  Beyond that requests wait in the socket, and probes with them.
 */
enum { WAITING_PER_PLACE = 8 };

struct turns {
	unsigned places, most, cap;
	pthread_mutex_t lock; /* guards what follows */
	unsigned taken;
	unsigned first, waiting; /* of the ring */
	struct fcgi *ring[];
};

struct turns *turns_new(unsigned places)
{
	unsigned most = places * WAITING_PER_PLACE;
	/* threads that saw room at the same time are all taken in */
	unsigned cap = most + places + 1;
	struct turns *t = calloc(1, sizeof *t + cap * sizeof t->ring[0]);

	if (t == NULL)
		return NULL;
	pthread_mutex_init(&t->lock, NULL);
	t->places = places;
	t->most = most;
	t->cap = cap;
	return t;
}

void turns_free(struct turns *t)
{
	if (t == NULL)
		return;
	for (; t->waiting; t->waiting--, t->first++)
		fcgi_free(t->ring[t->first % t->cap]);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

bool turns_take(struct turns *t, struct fcgi *f)
{
	bool place;

	pthread_mutex_lock(&t->lock);
	place = t->taken < t->places;
	if (place)
		t->taken++;
	else
		t->ring[(t->first + t->waiting++) % t->cap] = f;
	pthread_mutex_unlock(&t->lock);
	return place;
}

struct fcgi *turns_next(struct turns *t)
{
	struct fcgi *f = NULL;

	pthread_mutex_lock(&t->lock);
	if (t->waiting) {
		f = t->ring[t->first];
		t->first = (t->first + 1) % t->cap;
		t->waiting--;
	} else {
		t->taken--;
	}
	pthread_mutex_unlock(&t->lock);
	return f;
}

enum turns_room turns_room(struct turns *t)
{
	enum turns_room room;

	pthread_mutex_lock(&t->lock);
	room = t->taken < t->places ? TURNS_PLACE : t->waiting < t->most ? TURNS_WAITING : TURNS_NONE;
	pthread_mutex_unlock(&t->lock);
	return room;
}

unsigned turns_pressure(struct turns *t)
{
	unsigned taken, waiting;

	turns_count(t, &taken, &waiting);
	return waiting * 100 / t->places;
}

void turns_count(struct turns *t, unsigned *ret_taken, unsigned *ret_waiting)
{
	pthread_mutex_lock(&t->lock);
	*ret_taken = t->taken;
	*ret_waiting = t->waiting;
	pthread_mutex_unlock(&t->lock);
}
