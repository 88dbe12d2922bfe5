/*
 * How long a piece of work may wait, and for whom.
 *
 * Whoever starts the work fills it in; every function on the way that waits takes a
 * pointer to it and honours all of it.  It must stay where it is until the work is
 * over.
 */
#ifndef BASE_PATIENCE_H
#define BASE_PATIENCE_H

#include <poll.h>
#include "base/clock.h"
#include "base/err.h"

struct patience {
	struct deadline deadline;
	/* Called at least every PATIENCE_STEP_MS while waiting; non-zero: the reader is gone. NULL: none. */
	int (*on_wait)(void *arg);
	void *arg;
	int watch_fd; /* a descriptor whose hang-up means that the reader is gone; 0: none */
};

enum { PATIENCE_STEP_MS = 100, PATIENCE_FDS_MAX = 3 };

/* The same, but for no longer than ms from now. */
struct patience patience_within(const struct patience *p, int64_t ms);
/* Calls on_wait: whether the reader is gone. */
bool patience_gone(const struct patience *p);
/*
 * Waits until one of the n descriptors (at most PATIENCE_FDS_MAX) is ready, as
 * poll(2) does; 0 with their revents filled in.  ERR_TIMEOUT: the deadline has
 * passed; ERR_GONE: the reader is gone; ERR_IO.
 */
int patience_poll(const struct patience *p, struct pollfd *fds, nfds_t n, struct err *err);
/* Sleeps so long.  ERR_TIMEOUT, at the deadline, when that comes first; ERR_GONE, ERR_IO. */
int patience_sleep(const struct patience *p, int64_t ms, struct err *err);

#endif
