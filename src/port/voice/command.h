/*
 * A program an administrator named in a setting, with arguments separated by
 * spaces.  It runs as a child (child.h): no shell, no quoting.
 */
#ifndef PORT_COMMAND_H
#define PORT_COMMAND_H

#include "base/buf.h"
#include "base/patience.h"

struct command_run {
	const char *line;   /* the setting */
	const char *lang;   /* replaces the argument {lang} */
	struct str input;   /* its standard input */
	const struct patience *patience;
};

/* As child_run; what it wrote on stderr is in msg when it fails. */
int command_run(const struct command_run *run, struct buf *out, struct err *err);

#endif
