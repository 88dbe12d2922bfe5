/*
 * The requests that wait: a bounded number is worked on at a time, the others
 * wait in the order they came, and once too many wait there is no room.
 *
 * There is one thread more than there are places, so that one can always read
 * the next request: what takes no time (ROUTE_QUICK) it answers at once; the
 * rest it leaves here for a thread that has finished, or refuses.
 */
#ifndef FRONT_QUEUE_H
#define FRONT_QUEUE_H

#include "front/http/request.h"

struct queue;

/* NULL when out of memory. */
struct queue *queue_new(unsigned places);
/* Requests that still wait are broken off. */
void queue_free(struct queue *q);

enum queue_room {
	QUEUE_PLACE,   /* a place is taken: work on it */
	QUEUE_WAITING, /* it waits here now and is no longer the caller's */
	QUEUE_NONE,    /* neither: refuse it */
};
enum queue_room queue_take(struct queue *q, struct req *r);
/* After the work: the request to go on with, the caller's now; NULL: none, the place is given up. */
struct req *queue_next(struct queue *q);

/* What queue_take would say. */
enum queue_room queue_room(struct queue *q);
/* Requests that wait, in percent of the places. */
unsigned queue_pressure(struct queue *q);
void queue_count(struct queue *q, unsigned *ret_taken, unsigned *ret_waiting);

#endif
