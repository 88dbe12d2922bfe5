/*
 * What a decoder of untrusted data may do: a system call filter (seccomp,
 * through libseccomp) and a file system rule set (Landlock).
 *
 * Both are made before fork, where memory may be allocated, and entered after it.
 * With a kernel without Landlock, or a build --without-seccomp, that half is left
 * out.
 */
#ifndef PORT_SANDBOX_H
#define PORT_SANDBOX_H

#include <linux/filter.h>
#include <stddef.h>
#include "base/err.h"

enum { SANDBOX_FILTER_MAX = 1024 }; /* instructions; the decoder's takes about 150 */

struct sandbox {
	int ruleset_fd; /* for landlock_restrict_self; -1: none */
	size_t filter_n;
	struct sock_filter filter[SANDBOX_FILTER_MAX];
};

/*
 * With `program` NULL nothing is restricted.  Otherwise execve must be called with
 * this very pointer, since the filter compares addresses; no other program can be
 * started.
 */
int sandbox_open(struct sandbox *s, const char *program, struct err *err);
void sandbox_close(struct sandbox *s);

#endif
