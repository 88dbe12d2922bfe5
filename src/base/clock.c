#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t read_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_mono_ms(void)
{
	return clock_mono_us() / 1000;
}

int64_t clock_wall_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t clock_wall_s(void)
{
	return clock_wall_us() / 1000000;
}

int64_t clock_stamp_us(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	long s;

	return epoch && str_to_long(str_of(epoch), &s) && s >= 0 ? (int64_t)s * 1000000 : clock_wall_us();
}

void clock_iso8601(int64_t wall_us, char ret[CLOCK_ISO_BYTES])
{
	time_t s = (time_t)(wall_us / 1000000);
	struct tm tm;
	char day[24];

	gmtime_r(&s, &tm);
	strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(ret, CLOCK_ISO_BYTES, "%.19s.%06uZ", day, (unsigned)(wall_us % 1000000) % 1000000u);
}

int64_t clock_of_iso8601(struct str text)
{
	struct tm tm = {.tm_year = 70};
	char copy[CLOCK_ISO_BYTES];
	const char *end;

	snprintf(copy, sizeof copy, "%.*s", STR_ARG(text));
	end = strptime(copy, "%Y-%m-%d", &tm);
	if (end == NULL)
		return 0;
	if (*end == 'T' && strptime(end, "T%H:%M:%S", &tm) == NULL)
		return 0;
	return timegm(&tm);
}

struct deadline deadline_in(int64_t ms)
{
	return (struct deadline){clock_mono_ms() + ms};
}

struct deadline deadline_within(struct deadline d, int64_t ms)
{
	struct deadline near = deadline_in(ms);

	return near.at_ms < d.at_ms ? near : d;
}

int64_t deadline_left_ms(struct deadline d)
{
	int64_t left = d.at_ms - clock_mono_ms();

	return left > 0 ? left : 0;
}

bool deadline_passed(struct deadline d)
{
	return deadline_left_ms(d) == 0;
}

struct timespec deadline_timespec(struct deadline d)
{
	return (struct timespec){d.at_ms / 1000, d.at_ms % 1000 * 1000000};
}

bool deadline_wait(struct deadline d, pthread_cond_t *cond, pthread_mutex_t *lock)
{
	struct timespec at = deadline_timespec(d);

	return pthread_cond_clockwait(cond, lock, CLOCK_MONOTONIC, &at) == 0;
}
