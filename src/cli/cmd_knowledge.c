/* itb-chatbot knowledge: the generations that there are, and which one is in force. */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/cli.h"
#include "kb/ingest/generations.h"

static void print_one(void *arg, const char *id, bool current)
{
	(void)arg;
	printf("%c %s\n", current ? '*' : ' ', id);
}

static int list(const struct cli *c)
{
	struct err err = {0};

	return generations_each(c->conf->knowledge_dir, print_one, NULL, &err) ? cli_fail(c, 1, "%s", err.msg) : 0;
}

static int rollback(const struct cli *c, struct generations *s, const char *id, struct err *err)
{
	char now[GENERATIONS_ID_BYTES];

	if (generations_rollback(s, id, now, err))
		return cli_fail(c, 1, "%s", err->msg);
	printf("generation: %s\n", now);
	return 0;
}

static int prune(const struct cli *c, struct generations *s, struct err *err)
{
	int removed;

	if (generations_prune(s, (int)c->conf->knowledge_keep, &removed, err))
		return cli_fail(c, 1, "%s", err->msg);
	printf("removed: %d generations\n", removed);
	return 0;
}

/* A script, because it only runs Debian's tools; the package of the sample documents is made by it as well. */
static int pack(const struct cli *c)
{
	static char script[] = CONF_DATADIR "/knowledge-package/pack";

	c->argv[1] = script;
	execv(script, c->argv + 1);
	return cli_fail(c, EX_OSFILE, "%s: %m", script);
}

int cmd_knowledge(struct cli *c)
{
	const char *what = c->argc > 1 ? c->argv[1] : "";
	bool back = str_eq(str_of(what), STR("rollback")), pruning = str_eq(str_of(what), STR("prune"));
	struct generations *s = NULL;
	struct err err = {0};
	int r;

	if (str_eq(str_of(what), STR("list")) && c->argc == 2)
		return list(c);
	if (str_eq(str_of(what), STR("pack")))
		return pack(c);
	if (!(back && c->argc <= 3) && !(pruning && c->argc == 2))
		return cli_usage(c);
	if (generations_open(c->conf->knowledge_dir, &s, &err))
		return cli_fail(c, 1, "%s", err.msg);
	r = back ? rollback(c, s, c->argc > 2 ? c->argv[2] : NULL, &err) : prune(c, s, &err);
	generations_close(s);
	return r;
}
