#include "kb/search/shown.h"

#include "base/ascii.h"
#include "kb/search/asked_noun.h"
#include "kb/search/kb.h"
#include "kb/search/match.h"
#include "kb/search/subject.h"
#include "kb/search/tuning.h"
#include "text/analyse.h"
#include "text/person.h"
#include "text/sentence.h"

enum {
	SENTENCES = 128, /* of a passage that are looked at; few have more than 10 */
	NONE = PLAN_GROUPS,
};

struct sentence {
	struct str text;
	float value;               /* worth of the question's words in it and in the title */
	float own[PLAN_GROUPS];    /* of each group in it, in the title and in the heading */
	float window[PLAN_GROUPS]; /* the same with the sentence before, and with the one that announces a list */
};

/* What is looked for. */
struct search {
	const struct plan_tools *tools;
	const struct plan *p;
	unsigned kinds;
	bool office[PLAN_GROUPS], any_office;
	bool subject[PLAN_GROUPS], any_subject;
	bool silent[PLAN_GROUPS]; /* an answer may do without it */
	uint32_t counted;         /* the group that a number counts, or NONE */
	bool sized;               /* the number is one of a size */
	bool past;                /* the question is of somebody who held an office */
	struct match *match;
	struct sentence *sentences;
	uint32_t n;
};

/* --- the sentences of a passage */

static void raise(float *at, float value)
{
	if (value > *at)
		*at = value;
}

/* Takes the hits from *hit up to word `end`; moves *hit there. */
static void take_hits(struct sentence *s, const struct matched *m, uint32_t *hit, uint32_t end)
{
	float part[PLAN_GROUPS];
	uint32_t g;

	for (g = 0; g < m->groups; g++) {
		part[g] = m->title[g] * TITLE_SHARE;
		s->own[g] = m->title[g];
	}
	for (; *hit < m->hits_n && m->hits[*hit].at < end; (*hit)++) {
		raise(&part[m->hits[*hit].group], m->hits[*hit].value);
		raise(&s->own[m->hits[*hit].group], m->hits[*hit].value);
	}
	s->value = 0;
	for (g = 0; g < m->groups; g++)
		s->value += part[g];
}

/* Whether the passage holds one of the question's subjects, or it names none that the documents know. */
static bool holds_subject(const struct search *s, const struct matched *m)
{
	uint32_t g;

	for (g = 0; g < s->p->n; g++)
		if (s->subject[g] && (m->title[g] > 0 || m->text[g] > 0))
			return true;
	return !s->any_subject;
}

static void cut(struct search *s, const struct matched *m, struct str text)
{
	const struct sentence *lead = NULL;
	uint32_t words = 0, hit = 0, g;

	for (s->n = 0; s->n < SENTENCES && sentence_cut(&text, &s->sentences[s->n].text); s->n++) {
		struct sentence *x = &s->sentences[s->n];

		words += analyse_count(x->text);
		take_hits(x, m, &hit, words);
		memcpy(x->window, x->own, sizeof x->window);
		for (g = 0; g < m->groups; g++) {
			if (s->n)
				raise(&x->window[g], x[-1].own[g]);
			if (lead)
				raise(&x->window[g], lead->own[g]);
		}
		if (str_ends(x->text, STR(":")))
			lead = x;
	}
}

/* --- what is shown */

/* Two words written like names side by side, of which no table has one: "Iskandar Alisjahbana". */
static bool names_somebody(const struct dict *d, struct str text)
{
	struct analyser a;
	struct word w;
	size_t end = 0;
	bool before = false, unknown = false;

	for (analyse_begin(&a, text); analyse_next(&a, &w); end = w.to) {
		bool capital = is_upper(text.p[w.from]) && !(w.capitals && w.text.n > 2);
		bool beside = before && w.from <= end + 2 && text.p[end] != ',' && text.p[end] != ';';
		bool rare = !dict_knows(d, w.text) && w.text.n > 2;

		if (capital && beside && (rare || unknown))
			return true;
		unknown = capital && rare;
		before = capital;
	}
	return false;
}

static float share(const struct search *s, const float *held)
{
	float all = 0, sum = 0;
	uint32_t g;

	for (g = 0; g < s->p->n; g++) {
		float worth = s->silent[g] ? 0 : s->p->groups[g]->idf;

		all += worth;
		sum += held[g] < worth ? held[g] : worth;
	}
	return all > 0 ? sum / all : 1;
}

