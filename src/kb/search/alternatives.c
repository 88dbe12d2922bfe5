#include "kb/search/alternatives.h"

#include "kb/search/tuning.h"
#include "text/affix.h"
#include "text/analyse.h"

static const struct str enclitics[] = {{"nya", 3}, {"ku", 2}, {"mu", 2}};
enum { ENCLITICS = sizeof enclitics / sizeof enclitics[0] };

/* The term without the i-th enclitic; "" when it doesn't end in it. */
static struct str without_enclitic(struct str term, size_t i)
{
	bool ends = str_ends(term, enclitics[i]) && term.n > enclitics[i].n + 2;

	return ends ? str_sub(term, 0, term.n - enclitics[i].n) : STR("");
}

static void stem_words(const struct filling *f, enum lang lang, struct str term, struct buf *ret)
{
	struct str word;

	while (str_cut(&term, ' ', &word)) {
		if (ret->n)
			buf_char(ret, ' ');
		buf_str(ret, stemmer_stem(f->tools->stemmer, lang, word));
	}
}

/* What the table has for a term: as it is, else without an enclitic, else by the stems of its words. */
static const struct dict_alternative *look_up(const struct filling *f, enum dict_table_id table, struct str term,
					      size_t *ret_n)
{
	BUF_AUTO struct buf stems = BUF_MAX(PLAN_WORDS * (ANALYSE_WORD_BYTES + 1));
	const struct dict *d = f->tools->dict;
	const struct dict_alternative *a = dict_find(d, table, term, ret_n);
	size_t i;

	if (a || table == DICT_SLANG || table == DICT_ABBREVIATIONS)
		return a;
	for (i = 0; i < ENCLITICS && a == NULL && dict_lang(table) == LANG_ID; i++)
		a = dict_find(d, table, without_enclitic(term, i), ret_n);
	if (a)
		return a;
	stem_words(f, dict_lang(table), term, &stems);
	return dict_find_stems(d, table, buf_view(&stems), ret_n);
}

static bool same_terms(const struct plan_alternative *a, const struct plan_alternative *b)
{
	return a->n == b->n && memcmp(a->terms, b->terms, a->n * sizeof a->terms[0]) == 0;
}

static void put(const struct filling *f, struct plan_alternative a)
{
	struct plan_group *g = f->group;
	uint32_t i;

	a.doubt = a.origin == PLAN_SYNONYM ? 1 - a.weight : 0;
	if (f->doubt > a.doubt)
		a.doubt = f->doubt;
	for (i = 0; i < g->n; i++)
		if (same_terms(&g->alternatives[i], &a)) {
			if (a.weight > g->alternatives[i].weight)
				g->alternatives[i].weight = a.weight;
			if (a.doubt < g->alternatives[i].doubt)
				g->alternatives[i].doubt = a.doubt;
			return;
		}
	if (a.n && g->n < PLAN_ALTERNATIVES)
		g->alternatives[g->n++] = a;
}

/* Adds a word as one language's stemmer reduces it, if the index has that stem. */
static void put_stem(const struct filling *f, enum lang lang, struct str word, float weight, enum plan_origin origin)
{
	uint32_t term = index_find(f->tools->index, stemmer_stem(f->tools->stemmer, lang, word));

	if (term != INDEX_NONE)
		put(f, (struct plan_alternative){.terms = {term}, .n = 1, .origin = (uint8_t)origin,
						 .weight = weight, .text = word});
}

static void put_word(const struct filling *f, struct str word, float weight, enum plan_origin origin)
{
	enum lang first = f->lang == LANG_EN && origin == PLAN_LITERAL ? LANG_EN : LANG_ID;

	if (origin == PLAN_GLOSSARY && f->lang == LANG_ID) { /* an English word, for pages in English */
		put_stem(f, LANG_EN, word, weight, origin);
		return;
	}
	put_stem(f, first, word, weight, origin);
	put_stem(f, first == LANG_EN ? LANG_ID : LANG_EN, word, weight * OTHER_STEM_WEIGHT, origin);
}

/* The index's term for a word of a phrase: its stem in `first`, else in the other language. */
static uint32_t phrase_term(const struct filling *f, struct str word, enum lang first)
{
	uint32_t term = index_find(f->tools->index, stemmer_stem(f->tools->stemmer, first, word));

	if (term != INDEX_NONE)
		return term;
	return index_find(f->tools->index,
			  stemmer_stem(f->tools->stemmer, first == LANG_EN ? LANG_ID : LANG_EN, word));
}

/*
 * Adds all words of `text` as a phrase, except the stop words of its language: the English stop word "do" stays in the
 * Indonesian "kena DO".
 * Adds nothing when the index lacks one of them.
 */
static void put_phrase(const struct filling *f, struct str text, float weight, enum plan_origin origin)
{
	struct plan_alternative a = {.origin = (uint8_t)origin, .weight = weight, .text = text};
	enum lang lang = origin == PLAN_LITERAL ? f->lang : LANG_ID;
	struct str rest = text, word, only = {"", 0};
	size_t n;
	/* "IA-ITB": part of an abbreviation, not the word "ia" */
	bool whole = origin == PLAN_LITERAL && dict_find(f->tools->dict, DICT_ABBREVIATIONS, text, &n);

	while (str_cut(&rest, ' ', &word) && a.n < PLAN_PHRASE) {
		if (!whole && dict_is_stop(f->tools->dict, lang, word))
			continue;
		only = word;
		a.terms[a.n] = phrase_term(f, word, lang);
		if (a.terms[a.n++] == INDEX_NONE)
			return;
	}
	if (a.n == 1)
		put_word(f, only, weight, origin);
	else
		put(f, a);
}

