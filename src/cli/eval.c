#include "cli/eval.h"

#include <stdlib.h>

#include "kb/search/retrieve.h"
#include "port/llm/embed.h"
#include "port/llm/rerank.h"

int eval_search(struct eval *e, const struct kb_query *q, struct arena *a, struct kb_hits *ret, struct err *err)
{
	const struct conf *conf = e->c->conf;
	struct patience patience = {.deadline = deadline_in(conf->request_timeout * 1000)};
	struct kb_servers servers = {conf, e->world.ports.http, e->world.shared, &patience};

	if (kb_retrieve(&servers, e->gen, q, a, ret, NULL, err))
		return -1;
	e->asked++;
	e->vectors += ret->by_vectors;
	e->reranked += ret->reranked;
	return 0;
}

static bool wanted(const struct eval *e, const struct json *line)
{
	return e->only == NULL || str_eq(json_str_or_empty(json_get(line, "knowledge")), str_of(e->only));
}

static int read_line(const struct eval *e, struct str text,
		     int (*each)(void *arg, const struct json *line, struct err *err), void *arg, struct err *err)
{
	JSON_AUTO struct json *line = NULL;

	if (str_trim(text).n == 0)
		return 0;
	if (json_parse(text, JSON_STRICT, &line, err))
		return -1;
	return wanted(e, line) ? each(arg, line, err) : 0;
}

int eval_lines(const struct eval *e, int (*each)(void *arg, const struct json *line, struct err *err), void *arg,
	       struct err *err)
{
	FILE *f = fopen(e->file, "re");
	char *text = NULL;
	size_t cap = 0, number = 0;
	ssize_t n;
	int r = 0;

	if (f == NULL)
		return err_errno(err, ERR_IO, "opening it");
	while (r == 0 && (n = getline(&text, &cap, f)) > 0) {
		number++;
		r = read_line(e, (struct str){text, (size_t)n}, each, arg, err);
	}
	free(text);
	fclose(f);
	return r ? err_prefix(err, "line %zu", number) : 0;
}

size_t eval_history(const struct json *line, struct str *ret, size_t most)
{
	const struct json *history = json_get(line, "history");
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

void eval_print_servers(const struct eval *e)
{
	struct kb_info info;

	kb_info(e->gen, &info);
	printf("%u documents, %u passages, found by their words", info.documents, info.chunks);
	if (info.dimension && embed_configured(e->c->conf))
		printf(" and, for %zu of %zu questions, by vectors", e->vectors, e->asked);
	if (rerank_configured(e->c->conf))
		printf("; reranked for %zu of %zu", e->reranked, e->asked);
	printf("\n");
}
