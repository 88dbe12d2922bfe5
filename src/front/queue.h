/*
 * Who is next: at most so many requests are worked on at a time, the others
 * wait in the order they came, and when too many wait already there is no room.
 *
 * Threads are one more than places, so that one of them can always read what
 * comes: what takes no time (ROUTE_QUICK) it answers at once, the rest it
 * leaves here for a thread that has finished, or refuses.
 */
#ifndef FRONT_QUEUE_H
#define FRONT_QUEUE_H

#include "front/fcgi.h"

struct queue;

/* NULL: no memory. */
struct queue *queue_new(unsigned places);
/* Requests that still wait are broken off. */
void queue_free(struct queue *t);

enum queue_room {
	QUEUE_PLACE,   /* a place is taken: work on it */
	QUEUE_WAITING, /* it waits here now and is no longer the caller's */
	QUEUE_NONE,    /* neither: refuse it */
};
enum queue_room queue_take(struct queue *t, struct fcgi *f);
/* After the work: the request to go on with, the caller's now; NULL: none, the place is given up. */
struct fcgi *queue_next(struct queue *t);

/* What queue_take would say. */
enum queue_room queue_room(struct queue *t);
/* Requests that wait, in percent of the places. */
unsigned queue_pressure(struct queue *t);
void queue_count(struct queue *t, unsigned *ret_taken, unsigned *ret_waiting);

#endif
