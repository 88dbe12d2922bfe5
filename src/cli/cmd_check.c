/* itb-chatbot check: the dictionaries line by line, and every byte of the knowledge in force. */
#include <limits.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/cli.h"
#include "kb/index/generation.h"
#include "kb/search/dict.h"

static int check_dictionaries(struct cli *c)
{
	BUF_AUTO struct buf faults = BUF_MAX(DICT_FAULTS_BYTES);
	struct dict *dict;
	struct err err = {0};
	const char *file;
	uint32_t terms;
	size_t i;

	if (dict_load(c->conf->dict_dir, &dict, &faults, &err))
		return cli_fail(c, EX_CONFIG, "%s", err.msg);
	for (i = 0; (file = dict_file(dict, i, &terms)); i++)
		printf("%s/%s: %u terms\n", c->conf->dict_dir, file, terms);
	dict_free(dict);
	fputs(faults.n ? faults.p : "", stderr);
	return faults.n ? EX_DATAERR : 0;
}

static int check_knowledge(struct cli *c)
{
	struct generation g;
	struct err err = {0};
	char folder[PATH_MAX];
	int r;

	snprintf(folder, sizeof folder, "%s/current", c->conf->knowledge_dir);
	if (generation_open(folder, &g, &err))
		return cli_fail(c, EX_DATAERR, "%s", err.msg);
	r = generation_verify(&g, &err);
	if (r == 0)
		printf("generation %s: %u documents, %u chunks, checksums right\n", g.manifest.id,
		       g.manifest.documents, g.manifest.chunks);
	generation_close(&g);
	return r ? cli_fail(c, EX_DATAERR, "%s: run itb-chatbot ingest", err.msg) : 0;
}

int cmd_check(struct cli *c)
{
	int dictionaries, knowledge;

	if (c->argc > 1)
		return cli_usage(c);
	dictionaries = check_dictionaries(c);
	knowledge = check_knowledge(c);
	return dictionaries ? dictionaries : knowledge;
}
