#include "kb/search/about.h"

#include "kb/search/kb.h"
#include "kb/search/tuning.h"
#include "text/analyse.h"

enum {
	BARE_BYTES = 300, /* longest text that counts as a link alone */
	BARE_WORDS = 3,   /* words that it may have beside the link */
};

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

/* 1 when the title has the words asked for and no others, SAME_WORDS when that holds for stop words, too; else 0. */
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

/* A text that is little more than a link ("Referensi: https://…") says where an answer may be, but holds none. */
static bool is_bare_link(struct str text)
{
	struct str token;
	uint32_t words = 0, links = 0;

	if (text.n > BARE_BYTES)
		return false;
	while (str_cut(&text, ' ', &token)) {
		bool link = str_find(token, STR("://")) < token.n;

		links += link;
		words += token.n && !link;
	}
	return links && words <= BARE_WORDS;
}

static bool asks_for_link(const struct plan *p)
{
	static const struct str words[] = {{"link", 4}, {"tautan", 6}, {"situs", 5}, {"website", 7}, {"web", 3},
					   {"laman", 5}, {"url", 3}, {"alamat", 6}, {"referensi", 9}, {"site", 4}};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (asked(p, words[i]))
			return true;
	return false;
}

void about_prefer(const struct kb_gen *gen, const struct plan *p, struct rescored *list, uint32_t n)
{
	uint32_t wanted = asked_words(gen, p), i;
	bool link = asks_for_link(p), any = false;

	for (i = 0; i < n; i++) {
		struct kb_chunk c;
		float share;

		kb_chunk(gen, list[i].chunk, &c);
		if (!link && is_bare_link(c.text)) {
			list[i].score *= BARE_SHARE;
			any = true;
			continue;
		}
		share = wanted ? about(gen, p, c.title, wanted) : 0;
		share *= c.previous == KB_NONE ? BEGINNING_WEIGHT : ABOUT_WEIGHT;
		list[i].score += p->information * share;
		any = any || share > 0;
	}
	if (any)
		rescored_sort(list, n);
}
