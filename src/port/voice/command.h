/*
 * Runs a program that an administrator named in a setting, with arguments
 * separated by spaces.  It is a child (child.h), without a shell or quoting.
 */
#ifndef PORT_COMMAND_H
#define PORT_COMMAND_H

#include "base/buf.h"
#include "base/patience.h"

struct command_run {
	const char *line;   /* the setting's value */
	const char *lang;   /* replaces the argument {lang} */
	struct str input;   /* its standard input */
	const struct patience *patience;
};

/* As child_run. When the program fails, msg has what it wrote to its standard error. */
int command_run(const struct command_run *run, struct buf *out, struct err *err);

#endif
