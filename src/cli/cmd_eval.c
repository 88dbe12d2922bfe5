/* itb-chatbot eval: how well the knowledge base answers a file of questions with known answers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/cli.h"
#include "kb/search/kb.h"
#include "kb/search/measure.h"
#include "kb/search/tuning.h"

enum {
	TUNING_BYTES = 1 << 16,
	STYLES = 32,           /* kinds of question told apart */
	DEPTH = 10,            /* documents ranked */
	CHUNKS = 200,          /* chunks asked for: a long document may fill the first places */
	GROUP_DOCUMENTS = 512, /* of one question's gold */
	ARENA_BYTES = 64 << 20,
};

struct numbers {
	double *at;
	size_t n, cap;
};

struct style {
	char name[32];
	struct measure measure;
};

struct eval {
	struct kb_gen *gen;
	double floor;
	FILE *run;
	struct style styles[STYLES];
	size_t styles_n;
	struct measure all;
	struct numbers answerable, unanswerable, ms;
};

/* One question's documents, best first, each with its best chunk's score. */
struct ranking {
	struct str documents[DEPTH];
	float scores[DEPTH];
	size_t n;
};

static void push(struct numbers *to, double x)
{
	if (to->n == to->cap) {
		to->cap = to->cap ? to->cap * 2 : 256;
		to->at = realloc(to->at, to->cap * sizeof *to->at);
		if (to->at == NULL)
			abort();
	}
	to->at[to->n++] = x;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double percentile(struct numbers *of, double share)
{
	if (of->n == 0)
		return NAN;
	qsort(of->at, of->n, sizeof *of->at, by_size);
	return of->at[(size_t)(share * (double)(of->n - 1) + 0.5)];
}

/* --- reading a question */

static size_t read_history(const struct json *history, struct str *ret, size_t most)
{
	size_t n = 0, i;

	for (i = 0; i < json_length(history) && n < most; i++) {
		struct json *turn = json_at(history, i);
		struct str text;

		if (json_to_str(turn, &text))
			ret[n++] = text;
		else if (!str_eq(json_str_or_empty(json_get(turn, "role")), STR("assistant")))
			ret[n++] = json_str_or_empty(json_get(turn, "content"));
	}
	return n;
}

/* gold_groups, or each document of gold as a group of its own. */
static size_t read_gold(const struct json *q, struct measure_group groups[MEASURE_GROUPS],
			struct str documents[GROUP_DOCUMENTS])
{
	const struct json *lists = json_get(q, "gold_groups"), *gold = json_get(q, "gold");
	bool grouped = json_length(lists) > 0;
	size_t n = json_length(grouped ? lists : gold), used = 0, i, k;

	for (i = 0; i < n && i < MEASURE_GROUPS; i++) {
		const struct json *group = json_at(grouped ? lists : gold, i);

		groups[i] = (struct measure_group){documents + used, 0};
		if (!grouped && used < GROUP_DOCUMENTS) {
			documents[used++] = json_str_or_empty(group);
			groups[i].n = 1;
		}
		for (k = 0; grouped && k < json_length(group) && used < GROUP_DOCUMENTS; k++) {
			documents[used++] = json_str_or_empty(json_at(group, k));
			groups[i].n++;
		}
	}
	return i;
}

/* --- asking */

static void rank(const struct kb_gen *gen, const struct kb_hits *hits, struct ranking *ret)
{
	size_t i, k;

	ret->n = 0;
	for (i = 0; i < hits->n && ret->n < DEPTH; i++) {
		struct kb_chunk chunk;

		kb_chunk(gen, hits->hits[i].chunk, &chunk);
		for (k = 0; k < ret->n && !str_eq(ret->documents[k], chunk.document_id); k++)
			;
		if (k < ret->n)
			continue;
		ret->documents[ret->n] = chunk.document_id;
		ret->scores[ret->n++] = hits->hits[i].score;
	}
}

static int ask(struct eval *e, const struct json *q, struct arena *a, struct ranking *ret, struct err *err)
{
	struct str history[16];
	struct kb_query query = {
		.text = json_str_or_empty(json_get(q, "question")), .history = history, .k = CHUNKS,
	};
	struct kb_hits hits;
	int64_t began;

	query.history_n = read_history(json_get(q, "history"), history, sizeof history / sizeof history[0]);
	began = clock_wall_us();
	if (kb_search(e->gen, &query, a, &hits, NULL, err))
		return -1;
	push(&e->ms, (double)(clock_wall_us() - began) / 1000);
	rank(e->gen, &hits, ret);
	return 0;
}

static struct style *style_of(struct eval *e, const struct json *q)
{
	struct str name = json_str_or_empty(json_get(q, "style"));
	size_t i;

	for (i = 0; i < e->styles_n; i++)
		if (str_eq(str_of(e->styles[i].name), str_sub(name, 0, sizeof e->styles[i].name - 1)))
			return &e->styles[i];
	if (e->styles_n == STYLES)
		return &e->styles[STYLES - 1];
	snprintf(e->styles[i].name, sizeof e->styles[i].name, "%.*s", STR_ARG(name));
	return &e->styles[e->styles_n++];
}

static void count(struct eval *e, const struct json *q, const struct ranking *r)
{
	static struct str documents[GROUP_DOCUMENTS];
	struct measure_group groups[MEASURE_GROUPS];
	size_t groups_n = read_gold(q, groups, documents), i;
	struct measure one = {0};

	for (i = 0; e->run && i < r->n; i++)
		fprintf(e->run, "%.*s Q0 %.*s %zu %.6f itb-chatbot\n",
			STR_ARG(json_str_or_empty(json_get(q, "id"))), STR_ARG(r->documents[i]), i + 1,
			(double)r->scores[i]);
	push(groups_n ? &e->answerable : &e->unanswerable, r->n ? (double)r->scores[0] : 0);
	if (groups_n == 0)
		return;
	measure_add(&one, groups, groups_n, r->documents, r->n);
	measure_merge(&e->all, &one);
	measure_merge(&style_of(e, q)->measure, &one);
}

static int read_questions(struct eval *e, FILE *f, struct err *err)
{
	struct arena a;
	char *line = NULL;
	size_t cap = 0, number = 0;
	ssize_t n;
	int r = 0;

	arena_init(&a, ARENA_BYTES);
	while (r == 0 && (n = getline(&line, &cap, f)) > 0) {
		JSON_AUTO struct json *q = NULL;
		struct ranking ranking;

		number++;
		if (str_trim((struct str){line, (size_t)n}).n == 0)
			continue;
		r = json_parse((struct str){line, (size_t)n}, JSON_STRICT, &q, err);
		if (r == 0)
			r = ask(e, q, &a, &ranking, err);
		if (r == 0)
			count(e, q, &ranking);
		else
			err_prefix(err, "line %zu", number);
		arena_reset(&a);
	}
	arena_release(&a);
	free(line);
	return r;
}

/* --- printing */

static void print_row(const char *name, const struct measure *m)
{
	double n = (double)m->n;

	if (m->n)
		printf("%-24s %5zu %8.3f %8.3f %8.3f %8.3f %8.3f\n", *name ? name : "(no style)", m->n,
		       m->recall_1 / n, m->recall_5 / n, m->recall_10 / n, m->reciprocal_rank / n, m->ndcg / n);
}

static double share_below(const struct numbers *of, double floor)
{
	size_t below = 0, i;

	for (i = 0; i < of->n; i++)
		below += of->at[i] < floor;
	return of->n ? (double)below / (double)of->n : 0;
}

static void print_all(struct eval *e)
{
	size_t i;

	printf("%-24s %5s %8s %8s %8s %8s %8s\n", "", "n", "R@1", "R@5", "R@10", "MRR@10", "nDCG@10");
	print_row("all", &e->all);
	for (i = 0; e->styles_n > 1 && i < e->styles_n; i++)
		print_row(e->styles[i].name, &e->styles[i].measure);
	printf("\nfloor %.2f: refuses %.1f%% of %zu answerable", e->floor,
	       100 * share_below(&e->answerable, e->floor), e->answerable.n);
	if (e->unanswerable.n)
		printf(", %.1f%% of %zu unanswerable; AUROC %.3f",
		       100 * share_below(&e->unanswerable, e->floor), e->unanswerable.n,
		       measure_auroc(e->answerable.at, e->answerable.n, e->unanswerable.at, e->unanswerable.n));
	printf("\nscore of answerable: p5 %.3f p25 %.3f p50 %.3f", percentile(&e->answerable, .05),
	       percentile(&e->answerable, .25), percentile(&e->answerable, .5));
	if (e->unanswerable.n)
		printf("; of unanswerable: p50 %.3f p75 %.3f p95 %.3f", percentile(&e->unanswerable, .5),
		       percentile(&e->unanswerable, .75), percentile(&e->unanswerable, .95));
	printf("\nsearch: p50 %.3f ms, p99 %.3f ms\n", percentile(&e->ms, .5), percentile(&e->ms, .99));
}

static int evaluate(struct cli *c, const char *queries, struct eval *e)
{
	struct err err = {0};
	FILE *f = fopen(queries, "re");
	int r;

	if (f == NULL)
		return cli_fail(c, EX_NOINPUT, "cannot open %s", queries);
	r = read_questions(e, f, &err);
	fclose(f);
	if (r)
		return cli_fail(c, EX_DATAERR, "%s: %s", queries, err.msg);
	print_all(e);
	return 0;
}

static int with_knowledge(struct cli *c, const char *queries, const char *run, struct eval *e)
{
	struct err err = {0};
	struct kb *kb;
	int r;

	if (kb_open(c->conf, &kb, &err))
		return cli_fail(c, EX_CONFIG, "%s", err.msg);
	e->gen = kb_acquire(kb);
	e->floor = c->conf->relevance_floor;
	if (e->gen == NULL)
		r = cli_fail(c, EX_NOINPUT, "no knowledge in %s: run itb-chatbot ingest", c->conf->knowledge_dir);
	else if (run && (e->run = fopen(run, "we")) == NULL)
		r = cli_fail(c, EX_CANTCREAT, "cannot write %s", run);
	else
		r = evaluate(c, queries, e);
	if (e->run && fclose(e->run) && r == 0)
		r = cli_fail(c, EX_IOERR, "cannot write %s", run);
	kb_release(e->gen);
	kb_close(kb);
	return r;
}

static int print_tuning(void)
{
	BUF_AUTO struct buf table = BUF_MAX(TUNING_BYTES);

	tuning_print(&table);
	fwrite(table.p, 1, table.n, stdout);
	return 0;
}

int cmd_eval(struct cli *c)
{
	struct eval e = {0};
	const char *queries = NULL, *run = NULL;
	int i, r;

	if (c->argc == 2 && strcmp(c->argv[1], "--tuning") == 0)
		return print_tuning();
	for (i = 1; i + 1 < c->argc; i += 2) {
		if (strcmp(c->argv[i], "--queries") == 0)
			queries = c->argv[i + 1];
		else if (strcmp(c->argv[i], "--run") == 0)
			run = c->argv[i + 1];
		else
			break;
	}
	if (i < c->argc || queries == NULL)
		return cli_usage(c);
	r = with_knowledge(c, queries, run, &e);
	free(e.answerable.at);
	free(e.unanswerable.at);
	free(e.ms.at);
	return r;
}