/* Whether the sentence names somebody beside the office: today's, unless the question is of an earlier one. */
static bool names_holder(const struct search *s, const struct sentence *x)
{
	bool office = false;
	uint32_t g;

	for (g = 0; g < s->p->n; g++)
		office = office || (s->office[g] && x->own[g] > 0);
	return office && share(s, x->window) >= NAMED_SHARE && names_somebody(s->tools->dict, x->text) &&
	       (s->past || !person_is_past(x->text));
}

static unsigned held(const struct search *s, const struct sentence *x)
{
	unsigned kinds = asked_kinds_held(x->text, s->kinds & ~(unsigned)ASKED_YES_NO);

	/* "pendaftaran brp?" may be of a date, "how many" is not */
	if (s->kinds & ASKED_NUMBER && s->counted == NONE && s->p->lang != LANG_EN)
		kinds |= asked_kinds_held(x->text, ASKED_DATE) ? ASKED_NUMBER : 0;
	if (s->kinds & ASKED_NAME && s->any_office)
		kinds = (kinds & ~(unsigned)ASKED_NAME) | (names_holder(s, x) ? ASKED_NAME : 0);
	if (kinds & ASKED_NUMBER && s->counted != NONE && x->own[s->counted] <= 0)
		kinds &= ~(unsigned)ASKED_NUMBER;
	if (kinds & ASKED_NUMBER && s->sized && !asked_size_held(x->text))
		kinds &= ~(unsigned)ASKED_NUMBER;
	return kinds;
}

static unsigned kinds_near(const struct search *s)
{
	float best = 0;
	unsigned all = 0;
	uint32_t i, k;

	for (i = 0; i < s->n; i++)
		raise(&best, s->sentences[i].value);
	for (i = 0; i < s->n; i++) {
		if (s->sentences[i].value < SHOWN_NEAR * best)
			continue;
		for (k = i ? i - 1 : 0; k <= i + 1 && k < s->n && all == 0; k++)
			all |= held(s, &s->sentences[k]);
	}
	return all;
}

/* Whether a part of the passage is about what the question asks of. */
static bool is_about(const struct search *s, float least)
{
	uint32_t i;

	for (i = 0; i < s->n; i++)
		if (share(s, s->sentences[i].window) >= least)
			return true;
	return false;
}

/* --- what is asked */

/* They ask whether something is there, the English ones behind "is", "are", "do" or "does". */
static const char *const existing[] = {
	"ada", "adakah", "punya", "mempunyai", "memiliki", "tersedia", "terdapat", "menyediakan", "disediakan",
};
static const char *const existing_en[] = {"there", "have", "available", "offer", "offered", "provide", "provided"};
/* They ask whether something may be done, or must be. */
static const char *const modal[] = {
	"bisa", "boleh", "bolehkah", "dapat", "diizinkan", "diperbolehkan", "harus", "perlu", "wajib", "allowed",
	"mandatory", "necessary", "needed", "permitted", "possible", "required",
};
static bool any_word(const struct plan *p, const char *const *list, size_t n)
{
	uint32_t i;

	for (i = 0; i < p->words_n; i++)
		if (str_among(p->words[i], list, n))
			return true;
	return false;
}

static bool asks_existence(const struct plan *p)
{
	static const char *const opening[] = {"is", "are", "do", "does"};

	if (p->words_n && STR_AMONG(p->words[0], opening))
		return any_word(p, existing_en, sizeof existing_en / sizeof existing_en[0]);
	return any_word(p, existing, sizeof existing / sizeof existing[0]);
}

/* "buat siapa?" may be answered by a sort of people, which no word shows to be one. */
static bool asks_for_whom(const struct plan *p)
{
	static const char *const meant[] = {"bagi", "buat", "for", "untuk", "utk"};
	static const char *const who[] = {"siapa", "sapa", "whom", "who"};
	uint32_t i;

	for (i = 1; i < p->words_n; i++)
		if (STR_AMONG(p->words[i], who) && STR_AMONG(p->words[i - 1], meant))
			return true;
	return false;
}

