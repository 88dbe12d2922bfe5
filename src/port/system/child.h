/*
 * Running other programs: the only place that does.
 *
 * A child gets three descriptors, a two-variable environment, its own process
 * group, resource limits and a deadline, and is gone, with all it started in
 * its group, when the call returns or the calling thread dies.  No shell is
 * involved.  Safe from any thread.
 */
#ifndef PORT_CHILD_H
#define PORT_CHILD_H

#include "base/buf.h"
#include "base/patience.h"

/* 0 leaves a limit as it is, except for file_bytes. */
struct child_limits {
	long memory_mb;    /* RLIMIT_AS */
	long cpu_s;        /* RLIMIT_CPU */
	long file_bytes;   /* RLIMIT_FSIZE; 0: it can't write files, -1: none */
	long files;        /* RLIMIT_NOFILE */
};

enum child_profile {
	CHILD_PLAIN,
	/*
	 * For decoders of what strangers sent: no sockets, no further programs or
	 * processes, nothing written, and nothing read but installed programs
	 * and libraries, as far as libseccomp and the kernel's Landlock are there.
	 */
	CHILD_DECODER,
};

struct child_run {
	const char *const *argv; /* argv[0] is found in /usr/local/bin:/usr/bin:/bin, or holds a slash */
	int stdin_fd;            /* -1: `input`; else handed over as descriptor 0, still the caller's */
	struct str input;        /* read by the child from a sealed file in memory; empty: /dev/null */
	struct child_limits limits;
	const struct patience *patience;
	const char *workdir;     /* NULL: "/" */
	enum child_profile profile;
};

/*
 * Runs to the end of the program, collecting stdout in `out` (killed when its
 * bound is reached: ERR_BAD_DATA; NULL: dropped) and the start of stderr in
 * `errors` (NULL: dropped; what its bound leaves out as well).
 * ERR_REFUSED: it exited non-zero or was killed; ERR_TIMEOUT, ERR_GONE;
 * ERR_NOT_FOUND: no such program; ERR_IO: the system gave no process.
 */
int child_run(const struct child_run *run, struct buf *out, struct buf *errors, struct err *err);
/* A sealed file in memory, at its start: a descriptor to close, or -1. A CHILD_DECODER can read nothing else. */
int child_memory(struct str content, struct err *err);
/* Whether the program is installed: 0 and its path, or -1. */
int child_find(const char *name, char *ret_path, size_t cap);

#endif
