#include "port/voice/command.h"

#include "port/system/child.h"

/* There is no limit to memory, as a speech model may be large; the administrator chooses it. */
enum { LINE_MAX_BYTES = 4096, ARGS_MAX = 64, CPU_S = 120, FILES = 256, ERRORS_MAX = 160 };

static int split(char *line, const char *lang, const char *argv[ARGS_MAX], struct err *err)
{
	size_t n = 0;
	char *word, *rest;

	for (word = strtok_r(line, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
		if (n == ARGS_MAX - 1)
			return err_set(err, ERR_CONFIG, "the command has over %d arguments", ARGS_MAX - 1);
		argv[n++] = strcmp(word, "{lang}") == 0 ? lang : word;
	}
	argv[n] = NULL;
	return n ? 0 : err_set(err, ERR_CONFIG, "the command names no program");
}

int command_run(const struct command_run *run, struct buf *out, struct err *err)
{
	BUF_AUTO struct buf errors = BUF_MAX(ERRORS_MAX);
	char line[LINE_MAX_BYTES];
	const char *argv[ARGS_MAX];
	struct child_run child = {
		.argv = argv,
		.stdin_fd = -1,
		.input = run->input,
		.limits = {.cpu_s = CPU_S, .file_bytes = -1, .files = FILES},
		.patience = run->patience,
	};

	if (strlen(run->line) >= sizeof line)
		return err_set(err, ERR_CONFIG, "the command is over %zu bytes", sizeof line);
	memcpy(line, run->line, strlen(run->line) + 1);
	if (split(line, run->lang, argv, err))
		return -1;
	if (child_run(&child, out, &errors, err) == 0)
		return 0;
	return errors.n ? err_prefix(err, "%.*s", STR_ARG(str_trim(buf_view(&errors)))) : -1;
}
