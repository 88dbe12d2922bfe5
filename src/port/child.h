/*
 * Running other programs: the only place that does.
 *
 * A child gets three descriptors, a two-variable environment, its own process
 * group, resource limits and a deadline, and is gone when the call returns.
 * No shell is involved.
 */
#ifndef PORT_CHILD_H
#define PORT_CHILD_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

struct child_limits {
	long memory_mb;    /* RLIMIT_AS; 0: none */
	long cpu_s;        /* RLIMIT_CPU */
	long file_bytes;   /* RLIMIT_FSIZE, -1: none */
	long files;        /* RLIMIT_NOFILE */
};

struct child_run {
	const char *const *argv; /* argv[0] is found in /usr/local/bin:/usr/bin:/bin */
	int stdin_fd;            /* -1: /dev/null; else handed over as descriptor 0, still the caller's */
	struct child_limits limits;
	struct deadline deadline;
	const char *workdir;     /* NULL: "/" */
};

/*
 * Runs to the end, collecting stdout in `out` (killed when its bound is
 * reached: ERR_BAD_DATA) and the start of stderr in `errors` (NULL: dropped).
 * ERR_REFUSED: it exited non-zero or was killed; ERR_TIMEOUT; ERR_NOT_FOUND: no such program.
 */
int child_run(const struct child_run *run, struct buf *out, struct buf *errors, struct err *err);
/* Whether the program is installed. */
int child_find(const char *name, char *ret_path, size_t cap);

#endif
