/*
 * The answer without a language model: the sentences of the best passages that
 * tell most about the question, as they stand in the documents.
 *
 * Who asks when or how many wants a number, so that one counts as a word of the
 * question (the expected answer type of Prager et al., SIGIR 2000, at its simplest).
 */
#include "chat/ground.h"
#include "chat/piece.h"
#include "text/analyse.h"

enum {
	PASSAGES_MAX = 3,
	FIRST_POINTS = 420, /* what is said from the best passage, and from each other: */
	OTHER_POINTS = 260, /* half a minute of speech together */
};
/* One nearly as good as the best may come first when it tells more. */
static const double EQUAL_SHARE = 0.9;
/* A passage this much worse than the best one is none to quote beside it. */
static const double SCORE_SHARE = 0.6;
/* And must tell this share of what was asked that was not said before ... */
static const double NEW_SHARE = 0.25;
/* ... and, unless two things were asked, more than this share of all that was asked, some of it said before. */
static const double TOPIC_SHARE = 0.5;

static int say(struct chat *c, size_t at, const struct piece *x, const struct wanted *wanted, struct err *err)
{
	size_t start;

	if (c->said.n && chat_say(c, STR("\n\n"), err))
		return -1;
	start = c->said_points;
	if (chat_say(c, piece_text(c, x), err))
		return -1;
	return ground_cite(c, at, piece_key(c, x, wanted), start, c->said_points, err);
}

static bool has_word(struct str text, const char *const *words, size_t n)
{
	struct analyser a;
	struct word w;
	size_t i;

	for (analyse_begin(&a, text); analyse_next(&a, &w);)
		for (i = 0; i < n; i++)
			if (str_eq(w.text, str_of(words[i])))
				return true;
	return false;
}

/* When, how many: as analyse_next spells the words, and as students do. */
static bool asks_number(struct str question)
{
	static const char *const words[] = {"kapan",     "kapankah", "kpn", "berapa", "berapakah", "brp",
					    "brapa",     "brpa",     "when", "many",  "much",      "year"};

	return has_word(question, words, sizeof words / sizeof words[0]);
}

static bool asks_two_things(struct str question)
{
	static const char *const words[] = {"dan", "serta", "dn", "sekaligus", "and", "also"};

	return has_word(question, words, sizeof words / sizeof words[0]);
}

/* A passage beside the first one must be about what was asked, and tell something of it that was not said yet. */
static bool worth_adding(const struct chat *c, const struct piece *x, const struct wanted *wanted)
{
	const struct wanted asked = {.terms = c->asked}, unsaid = {.terms = wanted->terms};
	double all = terms_weight(&c->asked, &c->evidence.rarity), of_all = piece_value(c, x, &asked);

	if ((double)x->passage->score < SCORE_SHARE * (double)c->evidence.best ||
	    piece_value(c, x, wanted) <= NEW_SHARE * all)
		return false;
	return asks_two_things(c->q->text) || (of_all > TOPIC_SHARE * all && of_all > piece_value(c, x, &unsaid));
}

static bool is_foreign(const struct chat *c, const struct passage *p)
{
	enum lang lang = lang_detect(p->c.text);

	return lang != LANG_UNKNOWN && lang != c->lang;
}

static bool as_good(const struct chat *c, const struct passage *p)
{
	return (double)p->score >= EQUAL_SHARE * (double)c->evidence.best;
}

/*
 * The passage to begin with: the first one in the asker's language, when one is
 * as good as any, unless another as good and in the same language tells clearly more.
 */
static size_t first_of(const struct chat *c, const struct wanted *wanted, const bool *foreign)
{
	const struct passage *p = c->evidence.passages;
	double margin = NEW_SHARE * terms_weight(&c->asked, &c->evidence.rarity), most = -1;
	size_t first = 0, i;

	while (first < c->evidence.n && (foreign[first] || !as_good(c, &p[first])))
		first++;
	if (first == c->evidence.n)
		first = 0;
	for (i = first; i < c->evidence.n; i++) {
		struct piece x = piece_cut(c, &p[i], wanted, FIRST_POINTS);
		double v = piece_value(c, &x, wanted);

		if (most < 0 ||
		    (v > most + margin && as_good(c, &p[i]) && foreign[i] == foreign[first])) {
			most = v;
			first = i;
		}
	}
	return first;
}

int step_extract(struct chat *c, struct err *err)
{
	struct wanted wanted = {0};
	bool foreign[EVIDENCE_MAX] = {false}; /* each passage of the evidence */
	size_t i, first, said = 0;

	if (terms_of(c->stemmer, c->lang, c->q->text, c->arena, &wanted.terms, err))
		return -1;
	if (wanted.terms.n && asks_number(c->q->text))
		wanted.number = terms_weight(&wanted.terms, &c->evidence.rarity) / (double)wanted.terms.n;
	for (i = 0; i < c->evidence.n; i++)
		foreign[i] = is_foreign(c, &c->evidence.passages[i]);
	first = first_of(c, &wanted, foreign);
	for (i = 0; i < c->evidence.n && said < PASSAGES_MAX; i++) {
		/* the one to begin with changes places with those before it */
		size_t at = i == 0 ? first : i <= first ? i - 1 : i;
		struct piece x = piece_cut(c, &c->evidence.passages[at], &wanted, said ? OTHER_POINTS : FIRST_POINTS);

		if (x.to == x.from || (said && (foreign[at] != foreign[first] || !worth_adding(c, &x, &wanted))))
			continue;
		if (say(c, at, &x, &wanted, err))
			return -1;
		piece_told(&x, &wanted);
		said++;
	}
	c->answer.degraded = true;
	c->answered = true;
	return 0;
}
