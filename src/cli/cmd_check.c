/*
 * itb-chatbot check: the page's colour, the dictionaries line by line, every byte of
 * the knowledge in force, and with --live the servers that the settings name.
 */
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* WCAG 2.2, relative luminance: of one of three channels, 0 to 255. */
static double linear(unsigned long channel)
{
	double c = (double)channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* WCAG 2.2, 1.4.3: text needs a contrast of 4.5 to 1; on buttons of this colour it is white. */
static void check_accent(struct check *c)
{
	const char *accent = c->cli->conf->page_accent;
	unsigned long rgb;
	double light;

	c->code = EX_CONFIG;
	if (*accent == '\0')
		return;
	if (*accent != '#' || strlen(accent) != 7 || strspn(accent + 1, "0123456789abcdefABCDEF") != 6) {
		row(c, FINDING_FAIL, "PAGE_ACCENT", "write it as #0b57a4", "%s is no colour", accent);
		return;
	}
	rgb = strtoul(accent + 1, NULL, 16);
	light = 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
	if (1.05 / (light + 0.05) < 4.5)
		row(c, FINDING_FAIL, "PAGE_ACCENT", "choose a darker colour",
		    "white text on %s has a contrast of %.1f to 1, readers need 4.5", accent, 1.05 / (light + 0.05));
	else
		row(c, FINDING_OK, "PAGE_ACCENT", NULL, "contrast with white %.1f to 1", 1.05 / (light + 0.05));
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
	check_accent(&c);
	check_dictionaries(&c);
	check_knowledge(&c);
	if (live)
		check_servers(&c);
	return c.status;
}
