/*
 * Time: the monotonic clock for waiting, the wall clock for people.
 *
 * CLOCK_MONOTONIC is the same for all processes of one boot, so its values may
 * stand in memory that responders share.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/str.h"

int64_t clock_mono_us(void);
int64_t clock_mono_ms(void);
/* Since 1970, UTC. */
int64_t clock_wall_us(void);
int64_t clock_wall_s(void);
/*
 * The time that is written into generations and packages: now, or
 * SOURCE_DATE_EPOCH (reproducible-builds.org), so that building one again gives
 * the same bytes.
 */
int64_t clock_stamp_us(void);

/* "2026-01-31T08:15:00.123456Z" */
enum { CLOCK_ISO_BYTES = 28 };
void clock_iso8601(int64_t wall_us, char ret[CLOCK_ISO_BYTES]);
/* The second of "2026-01-31T08:15:00" or "2026-01-31", whatever follows, as UTC; 0 when it is neither. */
int64_t clock_of_iso8601(struct str text);

/* A moment on the monotonic clock by which a piece of work must be over. */
struct deadline {
	int64_t at_ms;
};

struct deadline deadline_in(int64_t ms);
/* The earlier of d and now + ms. */
struct deadline deadline_within(struct deadline d, int64_t ms);
/* Milliseconds left, 0 when it has passed; never negative. */
int64_t deadline_left_ms(struct deadline d);
bool deadline_passed(struct deadline d);
/* On CLOCK_MONOTONIC, for sem_clockwait(3) and the like. */
struct timespec deadline_timespec(struct deadline d);
/* pthread_cond_wait(3) until the deadline, by the monotonic clock: false once that has passed. */
bool deadline_wait(struct deadline d, pthread_cond_t *cond, pthread_mutex_t *lock);

#endif
