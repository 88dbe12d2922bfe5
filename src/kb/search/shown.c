#include "kb/search/shown.h"

#include "kb/search/kb.h"
#include "kb/search/match.h"
#include "kb/search/tuning.h"
#include "text/analyse.h"
#include "text/sentence.h"

enum { SENTENCES = 128 /* of a passage that are looked at; few have more than 10 */ };

struct sentence {
	struct str text;
	float value; /* worth of the question's words in it and in the title */
};

static uint32_t count_words(struct str text)
{
	struct analyser a;
	struct word w;
	uint32_t n = 0;

	for (analyse_begin(&a, text); analyse_next(&a, &w);)
		n++;
	return n;
}

/* Adds up each group's best value in the title and in the hits from *hit up to word `end`; moves *hit there. */
static float value_until(const struct matched *m, uint32_t *hit, uint32_t end)
{
	float part[PLAN_GROUPS], sum = 0;
	uint32_t g;

	for (g = 0; g < m->groups; g++)
		part[g] = m->title[g] * TITLE_SHARE;
	for (; *hit < m->hits_n && m->hits[*hit].at < end; (*hit)++)
		if (m->hits[*hit].value > part[m->hits[*hit].group])
			part[m->hits[*hit].group] = m->hits[*hit].value;
	for (g = 0; g < m->groups; g++)
		sum += part[g];
	return sum;
}

static uint32_t cut(const struct matched *m, struct str text, struct sentence *ret)
{
	uint32_t n = 0, words = 0, hit = 0;

	while (n < SENTENCES && sentence_cut(&text, &ret[n].text)) {
		words += count_words(ret[n].text);
		ret[n].value = value_until(m, &hit, words);
		n++;
	}
	return n;
}

static unsigned kinds_near(const struct sentence *s, uint32_t n, unsigned kinds)
{
	float best = 0;
	unsigned all = 0;
	uint32_t i, k;

	for (i = 0; i < n; i++)
		best = s[i].value > best ? s[i].value : best;
	for (i = 0; i < n; i++)
		for (k = i ? i - 1 : 0; s[i].value >= SHOWN_NEAR * best && k <= i + 1 && k < n && all == 0; k++)
			all |= asked_kinds_held(s[k].text, kinds);
	return all;
}

int shown_kinds(const struct kb_gen *gen, const struct plan *p, const uint32_t *chunks, uint32_t n, struct arena *a,
		unsigned *ret, struct err *err)
{
	unsigned kinds = p->kinds & SHOWN_KINDS, all = 0;
	struct sentence *sentences;
	struct match *match;
	uint32_t i, found;

	*ret = SHOWN_KINDS;
	if (kinds == 0)
		return 0;
	match = match_new(p, a);
	sentences = ARENA_ARRAY(a, SENTENCES, struct sentence);
	if (match == NULL || sentences == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	for (i = 0; i < n && all == 0; i++) {
		struct kb_chunk c;

		kb_chunk(gen, chunks[i], &c);
		found = cut(match_read(match, &gen->generation.index, chunks[i]), c.text, sentences);
		all = kinds_near(sentences, found, kinds);
	}
	*ret = all;
	return 0;
}
