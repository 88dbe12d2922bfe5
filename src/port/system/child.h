/*
 * Runs other programs, and functions of this one, in processes of their own; nothing else does.
 *
 * A child gets three descriptors, an environment of three variables, its own process
 * group, resource limits and a deadline.  When the call returns, or the calling
 * thread dies, the child and all that it started in its group are gone.  No shell
 * is involved.  Any thread may call.
 */
#ifndef PORT_CHILD_H
#define PORT_CHILD_H

#include "base/buf.h"
#include "base/patience.h"

/* 0 leaves a limit as it is, except file_bytes. */
struct child_limits {
	long memory_mb;    /* RLIMIT_AS */
	long cpu_s;        /* RLIMIT_CPU */
	long file_bytes;   /* RLIMIT_FSIZE; 0: it can't write files, -1: no limit */
	long files;        /* RLIMIT_NOFILE */
};

enum child_profile {
	CHILD_PLAIN,
	/*
	 * For decoders of what strangers sent.  They can make no sockets and start no
	 * programs or processes; they can write no file, and read only installed
	 * programs and libraries.  It needs libseccomp and the kernel's Landlock;
	 * where one is missing, its half is left out.
	 */
	CHILD_DECODER,
};

struct child_run {
	const char *const *argv; /* argv[0] is found in /usr/local/bin:/usr/bin:/bin, or holds a slash */
	int stdin_fd;            /* becomes its descriptor 0, and stays the caller's; -1: `input` is used */
	struct str input;        /* what it reads, from a sealed file in memory; empty: /dev/null */
	struct child_limits limits;
	const struct patience *patience;
	const char *workdir;     /* NULL: "/" */
	enum child_profile profile;
};

/*
 * Runs the program to its end.  Its standard output goes to `out`; when that is
 * full, the program is killed (ERR_BAD_DATA).  `errors` gets the beginning of its
 * standard error, as much as there is room for.  NULL drops either.
 * ERR_REFUSED: it exited with another status than 0, or was killed; ERR_TIMEOUT,
 * ERR_GONE; ERR_NOT_FOUND: no such program; ERR_IO: no process could be started.
 */
int child_run(const struct child_run *run, struct buf *out, struct buf *errors, struct err *err);

/* A call of a function of this program in a process of its own. */
struct child_call {
	void (*fn)(void *arg, struct buf *out);
	void *arg;
	struct child_limits limits; /* soft ones: cpu_s, and memory_mb beyond what is taken now; no others */
};

/*
 * Appends what fn appends there: a crash, a loop or too much memory ends that process
 * alone.  Only for programs of one thread.  ERR_TIMEOUT: it passed cpu_s;
 * ERR_REFUSED: it crashed; ERR_NO_MEMORY, ERR_IO.
 */
int child_call(const struct child_call *c, struct buf *out, struct err *err);
/* A sealed file in memory, at its start: a descriptor that the caller closes, or -1. */
int child_memory(struct str content, struct err *err);
/* 0 and the program's path, or -1 when it is not installed. */
int child_find(const char *name, char *ret_path, size_t cap);

#endif
