/* itb-chatbot eval --queries: how often the right documents come first. */
#include <stdio.h>

#include "base/clock.h"
#include "cli/eval.h"
#include "kb/search/measure.h"

enum {
	STYLES = 32,           /* kinds of question told apart */
	DEPTH = 10,            /* documents ranked */
	CHUNKS = 200,          /* chunks asked for: a long document may fill the first places */
	GROUP_DOCUMENTS = 512, /* of one question's gold */
	HISTORY = 16,          /* earlier questions */
};

struct style {
	char name[32];
	struct measure measure;
};

struct retrieval {
	struct eval *e;
	FILE *run;
	struct style styles[STYLES];
	size_t styles_n;
	struct measure all;
	struct numbers ms;
};

/* One question's documents, best first, each with its best chunk's score. */
struct ranking {
	struct str documents[DEPTH];
	float scores[DEPTH];
	size_t n;
};

/* --- reading a question */

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

static int ask(struct retrieval *r, const struct json *q, struct ranking *ret, struct err *err)
{
	struct str history[HISTORY];
	struct kb_query query = {
		.text = json_str_or_empty(json_get(q, "question")), .history = history, .k = CHUNKS,
	};
	struct kb_hits hits;
	int64_t began = clock_wall_us();

	query.history_n = eval_history(q, history, HISTORY);
	if (eval_search(r->e, &query, &r->e->world.arena, &hits, err))
		return -1;
	numbers_push(&r->ms, (double)(clock_wall_us() - began) / 1000);
	rank(r->e->gen, &hits, ret);
	return 0;
}

static struct style *style_of(struct retrieval *to, const struct json *q)
{
	struct str name = json_str_or_empty(json_get(q, "style"));
	size_t i;

	for (i = 0; i < to->styles_n; i++)
		if (str_eq(str_of(to->styles[i].name), str_sub(name, 0, sizeof to->styles[i].name - 1)))
			return &to->styles[i];
	if (to->styles_n == STYLES)
		return &to->styles[STYLES - 1];
	snprintf(to->styles[i].name, sizeof to->styles[i].name, "%.*s", STR_ARG(name));
	return &to->styles[to->styles_n++];
}

static void count(struct retrieval *to, const struct json *q, const struct ranking *r)
{
	static struct str documents[GROUP_DOCUMENTS];
	struct measure_group groups[MEASURE_GROUPS];
	size_t groups_n = read_gold(q, groups, documents), i;
	struct measure one = {0};

	for (i = 0; to->run && i < r->n; i++)
		fprintf(to->run, "%.*s Q0 %.*s %zu %.6f itb-chatbot\n",
			STR_ARG(json_str_or_empty(json_get(q, "id"))), STR_ARG(r->documents[i]), i + 1,
			(double)r->scores[i]);
	numbers_push(groups_n ? &to->e->scores.answerable : &to->e->scores.unanswerable,
		     r->n ? (double)r->scores[0] : 0);
	if (groups_n == 0)
		return;
	measure_add(&one, groups, groups_n, r->documents, r->n);
	measure_merge(&to->all, &one);
	measure_merge(&style_of(to, q)->measure, &one);
}

static int each(void *arg, const struct json *line, struct err *err)
{
	struct retrieval *r = arg;
	struct ranking ranking;

	arena_reset(&r->e->world.arena);
	if (ask(r, line, &ranking, err))
		return -1;
	count(r, line, &ranking);
	return 0;
}

/* --- printing */

static void print_row(const char *name, const struct measure *m)
{
	double n = (double)m->n;

	if (m->n)
		printf("%-24s %5zu %8.3f %8.3f %8.3f %8.3f %8.3f\n", *name ? name : "(no style)", m->n,
		       m->recall_1 / n, m->recall_5 / n, m->recall_10 / n, m->reciprocal_rank / n, m->ndcg / n);
}

static void print_all(struct retrieval *r)
{
	size_t i;

	printf("%-24s %5s %8s %8s %8s %8s %8s\n", "", "n", "R@1", "R@5", "R@10", "MRR@10", "nDCG@10");
	print_row("all", &r->all);
	for (i = 0; r->styles_n > 1 && i < r->styles_n; i++)
		print_row(r->styles[i].name, &r->styles[i].measure);
	scores_print(&r->e->scores, r->e->c->conf->relevance_floor);
	printf("search: p50 %.3f ms, p99 %.3f ms\n", numbers_percentile(&r->ms, .5), numbers_percentile(&r->ms, .99));
	eval_print_servers(r->e);
}

int eval_retrieval(struct eval *e, struct err *err)
{
	struct retrieval r = {.e = e};
	int failed;

	if (e->run && (r.run = fopen(e->run, "we")) == NULL)
		return err_errno(err, ERR_IO, "writing %s", e->run);
	failed = eval_lines(e, each, &r, err);
	if (r.run && fclose(r.run) && !failed)
		failed = err_errno(err, ERR_IO, "writing %s", e->run);
	if (!failed)
		print_all(&r);
	numbers_release(&r.ms);
	return failed;
}
