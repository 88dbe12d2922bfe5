#include "cli/cli.h"

#include <stdarg.h>
#include <sysexits.h>

int cli_fail(const struct cli *c, int code, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "itb-chatbot %s: ", c->command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return code;
}

void cli_synopsis(FILE *to, const struct command *command)
{
	fprintf(to, "usage: itb-chatbot %s %s\n", command->name, command->synopsis);
}

int cli_usage(const struct cli *c)
{
	cli_synopsis(stderr, c->command);
	return EX_USAGE;
}
