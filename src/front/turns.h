/*
 * Who is next: at most so many requests are worked on at a time, the others
 * wait in the order they came, and when too many wait already there is no room.
 *
 * Threads are one more than places, so that one of them can always read what
 * comes: what takes no time (ROUTE_QUICK) it answers at once, the rest it
 * leaves here for a thread that has finished, or refuses.
 */
#ifndef FRONT_TURNS_H
#define FRONT_TURNS_H

#include "front/fcgi.h"

struct turns;

/* NULL: no memory. */
struct turns *turns_new(unsigned places);
/* Requests that still wait are broken off. */
void turns_free(struct turns *t);

enum turns_room {
	TURNS_PLACE,   /* a place is taken: work on it */
	TURNS_WAITING, /* it waits here now and is no longer the caller's */
	TURNS_NONE,    /* neither: refuse it */
};
enum turns_room turns_take(struct turns *t, struct fcgi *f);
/* After the work: the request to go on with, the caller's now; NULL: none, the place is given up. */
struct fcgi *turns_next(struct turns *t);

/* What turns_take would say. */
enum turns_room turns_room(struct turns *t);
/* Requests that wait, in percent of the places. */
unsigned turns_pressure(struct turns *t);
void turns_count(struct turns *t, unsigned *ret_taken, unsigned *ret_waiting);

#endif
