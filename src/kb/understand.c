#include <math.h>

#include "base/utf8.h"
#include "kb/affix.h"
#include "kb/analyse.h"
#include "kb/plan.h"

struct question_word {
	struct str text;
	bool capitals, stop;
};

struct reading {
	const struct plan_tools *tools;
	enum lang lang;
	struct question_word words[PLAN_WORDS];
	uint32_t n;
	struct plan_group *group; /* being filled */
};

/* A typo's best guess is less sure than any table's word. */
static const float typo_weights[] = {1.0f, 0.85f, 0.7f};
#define AFFIX_WEIGHT 0.9f
/* A synonym of a slang word's standard form. */
#define CHAIN_WEIGHT 0.9f
/* A stem by the other language's rules, for documents that mix both. */
#define OTHER_STEM_WEIGHT 0.95f
/* Of the group's greatest value, for an alternative to be worth searching. */
#define LEAST_SHARE 0.2f
/* An alternative at least as sure as this shares in how common the group is. */
#define SURE 0.75f

static float idf(const struct index *x, float df)
{
	float n = (float)x->meta.chunks;

	return logf(1.0f + (n - df + 0.5f) / (df + 0.5f));
}

/* --- reading the words */

static bool is_stop(const struct reading *r, struct str word, bool capitals)
{
	static const struct str enclitics[] = {{"kah", 3}, {"lah", 3}, {"nya", 3}};
	const struct dict *d = r->tools->dict;
	size_t n, i;

	if (capitals && dict_find(d, DICT_ABBREVIATIONS, word, &n))
		return false; /* DO is no verb, AS no preposition */
	for (i = 0; i < sizeof enclitics / sizeof enclitics[0]; i++)
		if (str_ends(word, enclitics[i]) &&
		    dict_is_stop(d, LANG_ID, str_sub(word, 0, word.n - enclitics[i].n)))
			return true;
	return dict_is_stop(d, LANG_ID, word) || dict_is_stop(d, LANG_EN, word);
}

static int read_words(struct reading *r, struct str question)
{
	struct analyser a;
	struct word word;
	bool shouting = true;
	uint32_t i;

	analyse_begin(&a, question);
	while (r->n < PLAN_WORDS && analyse_next(&a, &word)) {
		struct str text = arena_str(r->tools->arena, word.text);

		if (text.n != word.text.n)
			return -1;
		r->words[r->n++] = (struct question_word){text, word.capitals, false};
		shouting = shouting && (word.capitals || word.text.n < 2);
	}
	for (i = 0; i < r->n; i++) {
		struct question_word *w = &r->words[i];

		w->capitals = w->capitals && !shouting;
		w->stop = is_stop(r, w->text, w->capitals);
	}
	return 0;
}

/* Words [from, from + n) with single spaces. */
static struct str join(const struct reading *r, uint32_t from, uint32_t n)
{
	BUF_AUTO struct buf b = BUF_MAX(PLAN_WORDS * (ANALYSE_WORD_BYTES + 1));
	uint32_t i;

	for (i = from; i < from + n; i++) {
		if (i > from)
			buf_char(&b, ' ');
		buf_str(&b, r->words[i].text);
	}
	return arena_str(r->tools->arena, buf_view(&b));
}

/* The table's alternatives of a term, or of another form of it. */
static const struct dict_alternative *look_up(const struct reading *r, enum dict_table_id table, struct str term,
					      size_t *ret_n)
{
	BUF_AUTO struct buf stems = BUF_MAX(PLAN_WORDS * (ANALYSE_WORD_BYTES + 1));
	const struct dict_alternative *a = dict_find(r->tools->dict, table, term, ret_n);
	struct str rest = term, word;

	if (a || table == DICT_SLANG || table == DICT_ABBREVIATIONS)
		return a;
	while (str_cut(&rest, ' ', &word)) {
		if (stems.n)
			buf_char(&stems, ' ');
		buf_str(&stems, stemmer_stem(r->tools->stemmer, dict_lang(table), word));
	}
	return dict_find_stems(r->tools->dict, table, buf_view(&stems), ret_n);
}

/* --- filling a group */

static bool same_terms(const struct plan_alternative *a, const struct plan_alternative *b)
{
	return a->n == b->n && memcmp(a->terms, b->terms, a->n * sizeof a->terms[0]) == 0;
}

