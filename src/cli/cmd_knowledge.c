/* itb-chatbot knowledge: the generations that there are, and which one is in force. */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/cli.h"
#include "kb/ingest/generations.h"

static void print_one(void *arg, const char *id, bool current)
{
	const struct cli *c = arg;

	printf("%c %s%s\n", current ? '*' : ' ', id,
	       current && generations_held(c->conf->knowledge_dir) ? "\theld" : "");
}

static int list(const struct cli *c)
{
	struct err err = {0};

	return generations_each(c->conf->knowledge_dir, print_one, (void *)c, &err) ? cli_fail(c, 1, "%s", err.msg) : 0;
}

static int rollback(const struct cli *c, struct generations *s, struct err *err)
{
	const char *id = c->argc > 2 ? c->argv[2] : NULL;
	char now[GENERATIONS_ID_BYTES];

	if (generations_rollback(s, id, now, err))
		return cli_fail(c, 1, "%s", err->msg);
	printf("generation: %s, held until `itb-chatbot knowledge release`\n", now);
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

static int hold(const struct cli *c, struct generations *s, struct err *err)
{
	return generations_hold(s, true, err) ? cli_fail(c, 1, "%s", err->msg) : 0;
}

static int release(const struct cli *c, struct generations *s, struct err *err)
{
	return generations_hold(s, false, err) ? cli_fail(c, 1, "%s", err->msg) : 0;
}

/* Done under the lock. */
static const struct change {
	const char *name;
	int words; /* that may follow */
	int (*run)(const struct cli *c, struct generations *s, struct err *err);
} changes[] = {
	{"rollback", 1, rollback},
	{"prune", 0, prune},
	{"hold", 0, hold},
	{"release", 0, release},
};

static int change(struct cli *c, const struct change *to)
{
	struct generations *s = NULL;
	struct err err = {0};
	int r;

	if (generations_open(c->conf->knowledge_dir, &s, &err))
		return cli_fail(c, 1, "%s", err.msg);
	r = to->run(c, s, &err);
	generations_close(s);
	return r;
}

int cmd_knowledge(struct cli *c)
{
	struct str what = str_of(c->argc > 1 ? c->argv[1] : "");
	size_t i;

	if (str_eq(what, STR("list")) && c->argc == 2)
		return list(c);
	if (str_eq(what, STR("pack")))
		return pack(c);
	for (i = 0; i < sizeof changes / sizeof changes[0]; i++)
		if (str_eq(what, str_of(changes[i].name)) && c->argc <= 2 + changes[i].words)
			return change(c, &changes[i]);
	return cli_usage(c);
}
