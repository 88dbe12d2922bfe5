/*
 * What a decoder of untrusted data may do: a system call filter (seccomp,
 * through libseccomp) and a file system rule set (Landlock).
 *
 * Both are made before fork, where memory may be allocated, and entered after
 * it.  A kernel without Landlock, or a build --without-seccomp, leaves that
 * half out.
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
 * `program` NULL: no restriction.  Else the one string whose very address
 * execve will be called with; no other program may be started.
 */
int sandbox_open(struct sandbox *s, const char *program, struct err *err);
void sandbox_close(struct sandbox *s);

#endif