static void put(struct reading *r, struct plan_alternative a)
{
	struct plan_group *g = r->group;
	uint32_t i;

	for (i = 0; i < g->n; i++)
		if (same_terms(&g->alternatives[i], &a)) {
			if (a.weight > g->alternatives[i].weight)
				g->alternatives[i].weight = a.weight;
			return;
		}
	if (a.n && g->n < PLAN_ALTERNATIVES)
		g->alternatives[g->n++] = a;
}

/* One word by one language's stemmer, when the index knows the stem. */
static void put_stem(struct reading *r, enum lang lang, struct str word, float weight, enum plan_origin origin)
{
	uint32_t term = index_find(r->tools->index, stemmer_stem(r->tools->stemmer, lang, word));

	if (term != INDEX_NONE)
		put(r, (struct plan_alternative){.terms = {term}, .n = 1, .origin = (uint8_t)origin,
						 .weight = weight, .text = word});
}

static void put_word(struct reading *r, struct str word, float weight, enum plan_origin origin)
{
	enum lang first = r->lang == LANG_EN && origin == PLAN_LITERAL ? LANG_EN : LANG_ID;

	put_stem(r, first, word, weight, origin);
	put_stem(r, first == LANG_EN ? LANG_ID : LANG_EN, word, weight * OTHER_STEM_WEIGHT, origin);
}

/* The term of a phrase's word: by the stemmer of either language that the index knows. */
static uint32_t phrase_term(const struct reading *r, struct str word, enum lang first)
{
	uint32_t term = index_find(r->tools->index, stemmer_stem(r->tools->stemmer, first, word));

	if (term != INDEX_NONE)
		return term;
	return index_find(r->tools->index,
			  stemmer_stem(r->tools->stemmer, first == LANG_EN ? LANG_ID : LANG_EN, word));
}

