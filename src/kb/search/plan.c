#include "base/utf8.h"
#include "kb/search/alternatives.h"
#include "kb/search/asked_kind.h"
#include "kb/search/question_words.h"
#include "kb/search/tuning.h"
#include "kb/search/weigh.h"
#include "text/analyse.h"
#include "text/opener.h"

struct reading {
	const struct plan_tools *tools;
	float spoken; /* about the share of chunks in the question's language */
	struct filling filling;
	struct question_word words[PLAN_WORDS];
	uint32_t n;
};

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

/* Estimated from the language's commonest word, which nearly every chunk in that language holds. */
float plan_spoken(const struct plan_tools *t, enum lang lang)
{
	bool english = lang == LANG_EN;
	struct str stem = stemmer_stem(t->stemmer, english ? LANG_EN : LANG_ID,
				       english ? STR("the") : STR("yang"));
	uint32_t term = index_find(t->index, stem);

	return term == INDEX_NONE ? 0 : (float)index_df(t->index, term) / (float)t->index->meta.chunks;
}

/* --- the groups of a question */

static struct plan_group *begin_group(struct reading *r, uint32_t at, uint32_t words)
{
	r->filling.group = ARENA_NEW(r->tools->arena, struct plan_group);
	if (r->filling.group) {
		r->filling.group->at = at;
		r->filling.group->words = words;
		r->filling.group->text = join(r, at, words);
		while (words-- > 0)
			r->filling.group->name = r->filling.group->name || r->words[at + words].name;
	}
	return r->filling.group;
}

/* How many words the longest term of any table has that begins at word `at`; 1 when none does. */
static uint32_t longest_term(const struct reading *r, uint32_t at)
{
	uint32_t n = r->n - at < DICT_KEY_WORDS ? r->n - at : DICT_KEY_WORDS;

	while (n > 1 && !alternatives_known(&r->filling, join(r, at, n)))
		n--;
	return n;
}

/* Slang that stands for function words alone says nothing of what the question is about. */
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
		alternatives_of_term(&r->filling, g->text);
	} else {
		alternatives_of_word(&r->filling, r->words[at].text);
	}
	weigh_group(g, r->tools->index);
	if (g->n == 0 && !g->name && !alternatives_known(&r->filling, g->text))
		g->idf *= UNTRANSLATED + (1 - UNTRANSLATED) * r->spoken;
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

/* What only names the kind of thing that is asked for, "jenis", says nothing when no document has it. */
static void ignore_sorts(struct plan *p)
{
	uint32_t others = 0, i;

	for (i = 0; i < p->n; i++)
		others += p->groups[i]->n > 0;
	for (i = 0; i < p->n && others; i++)
		if (p->groups[i]->n == 0 && asked_kind_sorts(p->groups[i]->text))
			p->groups[i]->idf = 0;
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
	bool named;
	uint32_t i;

	if (r == NULL || p == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for understanding the question");
	r->tools = t;
	p->lang = lang == LANG_UNKNOWN ? lang_detect(question) : lang;
	p->question = question = opener_skip(question);
	p->kinds = asked_kinds(question);
	r->filling = (struct filling){.tools = t, .lang = p->lang};
	r->spoken = plan_spoken(t, p->lang);
	r->filling.english = plan_spoken(t, LANG_EN) >= SPOKEN_LEAST;
	if (question_words(&r->filling, question, r->words, &r->n) || keep_words(r, p) || add_groups(r, p, false))
		return err_set(err, ERR_NO_MEMORY, "no memory for understanding the question");
	ignore_sorts(p);
	p->clauses_n = clauses_of(question, p->clauses);
	named = p->n > 0;
	if (!named && add_groups(r, p, true))
		return err_set(err, ERR_NO_MEMORY, "no memory for understanding the question");
	for (i = 0; i < p->n; i++)
		p->information += p->groups[i]->idf;
	if (!named) /* every passage has the words of "How are you?", and none has what it is about */
		p->information = UNNAMED * p->information + weigh_unknown(t->index);
	*ret = p;
	return 0;
}

void plan_explain(const struct plan *p, const struct index *x, struct buf *out)
{
	static const char *const origins[] = {"", "slang ", "abbreviation ", "synonym ", "glossary ", "affix ",
					      "typo "};
	uint32_t i, k;

	buf_printf(out, "language: %s\n", p->lang == LANG_UNKNOWN ? "undecided" : lang_code(p->lang));
	for (i = 0; i < p->n; i++) {
		const struct plan_group *g = p->groups[i];

		buf_printf(out, "%-24.*s idf %5.2f:", STR_ARG(g->text), (double)g->idf);
		for (k = 0; k < g->n; k++) {
			const struct plan_alternative *a = &g->alternatives[k];

			buf_printf(out, "%s %s%.*s %.2f (%u chunks)", k ? "," : "", origins[a->origin],
				   STR_ARG(a->text), (double)a->value,
				   a->n == 1 ? index_df(x, a->terms[0]) : (unsigned)weigh_df(x, a));
		}
		buf_printf(out, "%s%s\n", g->n ? "" : " not in the documents", g->name ? ", a name" : "");
	}
	buf_printf(out, "%-24s     %5.2f\n", "information", (double)p->information);
}
