#include "kb/search/rescore.h"

#include <stdlib.h>

#include "kb/search/tuning.h"

enum {
	SLOTS = 2048,       /* of the table of terms: over twice what a plan can hold */
	CHUNK_WORDS = 1024, /* of a chunk that are looked at; sane chunks have 200 */
	HITS = 512,         /* places of question words in a chunk that are kept */
	CLOSE_WORDS = 24,   /* about a sentence */
	PHRASE_SLACK = 2,   /* words that may stand between a phrase's */
	NEAR = 3,           /* greatest distance of neighbours */
};

/* One term of one alternative. */
struct use {
	uint32_t term;
	uint16_t next; /* further use of the same term, plus 1 */
	uint8_t group, alternative, word;
};

struct hit {
	uint32_t at;
	uint8_t group;
	float value;
};

struct rescorer {
	const struct plan *plan;
	uint16_t slots[SLOTS]; /* use + 1 */
	struct use *uses;
	uint32_t uses_n;
	/* of the chunk being read */
	struct hit hits[HITS];
	uint32_t hits_n;
	float title[PLAN_GROUPS], text[PLAN_GROUPS]; /* best value seen */
	float fit; /* share of the title's words that the question has */
	uint32_t seen[PLAN_GROUPS][PLAN_ALTERNATIVES][PLAN_PHRASE]; /* place + 1 of a phrase's word */
};

static uint32_t slot_of(const struct rescorer *r, uint32_t term)
{
	uint32_t i = term * UINT32_C(2654435769) >> 21;

	while (r->slots[i] && r->uses[r->slots[i] - 1].term != term)
		i = (i + 1) % SLOTS;
	return i;
}

static void add_use(struct rescorer *r, uint32_t term, uint32_t group, uint32_t alternative, uint32_t word)
{
	uint32_t slot = slot_of(r, term);

	r->uses[r->uses_n] = (struct use){term, r->slots[slot], (uint8_t)group, (uint8_t)alternative, (uint8_t)word};
	r->slots[slot] = (uint16_t)++r->uses_n;
}

static int index_plan(struct rescorer *r, const struct plan *p, struct arena *a)
{
	uint32_t terms = 0, i, k, w;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->groups[i]->n; k++)
			terms += p->groups[i]->alternatives[k].n;
	r->uses = ARENA_ARRAY(a, terms + 1, struct use);
	if (r->uses == NULL)
		return -1;
	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->groups[i]->n; k++)
			for (w = 0; w < p->groups[i]->alternatives[k].n && r->uses_n < SLOTS / 2; w++)
				add_use(r, p->groups[i]->alternatives[k].terms[w], i, k, w);
	r->plan = p;
	return 0;
}

static void hit(struct rescorer *r, uint32_t group, float value, uint32_t at, float *best)
{
	if (value > best[group])
		best[group] = value;
	if (r->hits_n < HITS)
		r->hits[r->hits_n++] = (struct hit){at, (uint8_t)group, value};
}

/* A phrase's word at `at`: all of them near? */
static bool phrase_complete(const uint32_t *seen, uint32_t n, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (seen[i] == 0 || at + 1 - seen[i] > n + PHRASE_SLACK)
			return false;
	return true;
}

static void read_word(struct rescorer *r, uint32_t term, uint32_t at, float *best)
{
	uint32_t u = r->slots[slot_of(r, term)];

	for (; u; u = r->uses[u - 1].next) {
		const struct use *use = &r->uses[u - 1];
		const struct plan_alternative *a = &r->plan->groups[use->group]->alternatives[use->alternative];
		uint32_t *seen = r->seen[use->group][use->alternative];

		if (a->n == 1) {
			hit(r, use->group, a->value, at, best);
			continue;
		}
		seen[use->word] = at + 1;
		if (phrase_complete(seen, a->n, at))
			hit(r, use->group, a->value, at, best);
	}
}

/* Phrases whose words are all in the chunk, but apart. */
static void count_scattered(struct rescorer *r)
{
	uint32_t g, k, w;

	for (g = 0; g < r->plan->n; g++) {
		const struct plan_group *group = r->plan->groups[g];

		for (k = 0; k < group->n; k++) {
			const struct plan_alternative *a = &group->alternatives[k];

			for (w = 0; w < a->n && a->n > 1 && r->seen[g][k][w]; w++)
				;
			if (a->n > 1 && w == a->n && a->value * SCATTERED > r->text[g])
				r->text[g] = a->value * SCATTERED;
			if (a->n > 1)
				memset(r->seen[g][k], 0, sizeof r->seen[g][k]);
		}
	}
}

/* Different places among the hits, which come in order. */
static uint32_t places(const struct rescorer *r)
{
	uint32_t n = 0, i;

	for (i = 0; i < r->hits_n; i++)
		n += i == 0 || r->hits[i].at != r->hits[i - 1].at;
	return n;
}

