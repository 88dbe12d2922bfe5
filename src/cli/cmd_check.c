/*
 * itb-chatbot check: the dictionaries line by line, every byte of the knowledge in
 * force, and with --live the servers that the settings name.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/check_live.h"
#include "cli/cli.h"
#include "kb/search/dict.h"

enum { TEXT_BYTES = 500 };

/* The findings so far. */
struct check {
	struct cli *cli;
	struct generation_manifest manifest;
	bool has_knowledge;
	int status; /* the exit status of the first failure */
	int code;   /* of a failure of what is looked at now */
};

static void tell(void *arg, const struct finding *f)
{
	struct check *c = arg;

	finding_print(f);
	if (f->state == FINDING_FAIL && c->status == 0)
		c->status = c->code;
}

__attribute__((format(printf, 5, 6)))
static void row(struct check *c, enum finding_state state, const char *what, const char *next, const char *fmt, ...)
{
	char message[TEXT_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	tell(c, &(struct finding){state, what, message, next});
}

static void check_dictionaries(struct check *c)
{
	BUF_AUTO struct buf faults = BUF_MAX(DICT_FAULTS_BYTES);
	const char *folder = c->cli->conf->dict_dir;
	struct str rest, line;
	struct dict *dict;
	struct err err = {0};
	const char *file;
	uint32_t terms;
	size_t i;

	c->code = EX_CONFIG;
	if (dict_load(folder, &dict, &faults, &err)) {
		row(c, FINDING_FAIL, "dictionaries", NULL, "%s", err.msg);
		return;
	}
	for (i = 0; (file = dict_file(dict, i, &terms)); i++)
		row(c, FINDING_OK, file, NULL, "%u terms", terms);
	dict_free(dict);
	c->code = EX_DATAERR;
	rest = buf_view(&faults);
	while (str_cut(&rest, '\n', &line))
		if (line.n)
			row(c, FINDING_FAIL, "dictionaries", "mend the line", "%.*s", STR_ARG(line));
}

static void check_knowledge(struct check *c)
{
	static const char next[] = "run `itb-chatbot ingest`";
	struct generation g;
	struct err err = {0};
	char folder[PATH_MAX];

	c->code = EX_DATAERR;
	snprintf(folder, sizeof folder, "%s/current", c->cli->conf->knowledge_dir);
	if (generation_open(folder, &g, &err)) {
		row(c, FINDING_FAIL, "knowledge", next, "%s", err.msg);
		return;
	}
	c->manifest = g.manifest;
	c->has_knowledge = true;
	if (generation_verify(&g, &err))
		row(c, FINDING_FAIL, "knowledge", next, "%s", err.msg);
	else
		row(c, FINDING_OK, "knowledge", NULL, "generation %s: %u documents, %u chunks, checksums right",
		    g.manifest.id, g.manifest.documents, g.manifest.chunks);
	generation_close(&g);
}

static void check_servers(struct check *c)
{
	struct finding_sink to = {tell, c};
	struct err err = {0};

	c->code = EX_UNAVAILABLE;
	if (check_live(c->cli->conf, c->has_knowledge ? &c->manifest : NULL, &to, &err))
		row(c, FINDING_FAIL, "servers", NULL, "%s", err.msg);
}

int cmd_check(struct cli *cli)
{
	struct check c = {.cli = cli};
	bool live = cli->argc == 2 && str_eq(str_of(cli->argv[1]), STR("--live"));

	if (cli->argc > 2 || (cli->argc == 2 && !live))
		return cli_usage(cli);
	check_dictionaries(&c);
	check_knowledge(&c);
	if (live)
		check_servers(&c);
	return c.status;
}
