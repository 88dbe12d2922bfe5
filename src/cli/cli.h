/*
 * `itb-chatbot`: a table of subcommands.
 *
 * To add one: a cmd_*.c with `int cmd_x(struct cli *c)`, a row of the table in
 * main.c, a section of itb-chatbot(1).  Exit codes are those of sysexits.h (64
 * usage, 78 settings), and 1 for other failures.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "base/conf.h"
#include "base/err.h"

struct cli {
	const struct command *command;
	int argc;    /* of the command: argv[0] is its name */
	char **argv;
	const struct conf *conf; /* NULL for commands that need none */
};

struct command {
	const char *name;
	const char *synopsis; /* what follows the name */
	const char *summary;  /* one line */
	bool needs_conf;
	int (*run)(struct cli *c);
};

/* "itb-chatbot NAME: message" on stderr. Returns `code`. */
__attribute__((format(printf, 3, 4)))
int cli_fail(const struct cli *c, int code, const char *fmt, ...);
/* The command's synopsis on stderr. Returns EX_USAGE. */
int cli_usage(const struct cli *c);
void cli_synopsis(FILE *to, const struct command *command);

int cmd_ask(struct cli *c);
int cmd_check(struct cli *c);
int cmd_config(struct cli *c);
int cmd_eval(struct cli *c);
int cmd_feedback(struct cli *c);
int cmd_ingest(struct cli *c);
int cmd_key(struct cli *c);
int cmd_knowledge(struct cli *c);
int cmd_migrate_env(struct cli *c);
int cmd_search(struct cli *c);
int cmd_site(struct cli *c);

#endif
