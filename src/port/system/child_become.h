/*
 * What a new process does between fork and exec, for child.c.
 *
 * Other threads of the parent may have held any lock at the fork, so only
 * async-signal-safe calls are made (signal-safety(7)) and nothing is allocated:
 * all that is needed is in the plan.
 */
#ifndef PORT_CHILD_BECOME_H
#define PORT_CHILD_BECOME_H

#include <limits.h>
#include <sys/types.h>

#include "port/system/child.h"
#include "port/system/sandbox.h"

/* Made before fork. */
struct child_plan {
	const struct child_run *run;
	char path[PATH_MAX];
	const char *workdir;
	int fds[3]; /* to become descriptors 0, 1 and 2 */
	pid_t parent;
	struct sandbox sandbox;
};

/* Becomes the program. Exits with status 126 when something can't be set up, 127 when the program can't be executed. */
_Noreturn void child_become(const struct child_plan *p);

#endif
