#include "kb/search/calibrate.h"

#include <math.h>

#include "kb/search/tuning.h"
#include "kb/search/weigh.h"
#include "text/hash.h"

enum {
	ASKED = 200,         /* pseudo-questions of either kind */
	LEAST_CHUNKS = 20,   /* fewer say nothing about chance */
	WORDS_LEAST = 3,     /* words of a pseudo-question; students' questions have as many */
	WORDS_MOST = 6,
	STRETCH = 30,        /* words of a passage that a question is taken from */
	TRIES = 40,
	CANDIDATES = 20,
	ARENA_BYTES = 8 << 20,
};

struct sample {
	const struct index *index;
	struct arena arena;
	uint64_t random;
};

static uint32_t draw(struct sample *s, uint32_t below)
{
	s->random = hash_mix(s->random + UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xBF58476D1CE4E5B9));
	return (uint32_t)((s->random >> 32) * below >> 32);
}

/* How much of what the question is after its words say, 0 to 1. */
static float said(const struct index *x, const struct plan *p, const struct rescored *list, uint32_t n)
{
	float titled = 0, words = p->information + p->restrained;
	uint32_t i;

	for (i = 0; i < n && i < CALIBRATE_TOGETHER; i++)
		titled = list[i].titled > titled ? list[i].titled : titled;
	titled = titled * TITLE_COUNTS < 1 ? titled * TITLE_COUNTS : 1;
	return words / (words + UNSAID * (1 - titled) * weigh_unknown(x));
}

void calibrate_evidence(const struct index *x, const struct plan *p, struct rescored *list, uint32_t n)
{
	float share = said(x, p, list, n);
	uint32_t i;

	for (i = 0; i < n; i++)
		list[i].evidence = share * (COVERAGE_SHARE * list[i].coverage +
					    (1 - COVERAGE_SHARE) * list[i].closeness);
}

float calibrate_score(const struct calibration *c, float evidence)
{
	return 1.0f / (1.0f + expf(-c->slope * (evidence - c->middle)));
}

/* The first term of the chunk's text, from word `at` on, that isn't common; INDEX_NONE when there is none. */
static uint32_t word_after(const struct index *x, uint32_t chunk, uint32_t at)
{
	struct forward f;
	uint32_t i, skip;

	index_forward(x, chunk, &f);
	skip = f.title + f.heading;
	for (i = 0; i < skip + f.text && f.p < f.end; i++) {
		uint32_t term = forward_next(&f);

		if (i >= skip + at && (float)index_df(x, term) <= PSEUDO_COMMON * (float)x->meta.chunks)
			return term;
	}
	return INDEX_NONE;
}

static uint32_t chunk_words(const struct index *x, uint32_t chunk)
{
	struct forward f;

	index_forward(x, chunk, &f);
	return f.text;
}

/* A term drawn at random from all texts, each as likely as it is frequent. */
static uint32_t any_word(struct sample *s)
{
	uint32_t tries, term = INDEX_NONE;

	for (tries = 0; tries < TRIES && term == INDEX_NONE; tries++) {
		uint32_t chunk = draw(s, s->index->meta.chunks), words = chunk_words(s->index, chunk);

		term = words ? word_after(s->index, chunk, draw(s, words)) : INDEX_NONE;
	}
	return term;
}

static int add_word(struct sample *s, struct plan *p, uint32_t term)
{
	float n = (float)s->index->meta.chunks, df = (float)index_df(s->index, term);
	struct plan_group *g;
	uint32_t i;

	for (i = 0; i < p->n; i++)
		if (p->groups[i]->alternatives[0].terms[0] == term)
			return 0;
	g = ARENA_NEW(&s->arena, struct plan_group);
	if (g == NULL)
		return -1;
	g->idf = logf(1 + (n - df + 0.5f) / (df + 0.5f));
	g->n = 1;
	g->alternatives[0] = (struct plan_alternative){.terms = {term}, .n = 1, .weight = 1, .value = g->idf};
	p->information += g->idf;
	p->groups[p->n++] = g;
	return 0;
}

/* Makes up a question from words of one passage, or from words of any passages. */
static struct plan *invent(struct sample *s, bool answerable)
{
	struct plan *p = ARENA_NEW(&s->arena, struct plan);
	uint32_t wanted = WORDS_LEAST + draw(s, WORDS_MOST - WORDS_LEAST + 1), tries;
	uint32_t chunk = draw(s, s->index->meta.chunks), words = chunk_words(s->index, chunk);
	uint32_t from = words > STRETCH ? draw(s, words - STRETCH) : 0;

	for (tries = 0; p && p->n < wanted && tries < TRIES; tries++) {
		bool other = !answerable || draw(s, 1000) < (uint32_t)(PSEUDO_REPLACED * 1000);
		uint32_t term = other ? any_word(s) : word_after(s->index, chunk, from + draw(s, STRETCH));

		if (term != INDEX_NONE && add_word(s, p, term))
			return NULL;
	}
	return p;
}

static int ask(struct sample *s, bool answerable, float *ret, struct err *err)
{
	struct plan *p = invent(s, answerable);
	struct scored *best;
	struct rescored *again;
	uint32_t n;

	*ret = 0;
	if (p == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for calibrating");
	if (score_top(s->index, p, CANDIDATES, &s->arena, &best, &n, err) ||
	    rescore(s->index, p, best, n, 0, &s->arena, &again, err))
		return -1;
	calibrate_evidence(s->index, p, again, n);
	*ret = n ? again[0].evidence : 0;
	arena_reset(&s->arena);
	return 0;
}

void spread_add(struct spread *s, float x)
{
	s->sum += (double)x;
	s->squares += (double)x * (double)x;
	s->n++;
}

float spread_mean(const struct spread *s)
{
	return (float)(s->sum / s->n);
}

float spread_deviation(const struct spread *s, float least)
{
	double variance = s->squares / s->n - s->sum / s->n * (s->sum / s->n);
	float d = variance > 0 ? sqrtf((float)variance) : 0;

	return d < least ? least : d;
}

static int ask_all(struct sample *s, bool answerable, struct spread *ret, struct err *err)
{
	uint32_t i;

	for (i = 0; i < ASKED; i++) {
		float evidence;

		if (ask(s, answerable, &evidence, err))
			return -1;
		spread_add(ret, evidence);
	}
	return 0;
}

/* The middle lies nearer to the kind that spreads less; two normal distributions give a logistic curve. */
static void set_curve(const struct spread *without, const struct spread *with, struct calibration *ret)
{
	float gap = spread_mean(with) - spread_mean(without);
	float low = spread_deviation(without, LEAST_DEVIATION), high = spread_deviation(with, LEAST_DEVIATION);

	if (gap > 0)
		*ret = (struct calibration){spread_mean(without) + gap * low / (low + high), gap / (2 * low * high)};
}

int calibrate(const struct index *x, struct calibration *ret, struct err *err)
{
	struct sample s = {.index = x, .random = x->meta.tokens};
	struct spread kinds[2] = {0};
	int r = 0, kind;

	*ret = CALIBRATION_DEFAULT;
	if (x->meta.chunks < LEAST_CHUNKS)
		return 0;
	arena_init(&s.arena, ARENA_BYTES);
	for (kind = 0; kind < 2 && r == 0; kind++)
		r = ask_all(&s, kind == 1, &kinds[kind], err);
	arena_release(&s.arena);
	if (r == 0)
		set_curve(&kinds[0], &kinds[1], ret);
	return r;
}
