/*
 * A program an administrator named in a setting, with arguments separated by
 * spaces.  It runs as a child (child.h): no shell, no quoting.
 */
#ifndef PORT_COMMAND_H
#define PORT_COMMAND_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

struct command_run {
	const char *line;   /* the setting */
	const char *lang;   /* replaces the argument {lang} */
	struct str input;   /* its standard input */
	struct deadline deadline;
	/* Called at least every 100 ms while waiting; non-zero: ERR_GONE. NULL: none. */
	int (*on_wait)(void *arg);
	void *arg;
};

/* As child_run; what it wrote on stderr is in msg when it fails. */
int command_run(const struct command_run *run, struct buf *out, struct err *err);

#endif
