#include "kb/search/followup.h"

#include "kb/search/compare.h"
#include "kb/search/subject.h"
#include "text/person.h"

enum {
	ELLIPSIS_THINGS = 2,    /* of "kalau orang tua meninggal?" */
	BARE_GROUPS = 2,        /* of "lulus tahun berapa?" */
};

/* Point back wherever they stand. */
static const char *const pointing[] = {"tersebut", "tsb", "dia", "mereka", "beliau", "tadi", "sana", "those", "these"};
/* Point back unless the question itself says to what. */
static const char *const pronouns[] = {"it", "its", "they", "them", "their", "he", "she", "him", "his", "her"};
/* Point back at the beginning, at the end or beside a function word; behind a noun they only determine it. */
static const char *const demonstratives[] = {"itu", "that", "this"};
static const char *const before_that[] = {
	"does", "did", "do", "is", "was", "for", "about", "after", "before", "of", "with", "without", "by", "like",
	"at",
};
static const char *const joining[] = {"dan", "serta", "terus", "trus", "lalu", "and", "then"};
static const char *const opening[] = {
	"kalau", "kalo", "klo", "kl", "klau", "terus", "trus", "lalu", "dan", "tapi", "nah", "berarti", "untuk", "buat",
	"and", "but", "or", "then", "so", "for", "if",
};
/* In front of a verb whose subject is left out: "bisa diperpanjang?" */
static const char *const modal[] = {
	"bisa", "bs", "bisakah", "boleh", "bolehkah", "dapat", "dapatkah", "harus", "hrs", "haruskah", "perlu",
	"perlukah",
	"wajib", "masih", "msh", "sudah", "udah", "udh",
};
static const char *const asking[] = {
	"apa", "apakah", "siapa", "siapakah", "kapan", "kpn", "kapankah", "berapa", "brp", "berapakah", "mengapa",
	"kenapa", "knp", "dimana", "mana", "kemana", "what", "who", "when", "where", "why", "which", "how",
};
/* Ask how, or how about. */
static const char *const how[] = {"bagaimana", "gimana", "gmn", "gmna", "bgmn", "gimanakah", "bagaimanakah"};
/* End in -nya but belong to nothing. */
static const char *const adverbs[] = {
	"biasanya", "sebaiknya", "misalnya", "sebenarnya", "sebenernya", "nantinya", "akhirnya", "rupanya", "khususnya",
	"umumnya", "selanjutnya", "sebelumnya", "seharusnya", "harusnya", "adanya", "setidaknya", "hendaknya",
	"bertanya",
	"pokoknya", "kayaknya", "katanya", "makanya", "intinya", "soalnya", "mempunya", "kenapanya", "gimananya",
};

struct reading {
	const struct plan_tools *t;
	const struct plan *p;
	/* How many groups name a subject, are no aspects, and are no function words. */
	uint32_t subjects, things, groups;
};

static struct reading read_groups(const struct plan_tools *t, const struct plan *p)
{
	struct reading r = {.t = t, .p = p};
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		const struct plan_group *g = p->groups[i];

		r.groups += g->words > 1 || !subject_is_stop(t, g->text);
		r.subjects += subject_named(t, g);
		r.things += !subject_is_aspect(t, g);
	}
	return r;
}

/* How many subjects lie wholly within words [from, to). */
static uint32_t subjects_within(const struct reading *r, uint32_t from, uint32_t to)
{
	uint32_t n = 0, i;

	for (i = 0; i < r->p->n; i++) {
		const struct plan_group *g = r->p->groups[i];

		n += g->at >= from && g->at + g->words <= to && subject_named(r->t, g);
	}
	return n;
}

/* 1 when word `at` is part of a subject, else 0. */
static uint32_t subjects_at(const struct reading *r, uint32_t at)
{
	uint32_t n = 0, i;

	for (i = 0; i < r->p->n; i++) {
		const struct plan_group *g = r->p->groups[i];

		n += g->at <= at && at < g->at + g->words && subject_named(r->t, g);
	}
	return n;
}

static bool any_within(const struct reading *r, uint32_t from, uint32_t to, const char *const *list, size_t n)
{
	uint32_t i;

	for (i = from; i < to && i < r->p->words_n; i++)
		if (str_among(r->p->words[i], list, n))
			return true;
	return false;
}

#define ANY_WITHIN(r, from, to, list) any_within((r), (from), (to), (list), sizeof(list) / sizeof(list)[0])

/* "what is X and how much does it cost": the question itself says what "it" is. */
static bool has_antecedent(const struct reading *r, uint32_t at)
{
	const struct plan *p = r->p;
	uint32_t i;

	for (i = 1; i <= at; i++)
		if ((STR_AMONG(p->words[i - 1], joining) || (p->clauses_n > 1 && p->clauses[1].word == i)) &&
		    subjects_within(r, 0, i))
			return true;
	return false;
}

/* "how long does it take to get to Bandung?" */
static bool is_expletive(const struct reading *r, uint32_t at)
{
	static const char *const clauses[] = {"to", "that"};

	return str_eq(r->p->words[at], STR("it")) && ANY_WITHIN(r, at + 1, r->p->words_n, clauses) &&
	       subjects_within(r, at + 1, r->p->words_n);
}