static void read_chunk(struct rescorer *r, const struct index *x, uint32_t chunk)
{
	struct forward f;
	uint32_t i;

	r->hits_n = 0;
	memset(r->title, 0, sizeof r->title);
	memset(r->text, 0, sizeof r->text);
	index_forward(x, chunk, &f);
	for (i = 0; i < f.title + f.heading && i < CHUNK_WORDS && f.p < f.end; i++)
		read_word(r, forward_next(&f), i, r->title);
	count_scattered(r);
	r->fit = f.title + f.heading ? (float)places(r) / (float)(f.title + f.heading) : 0;
	r->hits_n = 0; /* the title lends its words to every stretch, see closeness() */
	for (i = 0; i < f.text && i < CHUNK_WORDS && f.p < f.end; i++)
		read_word(r, forward_next(&f), i, r->text);
	count_scattered(r);
}

/* What a title adds that the question names as a whole. */
static float titled(const struct rescorer *r)
{
	float sum = 0;
	uint32_t g;

	for (g = 0; g < r->plan->n; g++)
		sum += r->title[g];
	return sum * r->fit;
}

static float greater(float a, float b)
{
	return a > b ? a : b;
}

static float covered(const struct rescorer *r)
{
	float sum = 0;
	uint32_t g;

	for (g = 0; g < r->plan->n; g++)
		sum += greater(r->text[g], r->title[g]);
	return sum;
}

/* The most that CLOSE_WORDS words hold, the title's words always at hand. */
static float closeness(const struct rescorer *r)
{
	float best = 0, base = 0;
	uint32_t from, to, g;

	for (g = 0; g < r->plan->n; g++)
		base += r->title[g] * TITLE_SHARE;
	best = base;
	for (from = 0; from < r->hits_n; from++) {
		float part[PLAN_GROUPS], sum = base;

		for (g = 0; g < r->plan->n; g++)
			part[g] = r->title[g] * TITLE_SHARE;
		for (to = from; to < r->hits_n && r->hits[to].at < r->hits[from].at + CLOSE_WORDS; to++) {
			const struct hit *h = &r->hits[to];

			if (h->value > part[h->group]) {
				sum += h->value - part[h->group];
				part[h->group] = h->value;
			}
		}
		best = greater(best, sum);
	}
	return best;
}

/* What neighbours of the question that stand near each other add. */
static float pairs(const struct rescorer *r)
{
	float bonus[PLAN_GROUPS] = {0}, sum = 0;
	uint32_t i, k, g;

	for (i = 0; i < r->hits_n; i++) {
		for (k = i + 1; k < r->hits_n && r->hits[k].at <= r->hits[i].at + NEAR; k++) {
			uint32_t a = r->hits[i].group, b = r->hits[k].group;
			uint32_t distance = r->hits[k].at - r->hits[i].at;
			float value = r->hits[i].value < r->hits[k].value ? r->hits[i].value : r->hits[k].value;

			if (distance == 0 || (a + 1 != b && b + 1 != a))
				continue;
			value *= a < b ? 1 : PAIR_BACKWARDS; /* the other way round is weaker evidence */
			value /= (float)distance;
			g = a < b ? a : b;
			bonus[g] = greater(bonus[g], value);
		}
	}
	for (g = 0; g + 1 < r->plan->n; g++)
		sum += bonus[g];
	return sum;
}

static int better(const void *a, const void *b)
{
	const struct rescored *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->chunk < y->chunk ? -1 : x->chunk > y->chunk;
}

void rescored_sort(struct rescored *list, uint32_t n)
{
	qsort(list, n, sizeof *list, better);
}

int rescore(const struct index *x, const struct plan *p, const struct scored *best, uint32_t n, unsigned off,
	    struct arena *a, struct rescored **ret, struct err *err)
{
	struct rescorer *r = ARENA_NEW(a, struct rescorer);
	struct rescored *out = ARENA_ARRAY(a, (size_t)n + 1, struct rescored);
	float all = p->information > 0 ? p->information : 1;
	uint32_t i;

	if (r == NULL || out == NULL || index_plan(r, p, a))
		return err_set(err, ERR_NO_MEMORY, "searching");
	for (i = 0; i < n; i++) {
		float close;

		read_chunk(r, x, best[i].chunk);
		close = closeness(r);
		out[i] = (struct rescored){.chunk = best[i].chunk, .score = best[i].score, .lexical = best[i].score,
					   .coverage = covered(r) / all, .closeness = close / all, .titled = titled(r) / all};
		if (!(off & KB_NO_PHRASES))
			out[i].score += PAIR_WEIGHT * pairs(r) + CLOSE_WEIGHT * close + TITLE_WEIGHT * titled(r);
	}
	rescored_sort(out, n);
	*ret = out;
	return 0;
}
