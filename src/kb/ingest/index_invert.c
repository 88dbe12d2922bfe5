#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "kb/index/postings.h"
#include "kb/ingest/index_build.h"
#include "text/varint.h"

/* Orders first-seen numbers by falling df, then as they were seen. */
static int by_df(const void *a, const void *b, void *arg)
{
	const struct scan_term *terms = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (terms[x].df != terms[y].df)
		return terms[x].df < terms[y].df ? 1 : -1;
	return x < y ? -1 : x > y;
}

int invert_begin(struct invert *in, const struct index_scan *scan, struct err *err)
{
	uint32_t n = scan->terms.n, i;
	void *map = NULL;

	*in = (struct invert){.scan = scan};
	in->rank = calloc((size_t)n + 1, sizeof *in->rank);
	in->term = calloc((size_t)n + 1, sizeof *in->term);
	if (in->rank == NULL || in->term == NULL) {
		invert_end(in);
		return err_set(err, ERR_NO_MEMORY, "no memory for sorting %u terms", n);
	}
	for (i = 0; i < n; i++)
		in->term[i] = i;
	qsort_r(in->term, n, sizeof *in->term, by_df, scan_terms(scan));
	for (i = 0; i < n; i++)
		in->rank[in->term[i]] = i;
	if (scan->bytes)
		map = mmap(NULL, scan->bytes, PROT_READ, MAP_PRIVATE, scan->fd, 0);
	if (map == MAP_FAILED) {
		invert_end(in);
		return err_errno(err, ERR_IO, "map the index's temporary file");
	}
	in->lines = map;
	return 0;
}

void invert_end(struct invert *in)
{
	if (in->lines)
		munmap((void *)(uintptr_t)in->lines, in->scan->bytes);
	free(in->rank);
	free(in->term);
	*in = (struct invert){0};
}

uint32_t invert_cut(const struct invert *in, uint32_t from, uint64_t most)
{
	const struct scan_term *terms = scan_terms(in->scan);
	uint64_t sum = 0;
	uint32_t to = from;

	while (to < in->scan->terms.n) {
		sum += terms[in->term[to]].df;
		if (to > from && sum > most)
			break;
		to++;
	}
	return to;
}

/* One chunk's frequencies of the shard's terms. */
struct weigh {
	float *tf;         /* by number within the shard; zero between chunks */
	uint32_t *touched; /* the terms that the chunk has, each once */
	uint32_t n;
};

static const unsigned char *weigh_field(const struct shard *s, struct weigh *w, const unsigned char *p,
					uint32_t words, float weight)
{
	const unsigned char *end = s->in->lines + s->in->scan->bytes;

	while (words--) {
		uint32_t at = s->in->rank[varint_get(&p, end)] - s->from;

		if (at >= s->to - s->from)
			continue;
		if (w->tf[at] == 0)
			w->touched[w->n++] = at;
		w->tf[at] += weight;
	}
	return p;
}

static void put_chunk(struct shard *s, struct weigh *w, uint64_t *fill, uint32_t chunk, float k)
{
	uint32_t i;

	for (i = 0; i < w->n; i++) {
		uint32_t at = w->touched[i];
		float part = w->tf[at] / (w->tf[at] + k);
		uint64_t place = fill[at]++;

		s->chunks[place] = chunk;
		s->impacts[place] = (uint8_t)(part * (float)IMPACT_MOST < 1 ? 1 : part * (float)IMPACT_MOST + 0.5f);
		w->tf[at] = 0;
	}
	w->n = 0;
}

static void fill_shard(struct shard *s, struct weigh *w, uint64_t *fill)
{
	static const float weights[] = {INDEX_TITLE_WEIGHT, INDEX_HEADING_WEIGHT, 1.0f};
	const struct index_scan *scan = s->in->scan;
	const unsigned char *p = s->in->lines;
	float average = scan->tokens ? (float)scan->tokens / (float)scan->chunks : 1.0f;
	uint32_t chunk, i;

	for (chunk = 0; chunk < scan->chunks; chunk++) {
		uint32_t counts[3];

		memcpy(counts, p, sizeof counts);
		p += sizeof counts;
		for (i = 0; i < 3; i++)
			p = weigh_field(s, w, p, counts[i], weights[i]);
		put_chunk(s, w, fill, chunk,
			  INDEX_K1 * (1 - INDEX_B + INDEX_B * (float)counts[2] / average));
	}
}

static void *run_shard(void *arg)
{
	struct shard *s = arg;
	const struct scan_term *terms = scan_terms(s->in->scan);
	uint32_t n = s->to - s->from, i;
	struct weigh w = {calloc(n, sizeof *w.tf), calloc(n, sizeof *w.touched), 0};
	uint64_t *fill = calloc(n, sizeof *fill);

	s->at = calloc((size_t)n + 1, sizeof *s->at);
	if (s->at && fill)
		for (i = 0; i < n; i++) {
			fill[i] = s->at[i];
			s->at[i + 1] = s->at[i] + terms[s->in->term[s->from + i]].df;
		}
	if (s->at) {
		s->chunks = malloc(s->at[n] * sizeof *s->chunks);
		s->impacts = malloc(s->at[n]);
	}
	s->failed = !(w.tf && w.touched && fill && s->chunks && s->impacts);
	if (!s->failed)
		fill_shard(s, &w, fill);
	free(w.tf);
	free(w.touched);
	free(fill);
	return NULL;
}

int invert_run(struct shard *shards, unsigned n, struct err *err)
{
	pthread_t threads[INVERT_THREADS];
	bool started[INVERT_THREADS];
	unsigned i;
	int failed = 0;

	for (i = 1; i < n; i++)
		started[i] = pthread_create(&threads[i], NULL, run_shard, &shards[i]) == 0;
	run_shard(&shards[0]);
	for (i = 1; i < n; i++) {
		if (started[i])
			pthread_join(threads[i], NULL);
		else
			run_shard(&shards[i]);
	}
	for (i = 0; i < n; i++)
		failed |= shards[i].failed;
	return failed ? err_set(err, ERR_NO_MEMORY, "no memory for inverting the index") : 0;
}

void shard_release(struct shard *s)
{
	free(s->at);
	free(s->chunks);
	free(s->impacts);
	*s = (struct shard){0};
}
