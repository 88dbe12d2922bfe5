#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "cli/cli.h"
#include "config.h"

static const struct command commands[] = {
	{"ask",
	 "[--json] [--conversation ID] QUESTION | --audio FILE [--speech WAV]",
	 "answer a question", true, cmd_ask},
	{"check", "[--live]", "check dictionaries, knowledge and, live, the servers", true, cmd_check},
	{"config", "[--example|--man|--reveal]", "print the settings in force", true, cmd_config},
	{"eval",
	 "--queries FILE [--run OUT] [--only NAME] [--floor PERCENT]\n"
	 "       | --answers FILE [--wrong | --json] [--only NAME] [--floor PERCENT] | --tuning",
	 "measure passages or answers on questions with known answers", true, cmd_eval},
	{"feedback", "[--json] [--days N]", "list readers' ratings of answers", true, cmd_feedback},
	{"ingest",
	 "[--full] [--dry-run] [--allow-removal] [--knowledge DIR] [PATH …] | --remove PATH … | --list",
	 "read documents into the knowledge base", true, cmd_ingest},
	{"key",
	 "add NAME [--per-hour N] [--trusted-users] | list | revoke NAME | show",
	 "create, list and revoke API keys", true, cmd_key},
	{"knowledge",
	 "list | pack [OPTION …] NAME [GENERATION] | prune | rollback [ID] | hold | release",
	 "list, pack and hold generations, put an earlier one in force", true, cmd_knowledge},
	{"migrate-env",
	 "[--dry-run] [--conf FILE] [--credentials DIR] ENV-FILE",
	 "take over the settings of the original's .env", false, cmd_migrate_env},
	{"search",
	 "[-k N] [--explain] [--json] [--after QUESTION] [--language id|en]\n"
	 "       [--no-slang] [--no-abbreviations] [--no-synonyms] [--no-glossary]\n"
	 "       [--no-typos] [--no-phrases] [--no-followup] QUERY",
	 "find passages", true, cmd_search},
	{"site",
	 "nginx|apache [--name HOST] [--certificate FILE] [--key FILE] | --widget",
	 "print a site for the web server", true, cmd_site},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (str_eq(str_of(commands[i].name), str_of(name)))
			return &commands[i];
	return NULL;
}

static void help_all(FILE *to)
{
	size_t i;

	fprintf(to, "usage: itb-chatbot [-c FILE] COMMAND [ARGUMENT …]\n\n");
	for (i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].summary);
	fprintf(to, "\n`itb-chatbot help COMMAND` lists the arguments; itb-chatbot(1) explains them.\n");
}

static int no_command(const char *name)
{
	fprintf(stderr, "itb-chatbot: no command \"%s\"; `itb-chatbot help` lists them\n", name);
	return EX_USAGE;
}

/* help, or help COMMAND */
static int help(const char *name)
{
	const struct command *command = name ? find(name) : NULL;

	if (name && command == NULL)
		return no_command(name);
	if (command)
		cli_synopsis(stdout, command);
	else
		help_all(stdout);
	return 0;
}

static int run(const struct command *command, int argc, char **argv, const char *file)
{
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	struct cli c = {.command = command, .argc = argc, .argv = argv};
	int r;

	if (command->needs_conf) {
		c.conf = conf_load(file, 0, &faults);
		if (c.conf == NULL) {
			fputs(faults.p ? faults.p : "", stderr);
			return EX_CONFIG;
		}
	}
	r = command->run(&c);
	conf_unref(c.conf);
	return r;
}

int main(int argc, char **argv)
{
	const struct command *command;
	const char *file = NULL;
	int at = 1;

	if (at + 1 < argc && str_eq(str_of(argv[at]), STR("-c"))) {
		file = argv[at + 1];
		at += 2;
	}
	if (at < argc && str_eq(str_of(argv[at]), STR("--version"))) {
		puts(PACKAGE_STRING);
		return 0;
	}
	if (at >= argc) {
		help_all(stderr);
		return EX_USAGE;
	}
	if (str_eq(str_of(argv[at]), STR("--help")) || str_eq(str_of(argv[at]), STR("help")))
		return help(argv[at + 1]);
	command = find(argv[at]);
	if (command == NULL)
		return no_command(argv[at]);
	if (at + 1 < argc && str_eq(str_of(argv[at + 1]), STR("--help")))
		return help(argv[at]);
	return run(command, argc - at, argv + at, file);
}