static const struct {
	enum dict_table_id table;
	enum plan_origin origin;
	unsigned off;
} sources[] = {
	{DICT_SLANG, PLAN_SLANG, KB_NO_SLANG},
	{DICT_ABBREVIATIONS, PLAN_ABBREVIATION, KB_NO_ABBREVIATIONS},
	{DICT_EXPANSIONS, PLAN_ABBREVIATION, KB_NO_ABBREVIATIONS},
	{DICT_SYNONYMS, PLAN_SYNONYM, KB_NO_SYNONYMS},
	{DICT_GLOSSARY, PLAN_GLOSSARY, KB_NO_GLOSSARY},
	{DICT_ENGLISH, PLAN_GLOSSARY, KB_NO_GLOSSARY},
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

static bool source_on(const struct filling *f, size_t i)
{
	return !(f->tools->off & sources[i].off) &&
	       (sources[i].table != DICT_GLOSSARY || f->lang != LANG_ID) &&
	       (sources[i].table != DICT_ENGLISH || (f->english && f->lang != LANG_EN));
}

bool alternatives_known(const struct filling *f, struct str term)
{
	size_t i, found;

	for (i = 0; i < SOURCES; i++)
		if (source_on(f, i) && look_up(f, sources[i].table, term, &found))
			return true;
	return false;
}

static bool is_stop(const struct filling *f, struct str word)
{
	return dict_is_stop(f->tools->dict, LANG_ID, word) || dict_is_stop(f->tools->dict, LANG_EN, word);
}

/* Adds the tables' alternatives of `term`; with `deep`, the synonyms of what a slang word stands for as well. */
static void put_tables(const struct filling *f, struct str term, float weight, bool deep)
{
	size_t i, k, n;

	for (i = 0; i < SOURCES; i++) {
		const struct dict_alternative *a;

		if (!source_on(f, i) || (!deep && sources[i].table == DICT_SLANG))
			continue;
		a = look_up(f, sources[i].table, term, &n);
		for (k = 0; k < n; k++) {
			struct filling as = *f;

			if (sources[i].table == DICT_EXPANSIONS && is_stop(f, a[k].text))
				as.doubt = OTHER_DOUBT; /* the index can't tell the abbreviation AS from the word */
			put_phrase(&as, a[k].text, a[k].weight * weight, sources[i].origin);
			if (deep && sources[i].table == DICT_SLANG)
				put_tables(f, a[k].text, a[k].weight * weight * CHAIN_WEIGHT, false);
		}
	}
}

static void put_affixes(const struct filling *f, struct str word)
{
	struct affix_root roots[AFFIX_ROOTS];
	unsigned n = affix_roots(word, roots), i;

	for (i = 0; i < n; i++)
		put_stem(f, LANG_ID, arena_str(f->tools->arena, (struct str){roots[i].text, roots[i].n}),
			 AFFIX_WEIGHT, PLAN_AFFIX);
}

static float typo_doubt(const struct filling *f, struct str word, const struct fuzzy_match *match)
{
	if (dict_knows(f->tools->dict, word) || match->word.p[0] != word.p[0])
		return OTHER_DOUBT;
	return TYPO_DOUBT * (float)match->distance / (float)word.n;
}

/* The more letters differ, the less sure a guess at a misspelt word is. */
static float typo_weight(unsigned distance)
{
	return distance == 0 ? TYPO_NONE_WEIGHT : distance == 1 ? TYPO_ONE_WEIGHT : TYPO_TWO_WEIGHT;
}

static void put_typos(const struct filling *f, struct str word)
{
	struct fuzzy_match matches[FUZZY_BEST];
	unsigned n = fuzzy_find(&f->tools->index->words, word, matches), i;

	for (i = 0; i < n; i++) {
		float weight = typo_weight(matches[i].distance);
		struct filling guess = *f;

		if (matches[i].distance && dict_knows(f->tools->dict, word))
			continue; /* spelt as meant: the documents lack it */
		guess.doubt = typo_doubt(f, word, &matches[i]);
		put_word(&guess, matches[i].word, weight, PLAN_TYPO);
		if (i == 0)
			put_tables(&guess, matches[i].word, weight * CHAIN_WEIGHT, true);
	}
}

/* "loginnya", "kosanku": the tables list such words without the enclitic. */
static void put_without_enclitic(const struct filling *f, struct str word)
{
	size_t i;

	for (i = 0; i < ENCLITICS; i++) {
		struct str owned = without_enclitic(word, i);

		if (owned.n)
			put_tables(f, owned, ENCLITIC_WEIGHT, true);
	}
}

/* "biaya exchange": an English word within an Indonesian question. */
static void put_glossary(const struct filling *f, struct str word)
{
	struct filling as = *f;

	as.lang = LANG_EN;
	put_tables(&as, word, 1, false);
}

void alternatives_of_word(const struct filling *f, struct str word)
{
	put_word(f, word, 1, PLAN_LITERAL);
	put_tables(f, word, 1, true);
	if (f->group->n == 0 && f->lang != LANG_EN)
		put_without_enclitic(f, word);
	if (f->group->n == 0 && f->lang == LANG_ID)
		put_glossary(f, word);
	if (f->group->n == 0 && f->lang != LANG_EN)
		put_affixes(f, word);
	if (f->group->n == 0 && !(f->tools->off & KB_NO_TYPOS))
		put_typos(f, word);
}

void alternatives_of_term(const struct filling *f, struct str term)
{
	put_phrase(f, term, 1, PLAN_LITERAL);
	put_tables(f, term, 1, true);
}
