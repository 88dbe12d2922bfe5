/*
 * What is counted for Prometheus: requests by route and status, and how long
 * they took.  All responders of the machine share the counts, in shared memory
 * (port/system/shared.h) under names that begin with "metric:".
 */
#ifndef FRONT_METRICS_H
#define FRONT_METRICS_H

#include <stdint.h>
#include "base/buf.h"
#include "port/system/shared.h"

/* `route` is a path of the route table, or "" for paths that have none. */
void metrics_count(struct shared *s, const char *route, int status, int64_t took_us);
/* The text exposition format 0.0.4 of all counts. */
void metrics_write(struct shared *s, struct buf *out);

#endif
