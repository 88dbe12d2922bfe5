/*
 * search QUESTIONS.jsonl K ROUNDS: time of kb_search on KNOWLEDGE_DIR, one thread.
 *
 * Prints one line of JSON: milliseconds at the 50th and 99th percentile, and
 * kilobytes of memory of the process's own (not the mapped generation).
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "kb/search/kb.h"

enum { QUESTIONS = 20000, ARENA_BYTES = 64 << 20 };

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double ask(const struct kb_gen *gen, struct str text, uint32_t k, struct arena *a)
{
	struct kb_query q = {.text = text, .k = k};
	struct timespec from, to;
	struct kb_hits hits;
	struct err err;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	if (kb_search(gen, &q, a, &hits, NULL, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		exit(1);
	}
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	arena_reset(a);
	return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

static long own_kb(void)
{
	char line[256];
	long kb = 0, n;
	FILE *f = fopen("/proc/self/smaps_rollup", "re");

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "Private_Dirty: %ld", &n) == 1)
			kb = n;
	if (f)
		fclose(f);
	return kb;
}

static size_t read_questions(const char *path, struct json **ret)
{
	char *line = NULL;
	size_t cap = 0, n = 0;
	ssize_t got;
	FILE *f = fopen(path, "re");

	while (f && n < QUESTIONS && (got = getline(&line, &cap, f)) > 0)
		n += json_parse((struct str){line, (size_t)got}, JSON_STRICT, &ret[n], NULL) == 0;
	if (f)
		fclose(f);
	free(line);
	return n;
}

int main(int argc, char **argv)
{
	static struct json *questions[QUESTIONS];
	BUF_AUTO struct buf faults = BUF_MAX(65536);
	const struct conf *conf = conf_load(NULL, 0, &faults);
	size_t n = argc == 4 ? read_questions(argv[1], questions) : 0, i, round, at = 0;
	size_t rounds = argc == 4 ? (size_t)strtol(argv[3], NULL, 10) : 0;
	uint32_t k = argc == 4 ? (uint32_t)strtol(argv[2], NULL, 10) : 0;
	double *ms = calloc(n * rounds + 1, sizeof *ms);
	struct kb_gen *gen;
	struct arena a;
	struct kb *kb;

	if (n * rounds == 0 || ms == NULL || conf == NULL || kb_open(conf, &kb, NULL) || (gen = kb_acquire(kb)) == NULL)
		return 1;
	arena_init(&a, ARENA_BYTES);
	for (round = 0; round <= rounds; round++) /* round 0 warms the page cache */
		for (i = 0; i < n; i++) {
			double one = ask(gen, json_str_or_empty(json_get(questions[i], "question")), k, &a);

			if (round)
				ms[at++] = one;
		}
	qsort(ms, at, sizeof *ms, by_size);
	printf("{\"p50_ms\":%.4f,\"p99_ms\":%.4f,\"own_kb\":%ld}\n", ms[at / 2], ms[at * 99 / 100], own_kb());
	return 0;
}
