/* itb-chatbot eval: how well the knowledge base answers a file of questions with known answers. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/eval.h"
#include "kb/search/tuning.h"

enum { TUNING_BYTES = 1 << 16 };

static int measure(struct eval *e)
{
	struct err err = {0};
	int r = e->answers ? eval_answers(e, &err) : eval_retrieval(e, &err);

	if (r)
		return cli_fail(e->c, err.code == ERR_BAD_DATA ? EX_DATAERR : err.code == ERR_IO ? EX_NOINPUT : 1,
				"%s: %s", e->file, err.msg);
	if (e->asked == 0)
		return cli_fail(e->c, EX_DATAERR, "%s: no questions", e->file);
	if (e->refuse >= 0 && !e->json)
		scores_suggest(&e->scores, e->refuse);
	return 0;
}

static int with_knowledge(struct eval *e)
{
	const struct conf *conf = e->c->conf;
	struct err err = {0};
	int r;

	if (world_open(&e->world, conf, &err))
		r = cli_fail(e->c, err.code == ERR_CONFIG ? EX_CONFIG : 1, "%s", err.msg);
	else if ((e->gen = kb_acquire(e->world.kb)) == NULL)
		r = cli_fail(e->c, EX_NOINPUT, "no knowledge in %s: run itb-chatbot ingest", conf->knowledge_dir);
	else
		r = measure(e);
	kb_release(e->gen);
	world_close(&e->world);
	return r;
}

static int print_tuning(void)
{
	BUF_AUTO struct buf table = BUF_MAX(TUNING_BYTES);

	tuning_print(&table);
	fwrite(table.p, 1, table.n, stdout);
	return 0;
}

static bool read_value(struct eval *e, const char *option, const char *value)
{
	if (strcmp(option, "--queries") == 0 || strcmp(option, "--answers") == 0) {
		e->answers = option[2] == 'a';
		return e->file == NULL && (e->file = value) != NULL;
	}
	if (strcmp(option, "--run") == 0)
		return (e->run = value) != NULL;
	if (strcmp(option, "--only") == 0)
		return (e->only = value) != NULL;
	return strcmp(option, "--floor") == 0 && str_to_double(str_of(value), &e->refuse) && e->refuse >= 0 &&
	       e->refuse <= 100;
}

static bool read_options(struct eval *e)
{
	int i;

	for (i = 1; i < e->c->argc; i++) {
		const char *option = e->c->argv[i];

		if (strcmp(option, "--wrong") == 0)
			e->wrong = true;
		else if (strcmp(option, "--json") == 0)
			e->json = true;
		else if (i + 1 == e->c->argc || !read_value(e, option, e->c->argv[++i]))
			return false;
	}
	/* what only one of the measurements knows */
	return e->file && !(e->answers ? e->run != NULL : e->wrong || e->json);
}

int cmd_eval(struct cli *c)
{
	struct eval e = {.c = c, .refuse = -1};
	int r;

	if (c->argc == 2 && strcmp(c->argv[1], "--tuning") == 0)
		return print_tuning();
	if (!read_options(&e))
		return cli_usage(c);
	r = with_knowledge(&e);
	numbers_release(&e.scores.answerable);
	numbers_release(&e.scores.unanswerable);
	return r;
}
