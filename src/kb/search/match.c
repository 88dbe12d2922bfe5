#include "kb/search/match.h"

#include "kb/search/tuning.h"

enum {
	SLOTS = 2048,       /* of the table of terms: over twice what a plan can hold */
	CHUNK_WORDS = 1024, /* of a chunk that are looked at; sane chunks have 200 */
	PHRASE_SLACK = 2,   /* other words that may stand within a phrase */
};

/* One term of one alternative. */
struct use {
	uint32_t term;
	uint16_t next; /* further use of the same term, plus 1 */
	uint8_t group, alternative, word;
};

struct match {
	const struct plan *plan;
	uint16_t slots[SLOTS]; /* use + 1 */
	struct use *uses;
	uint32_t uses_n;
	struct matched now; /* the chunk being read */
	uint32_t seen[PLAN_GROUPS][PLAN_ALTERNATIVES][PLAN_PHRASE]; /* place + 1 of a phrase's word */
};

static uint32_t slot_of(const struct match *m, uint32_t term)
{
	uint32_t i = term * UINT32_C(2654435769) >> 21;

	while (m->slots[i] && m->uses[m->slots[i] - 1].term != term)
		i = (i + 1) % SLOTS;
	return i;
}

static void add_use(struct match *m, uint32_t term, uint32_t group, uint32_t alternative, uint32_t word)
{
	uint32_t slot = slot_of(m, term);

	m->uses[m->uses_n] = (struct use){term, m->slots[slot], (uint8_t)group, (uint8_t)alternative, (uint8_t)word};
	m->slots[slot] = (uint16_t)++m->uses_n;
}

static int index_plan(struct match *m, const struct plan *p, struct arena *a)
{
	uint32_t terms = 0, i, k, w;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->groups[i]->n; k++)
			terms += p->groups[i]->alternatives[k].n;
	m->uses = ARENA_ARRAY(a, terms + 1, struct use);
	if (m->uses == NULL)
		return -1;
	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->groups[i]->n; k++)
			for (w = 0; w < p->groups[i]->alternatives[k].n && m->uses_n < SLOTS / 2; w++)
				add_use(m, p->groups[i]->alternatives[k].terms[w], i, k, w);
	m->plan = p;
	return 0;
}

static void hit(struct match *m, uint32_t group, float value, uint32_t at, float *best)
{
	if (value > best[group])
		best[group] = value;
	if (m->now.hits_n < MATCH_HITS)
		m->now.hits[m->now.hits_n++] = (struct match_hit){at, (uint8_t)group, value};
}

/* Whether all of a phrase's words stand near word `at`, which is one of them. */
static bool phrase_complete(const uint32_t *seen, uint32_t n, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (seen[i] == 0 || at + 1 - seen[i] > n + PHRASE_SLACK)
			return false;
	return true;
}

static void read_word(struct match *m, uint32_t term, uint32_t at, float *best)
{
	uint32_t u = m->slots[slot_of(m, term)];

	for (; u; u = m->uses[u - 1].next) {
		const struct use *use = &m->uses[u - 1];
		const struct plan_alternative *a = &m->plan->groups[use->group]->alternatives[use->alternative];
		uint32_t *seen = m->seen[use->group][use->alternative];

		if (a->n == 1) {
			hit(m, use->group, a->value, at, best);
			continue;
		}
		seen[use->word] = at + 1;
		if (phrase_complete(seen, a->n, at))
			hit(m, use->group, a->value, at, best);
	}
}

/* Counts phrases whose words are all in the chunk but don't stand together. */
static void count_scattered(struct match *m)
{
	uint32_t g, k, w;

	for (g = 0; g < m->plan->n; g++) {
		const struct plan_group *group = m->plan->groups[g];

		for (k = 0; k < group->n; k++) {
			const struct plan_alternative *a = &group->alternatives[k];

			for (w = 0; w < a->n && a->n > 1 && m->seen[g][k][w]; w++)
				;
			if (a->n > 1 && w == a->n && a->value * SCATTERED > m->now.text[g])
				m->now.text[g] = a->value * SCATTERED;
			if (a->n > 1)
				memset(m->seen[g][k], 0, sizeof m->seen[g][k]);
		}
	}
}

/* How many different places the hits have; they come in order. */
static uint32_t places(const struct match *m)
{
	uint32_t n = 0, i;

	for (i = 0; i < m->now.hits_n; i++)
		n += i == 0 || m->now.hits[i].at != m->now.hits[i - 1].at;
	return n;
}

const struct matched *match_read(struct match *m, const struct index *x, uint32_t chunk)
{
	struct forward f;
	uint32_t i;

	m->now.hits_n = 0;
	memset(m->now.title, 0, sizeof m->now.title);
	memset(m->now.text, 0, sizeof m->now.text);
	index_forward(x, chunk, &f);
	for (i = 0; i < f.title + f.heading && i < CHUNK_WORDS && f.p < f.end; i++)
		read_word(m, forward_next(&f), i, m->now.title);
	count_scattered(m);
	m->now.fit = f.title + f.heading ? (float)places(m) / (float)(f.title + f.heading) : 0;
	m->now.hits_n = 0; /* the title lends its words to every stretch, see closeness() */
	for (i = 0; i < f.text && i < CHUNK_WORDS && f.p < f.end; i++)
		read_word(m, forward_next(&f), i, m->now.text);
	count_scattered(m);
	return &m->now;
}

struct match *match_new(const struct plan *p, struct arena *a)
{
	struct match *m = ARENA_NEW(a, struct match);

	if (m == NULL || index_plan(m, p, a))
		return NULL;
	m->now.groups = p->n;
	return m;
}