/* "kapan itu?", "itu berlaku untuk siapa?", "selama itu"; not "SKPI itu apa?" nor "apa itu SKPI?". */
static bool points_back(const struct reading *r, uint32_t at)
{
	const struct plan *p = r->p;
	bool last = at + 1 == p->words_n;

	if (str_eq(p->words[at], STR("this")))
		return last && at > 0;
	if (at == 0)
		return subjects_within(r, 1, 2) == 0;
	if (str_eq(p->words[at], STR("itu")) && str_eq(p->words[at - 1], STR("apa")))
		return last;
	if (last)
		return subjects_within(r, at - 1, at) == 0;
	if (str_eq(p->words[at], STR("that"))) /* "what does that cost?"; not "scholarships that …" */
		return STR_AMONG(p->words[at - 1], before_that);
	return subjects_within(r, at - 1, at) == 0 && subject_is_stop(r->t, p->words[at - 1]);
}

static bool refers_by_word(const struct reading *r, uint32_t at)
{
	struct str word = r->p->words[at];

	if (STR_AMONG(word, pointing))
		return true;
	if (STR_AMONG(word, pronouns))
		return !has_antecedent(r, at) && !is_expletive(r, at);
	return STR_AMONG(word, demonstratives) && points_back(r, at);
}

/* "bukunya hilang?" belongs to what was named before; "jadwalnya SNBT" names SNBT itself. */
static bool belongs_to_earlier(const struct reading *r, uint32_t at)
{
	struct str word = r->p->words[at];
	uint32_t others;

	if (!str_ends(word, STR("nya")) || word.n < 6 || subject_is_stop(r->t, word) || STR_AMONG(word, adverbs))
		return false;
	others = r->subjects - subjects_at(r, at);
	return others == 0;
}

/* "kalau S2?", "what about the dormitory?", "doktor?": names only something else, of which the same is asked. */
static bool is_ellipsis(const struct reading *r)
{
	const struct plan *p = r->p;
	bool opens = p->words_n > 1 && STR_AMONG(p->words[0], opening);
	bool about = p->words_n > 2 && (str_eq(p->words[1], STR("about")) || STR_AMONG(p->words[0], how)) &&
		     (STR_AMONG(p->words[1], opening) || str_eq(p->words[1], STR("dengan")) ||
		      str_eq(p->words[1], STR("about")));
	bool asks = ANY_WITHIN(r, about ? 2 : 0, p->words_n, asking);

	if (r->things == 0 || r->things > ELLIPSIS_THINGS)
		return false;
	if (opens || about)
		return !asks || r->groups <= 1;
	return !asks && r->groups == 1 && p->words_n <= 2;
}

/* "kalau telat datang gimana?", "kalau dari jalur mandiri boleh?"; not "kalau S2 gimana?". */
static bool is_condition(const struct reading *r)
{
	const struct plan *p = r->p;

	return r->groups > 1 && (ANY_WITHIN(r, 1, p->words_n, how) || ANY_WITHIN(r, 1, p->words_n, modal));
}

/* "bisa diperpanjang?", "apakah harus dilampirkan?" */
static bool lacks_subject(const struct reading *r)
{
	const struct plan *p = r->p;
	uint32_t first = p->words_n && str_eq(p->words[0], STR("apakah"));

	return first + 1 < p->words_n && STR_AMONG(p->words[first], modal) && r->things <= ELLIPSIS_THINGS &&
	       !ANY_WITHIN(r, first, p->words_n, asking);
}

/* "lulus tahun berapa?", "siapa yang mendanai?", "founded when?": nothing but a verb and what is asked. */
static bool is_bare_verb(const struct reading *r)
{
	const struct plan *p = r->p;
	uint32_t i, first = p->n;

	for (i = 0; i < p->n; i++)
		if (p->groups[i]->words > 1 || !subject_is_stop(r->t, p->groups[i]->text))
			first = first < i ? first : i;
	return first < p->n && r->things == 1 && r->groups <= BARE_GROUPS && !p->groups[first]->name &&
	       p->groups[first]->words == 1 && !subject_is_aspect(r->t, p->groups[first]) &&
	       subject_is_verb(p->groups[first]->text) && ANY_WITHIN(r, 0, p->words_n, asking);
}

/* "bedanya?", "bedanya sama SNBP?": of the two things one at least was named before. */
static bool compares_earlier(const struct reading *r)
{
	uint32_t left, right;

	return compare_asked(r->p) && r->subjects <= 1 && !compare_sides(r->p, &left, &right);
}

struct followup followup_read(const struct plan_tools *t, const struct plan *p)
{
	struct reading r = read_groups(t, p);
	uint32_t i;

	if (compares_earlier(&r))
		return (struct followup){FOLLOWUP_REFERS, "compares what was named before", STR("")};
	for (i = 0; i < p->words_n; i++)
		if (refers_by_word(&r, i))
			return (struct followup){person_pronoun(p->words[i]) && r.things == 1 ? FOLLOWUP_LACKS
											      : FOLLOWUP_REFERS,
						 "points back", p->words[i]};
	if (is_ellipsis(&r)) {
		if (is_condition(&r))
			return (struct followup){FOLLOWUP_LACKS, "makes a condition", STR("")};
		return (struct followup){FOLLOWUP_CONTINUES, "asks the same of something else", STR("")};
	}
	if (is_bare_verb(&r))
		return (struct followup){FOLLOWUP_LACKS, "has a verb alone", STR("")};
	if (lacks_subject(&r))
		return (struct followup){r.things <= 1 ? FOLLOWUP_LACKS : FOLLOWUP_CONTINUES,
					 "leaves its subject out", STR("")};
	if (r.subjects == 0)
		return (struct followup){FOLLOWUP_REFERS, "names no subject", STR("")};
	for (i = 0; i < p->words_n; i++)
		if (belongs_to_earlier(&r, i))
			return (struct followup){FOLLOWUP_LACKS, "belongs to something", p->words[i]};
	return (struct followup){FOLLOWUP_NONE, "names a subject of its own", STR("")};
}