/* All words of `text` but its language's stop words ("do" is none in "kena DO"); nothing when the index lacks one. */
static void put_phrase(struct reading *r, struct str text, float weight, enum plan_origin origin)
{
	struct plan_alternative a = {.origin = (uint8_t)origin, .weight = weight, .text = text};
	enum lang lang = origin == PLAN_LITERAL ? r->lang : LANG_ID;
	struct str rest = text, word, only = {"", 0};

	while (str_cut(&rest, ' ', &word) && a.n < PLAN_PHRASE) {
		if (dict_is_stop(r->tools->dict, lang, word))
			continue;
		only = word;
		a.terms[a.n] = phrase_term(r, word, lang);
		if (a.terms[a.n++] == INDEX_NONE)
			return;
	}
	if (a.n == 1)
		put_word(r, only, weight, origin);
	else
		put(r, a);
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
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

static bool source_on(const struct reading *r, size_t i)
{
	return !(r->tools->off & sources[i].off) &&
	       (sources[i].table != DICT_GLOSSARY || r->lang != LANG_ID);
}

/* The tables' alternatives of `term`; `deep` follows a slang word's to their synonyms. */
static void put_tables(struct reading *r, struct str term, float weight, bool deep)
{
	size_t i, k, n;

	for (i = 0; i < SOURCES; i++) {
		const struct dict_alternative *a;

		if (!source_on(r, i) || (!deep && sources[i].table == DICT_SLANG))
			continue;
		a = look_up(r, sources[i].table, term, &n);
		for (k = 0; k < n; k++) {
			put_phrase(r, a[k].text, a[k].weight * weight, sources[i].origin);
			if (deep && sources[i].table == DICT_SLANG)
				put_tables(r, a[k].text, a[k].weight * weight * CHAIN_WEIGHT, false);
		}
	}
}

static void put_affixes(struct reading *r, struct str word)
{
	struct affix_root roots[AFFIX_ROOTS];
	unsigned n = affix_roots(word, roots), i;

	for (i = 0; i < n; i++)
		put_stem(r, LANG_ID, arena_str(r->tools->arena, (struct str){roots[i].text, roots[i].n}),
			 AFFIX_WEIGHT, PLAN_AFFIX);
}

static void put_typos(struct reading *r, struct str word)
{
	struct fuzzy_match matches[FUZZY_BEST];
	unsigned n = fuzzy_find(&r->tools->index->words, word, matches), i;

	for (i = 0; i < n; i++) {
		float weight = typo_weights[matches[i].distance < 3 ? matches[i].distance : 2];

		put_word(r, matches[i].word, weight, PLAN_TYPO);
		if (i == 0)
			put_tables(r, matches[i].word, weight * CHAIN_WEIGHT, true);
	}
}

/* --- weights */

/* Chunks that hold the alternative, a phrase's words taken as independent. */
static float alternative_df(const struct index *x, const struct plan_alternative *a)
{
	float n = (float)x->meta.chunks, information = 0, least = n;
	uint32_t i;

	for (i = 0; i < a->n; i++) {
		float df = (float)index_df(x, a->terms[i]);

		least = df < least ? df : least;
		information += logf(n / (df + 1));
	}
	information = a->n > 1 ? n * expf(-information) : least;
	return information < least ? information : least;
}

/* Alternatives so common that they say next to nothing, beside one that does, cost much and add nothing. */
static void drop_common(struct plan_group *g, float greatest)
{
	uint32_t i, kept = 0;

	for (i = 0; i < g->n; i++)
		if (g->alternatives[i].value >= greatest * LEAST_SHARE)
			g->alternatives[kept++] = g->alternatives[i];
	g->n = kept;
}

/*
 * How little a group known by guesses alone is known: a word that only looks
 * like one of the corpus may be another word, which the corpus doesn't have.
 */
static float doubt(const struct plan_group *g)
{
	float surest = 0;
	uint32_t i;

	for (i = 0; i < g->n; i++) {
		const struct plan_alternative *a = &g->alternatives[i];

		if (a->origin != PLAN_TYPO && a->origin != PLAN_SYNONYM)
			return 0;
		surest = a->weight > surest ? a->weight : surest;
	}
	return g->n ? 1 - surest : 0;
}

/*
 * A group is as common as its sure alternatives together: "student" that the
 * corpus has once must not outweigh everything when "mahasiswa" is everywhere.
 */
static void weigh(struct plan_group *g, const struct index *x)
{
	float df = 0, rare = 0;
	uint32_t i;

	for (i = 0; i < g->n; i++)
		if (g->alternatives[i].weight >= SURE)
			df += alternative_df(x, &g->alternatives[i]);
	if (df > (float)x->meta.chunks)
		df = (float)x->meta.chunks;
	g->idf = idf(x, df);
	for (i = 0; i < g->n; i++) {
		struct plan_alternative *a = &g->alternatives[i];
		float own = idf(x, alternative_df(x, a));

		a->value = a->weight * (own < g->idf ? own : g->idf);
		rare = a->value > rare ? a->value : rare;
	}
	if (df == 0 && g->n) /* known by its less sure alternatives alone */
		g->idf = rare;
	drop_common(g, rare);
	g->idf += doubt(g) * (idf(x, 0) - g->idf);
}

/* --- the groups of a question */

static struct plan_group *begin_group(struct reading *r, uint32_t at, uint32_t words)
{
	r->group = ARENA_NEW(r->tools->arena, struct plan_group);
	if (r->group) {
		r->group->at = at;
		r->group->words = words;
		r->group->text = join(r, at, words);
	}
	return r->group;
}

/* Words of the longest term of any table that begins at word `at`; 1 when there is none. */
static uint32_t longest_term(const struct reading *r, uint32_t at)
{
	uint32_t n = r->n - at < DICT_KEY_WORDS ? r->n - at : DICT_KEY_WORDS;
	size_t i, found;

	for (; n > 1; n--) {
		struct str term = join(r, at, n);

		for (i = 0; i < SOURCES; i++)
			if (source_on(r, i) && look_up(r, sources[i].table, term, &found))
				return n;
	}
	return 1;
}

static void fill_word(struct reading *r, const struct question_word *w)
{
	put_word(r, w->text, 1, PLAN_LITERAL);
	put_tables(r, w->text, 1, true);
	if (r->group->n == 0 && r->lang != LANG_EN)
		put_affixes(r, w->text);
	if (r->group->n == 0 && !(r->tools->off & KB_NO_TYPOS))
		put_typos(r, w->text);
}

/* Slang for nothing but function words carries no topic. */
static bool is_empty_slang(const struct reading *r, struct str word)
{
	size_t n, i;
	const struct dict_alternative *a = dict_find(r->tools->dict, DICT_SLANG, word, &n);

	if (a == NULL || r->tools->off & KB_NO_SLANG)
		return false;
	for (i = 0; i < n; i++) {
		struct str rest = a[i].text, part;

		while (str_cut(&rest, ' ', &part))
			if (!dict_is_stop(r->tools->dict, LANG_ID, part))
				return false;
	}
	return true;
}

static int add_group(struct reading *r, struct plan *p, uint32_t at, uint32_t words)
{
	struct plan_group *g = begin_group(r, at, words);
	uint32_t i, least = 0;

	if (g == NULL)
		return -1;
	if (words > 1) {
		put_phrase(r, g->text, 1, PLAN_LITERAL);
		put_tables(r, g->text, 1, true);
	} else {
		fill_word(r, &r->words[at]);
	}
	weigh(g, r->tools->index);
	for (i = 0; i < p->n; i++)
		if (str_eq(p->groups[i]->text, g->text))
			return 0;
	if (p->n < PLAN_GROUPS) {
		p->groups[p->n++] = g;
		return 0;
	}
	for (i = 1; i < p->n; i++)
		if (p->groups[i]->idf < p->groups[least]->idf)
			least = i;
	if (p->groups[least]->idf < g->idf)
		p->groups[least] = g;
	return 0;
}

static int add_groups(struct reading *r, struct plan *p, bool with_stop)
{
	uint32_t at = 0;

	while (at < r->n) {
		uint32_t n = longest_term(r, at);
		const struct question_word *w = &r->words[at];

		if (n > 1 ? is_empty_slang(r, join(r, at, n))
			  : !with_stop && (w->stop || is_empty_slang(r, w->text))) {
			at += n;
			continue;
		}
		if (add_group(r, p, at, n))
			return -1;
		at += n;
	}
	return 0;
}

static int keep_words(const struct reading *r, struct plan *p)
{
	struct str *words = ARENA_ARRAY(r->tools->arena, r->n + 1, struct str);
	uint32_t i;

	if (words == NULL)
		return -1;
	for (i = 0; i < r->n; i++)
		words[i] = r->words[i].text;
	p->words = words;
	p->words_n = r->n;
	return 0;
}

int plan_make(const struct plan_tools *t, struct str question, enum lang lang, struct plan **ret, struct err *err)
{
	struct reading *r = ARENA_NEW(t->arena, struct reading);
	struct plan *p = ARENA_NEW(t->arena, struct plan);
	uint32_t i;

	if (r == NULL || p == NULL)
		return err_set(err, ERR_NO_MEMORY, "understanding the question");
	r->tools = t;
	r->lang = p->lang = lang == LANG_UNKNOWN ? lang_detect(question) : lang;
	if (read_words(r, question) || keep_words(r, p) || add_groups(r, p, false) || (p->n == 0 && add_groups(r, p, true)))
		return err_set(err, ERR_NO_MEMORY, "understanding the question");
	for (i = 0; i < p->n; i++)
		p->information += p->groups[i]->idf;
	*ret = p;
	return 0;
}

void plan_explain(const struct plan *p, const struct index *x, struct buf *out)
{
	static const char *const origins[] = {"", "slang ", "abbreviation ", "synonym ", "glossary ", "affix ", "typo "};
	uint32_t i, k;

	buf_printf(out, "language: %s\n", p->lang == LANG_UNKNOWN ? "undecided" : lang_code(p->lang));
	for (i = 0; i < p->n; i++) {
		const struct plan_group *g = p->groups[i];

		buf_printf(out, "%-24.*s idf %5.2f:", STR_ARG(g->text), (double)g->idf);
		for (k = 0; k < g->n; k++) {
			const struct plan_alternative *a = &g->alternatives[k];

			buf_printf(out, "%s %s%.*s %.2f (%u chunks)", k ? "," : "", origins[a->origin],
				   STR_ARG(a->text), (double)a->value,
				   a->n == 1 ? index_df(x, a->terms[0]) : (unsigned)alternative_df(x, a));
		}
		buf_cstr(out, g->n ? "\n" : " not in the documents\n");
	}
}
