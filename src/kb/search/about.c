#include "kb/search/about.h"

#include "kb/search/kb.h"
#include "kb/search/tuning.h"
#include "text/analyse.h"

static bool is_stop(const struct kb_gen *gen, struct str word)
{
	return dict_is_stop(gen->dict, LANG_ID, word) || dict_is_stop(gen->dict, LANG_EN, word);
}

static bool asked(const struct plan *p, struct str word)
{
	uint32_t i;

	for (i = 0; i < p->words_n; i++)
		if (str_eq(p->words[i], word))
			return true;
	return false;
}

static uint32_t asked_words(const struct kb_gen *gen, const struct plan *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < p->words_n; i++)
		n += !is_stop(gen, p->words[i]);
	return n;
}

/* 0 when the title has another word, or lacks one that is asked for. */
static float about(const struct kb_gen *gen, const struct plan *p, struct str title, uint32_t wanted)
{
	struct analyser a;
	struct word word;
	uint32_t n = 0;
	bool same = true;

	analyse_begin(&a, title);
	while (analyse_next(&a, &word)) {
		bool known = asked(p, word.text), stop = is_stop(gen, word.text);

		if (!known && !stop)
			return 0;
		same = same && known;
		n += !stop;
	}
	return n != wanted ? 0 : same ? SAME_WORDS : 1;
}

void about_prefer(const struct kb_gen *gen, const struct plan *p, struct rescored *list, uint32_t n)
{
	uint32_t wanted = asked_words(gen, p), i;
	bool any = false;

	for (i = 0; i < n && wanted; i++) {
		struct kb_chunk c;
		float share;

		kb_chunk(gen, list[i].chunk, &c);
		share = about(gen, p, c.title, wanted);
		share *= c.previous == KB_NONE ? BEGINNING_WEIGHT : ABOUT_WEIGHT;
		list[i].score += p->information * share;
		any = any || share > 0;
	}
	if (any)
		rescored_sort(list, n);
}