/* "siapa nama rektor …", "who is the current dean …", "dekan FSRD siapa": the word there is an office asked about. */
static bool asks_who_is(const struct plan *p, uint32_t at)
{
	static const char *const who[] = {"siapa", "siapakah", "sapa", "who", "whos", "nama", "namanya", "name"};
	static const char *const between[] = {"is", "was", "the", "our", "current", "now", "of", "itu", "sih"};
	uint32_t i = at;

	if (at >= p->words_n) /* an earlier question's */
		return false;
	while (i > 0 && STR_AMONG(p->words[i - 1], between))
		i--;
	if (i > 0)
		return STR_AMONG(p->words[i - 1], who);
	return STR_AMONG(p->words[p->words_n - 1], who);
}

/* Whether the question has one part, and an earlier one brought none of the groups. */
static bool is_alone(const struct plan *p)
{
	uint32_t g;

	for (g = 0; g < p->n; g++)
		if (p->groups[g]->at >= p->words_n)
			return false;
	return p->clauses_n == 1;
}

/* Whether a part of the question asks for nothing that shows, and so may be answered. */
static bool has_open_part(const struct plan *p)
{
	const unsigned whether = ASKED_YES_NO;
	uint32_t i;

	for (i = 0; i < p->clauses_n && p->clauses_n > 1; i++) {
		const struct clause *c = &p->clauses[i];

		if (!(asked_kinds(str_sub(p->question, c->from, c->to - c->from)) & SHOWN_KINDS & ~whether))
			return true;
	}
	return false;
}

static void read_groups(struct search *s)
{
	const struct plan *p = s->p;
	size_t counted;
	bool alone = is_alone(p);
	bool counts = asked_counted(p->words, p->words_n, &counted);
	uint32_t g;

	s->counted = NONE;
	for (g = 0; g < p->n; g++) {
		const struct plan_group *x = p->groups[g];

		s->office[g] = asked_office(x->text) && asks_who_is(p, x->at);
		s->any_office = s->any_office || s->office[g];
		s->silent[g] = p->n > 1 &&
			       (STR_AMONG(x->text, existing) || STR_AMONG(x->text, existing_en) ||
				STR_AMONG(x->text, modal) || person_past(x->text) ||
				asked_kind_sorts(x->text));
		s->subject[g] = alone && x->n && subject_named(s->tools, x);
		s->any_subject = s->any_subject || s->subject[g];
		if (counts && x->at <= counted && counted < x->at + x->words)
			s->counted = g;
	}
}

static int search_begin(struct search *s, struct err *err)
{
	struct arena *a = s->tools->arena;

	s->match = match_new(s->p, a);
	s->sentences = ARENA_ARRAY(a, SENTENCES, struct sentence);
	if (s->match == NULL || s->sentences == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for searching");
	s->sized = asked_size(s->p->words, s->p->words_n);
	s->past = person_is_past(s->p->question);
	read_groups(s);
	return 0;
}

int shown_kinds(const struct kb_gen *gen, const struct plan_tools *t, const struct plan *p, const uint32_t *chunks,
		uint32_t n, unsigned *ret, struct err *err)
{
	struct search s = {.tools = t, .p = p, .kinds = p->kinds & SHOWN_KINDS};
	bool whether = s.kinds == ASKED_YES_NO && is_alone(p);
	float least = asks_existence(p) ? EXISTS_SHARE : WHETHER_SHARE;
	unsigned all = 0;
	uint32_t i;

	*ret = SHOWN_KINDS;
	if (asks_for_whom(p))
		s.kinds &= ~(unsigned)ASKED_PERSON;
	if (((s.kinds & ~(unsigned)ASKED_YES_NO) == 0 && !whether) || has_open_part(p))
		return 0;
	if (search_begin(&s, err))
		return -1;
	for (i = 0; i < n && all == 0; i++) {
		const struct matched *m = match_read(s.match, &gen->generation.index, chunks[i]);
		struct kb_chunk c;

		if (!whether && !holds_subject(&s, m))
			continue;
		kb_chunk(gen, chunks[i], &c);
		cut(&s, m, c.text);
		all = !whether ? kinds_near(&s) : is_about(&s, least) ? ASKED_YES_NO : 0;
	}
	*ret = all;
	return 0;
}
