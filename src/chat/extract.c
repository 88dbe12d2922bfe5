/*
 * The answer without a language model: the sentences of the best passages that
 * tell most about the question, as they stand in the documents.
 *
 * Who asks when or how many wants a number, so that one counts as a word of the
 * question (the expected answer type of Prager et al., SIGIR 2000, at its simplest).
 */
#include "base/utf8.h"
#include "chat/ground.h"
#include "kb/analyse.h"

enum {
	PASSAGES_MAX = 3,
	FIRST_POINTS = 420, /* what is said from the best passage, and from each other: */
	OTHER_POINTS = 260, /* half a minute of speech together */
};
/* A passage this much worse than the best one is none to quote beside it. */
static const double SCORE_SHARE = 0.6;
/* One nearly as good as the best may come first when it tells more. */
static const double EQUAL_SHARE = 0.9;
/* And must tell this share of what was asked that was not said before. */
static const double NEW_SHARE = 0.25;

struct extract {
	const struct passage *passage;
	size_t from, to; /* sentences [from, to) */
};

/* What is still to be told. */
struct wanted {
	struct terms terms;
	double number; /* what a number is worth, 0 when none is asked for */
};

static size_t points_of(const struct passage *p, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += utf8_count(p->sentences[from].at.text) + 1;
	return n;
}

/* The heading that sentence `at` stands under, as an index; `at` itself when there is none. */
static size_t heading_of(const struct passage *p, size_t at)
{
	size_t i = at;

	while (i > 0)
		if (p->sentences[--i].at.heading)
			return i;
	return at;
}

static bool has_digit(const struct extract *x)
{
	static const char digits[] = "0123456789";
	size_t k, i;

	for (k = x->from; k < x->to; k++) {
		struct str text = x->passage->sentences[k].at.text;

		for (i = 0; i < text.n; i++)
			if (memchr(digits, text.p[i], sizeof digits - 1))
				return true;
	}
	return false;
}

/* What the sentences [from, to) and the heading above tell of what is wanted. */
static double value(const struct chat *c, const struct extract *x, const struct wanted *wanted)
{
	size_t heading = heading_of(x->passage, x->from), i, k;
	double sum = 0;

	for (i = 0; i < wanted->terms.n; i++) {
		uint64_t term = wanted->terms.p[i];
		bool found = terms_hold(&x->passage->sentences[heading].terms, term);

		for (k = x->from; k < x->to && !found; k++)
			found = terms_hold(&x->passage->sentences[k].terms, term);
		if (found)
			sum += rarity_weight(&c->evidence.rarity, term);
	}
	/* a number beside nothing that was asked about is no answer */
	return sum > 0 && wanted->number > 0 && has_digit(x) ? sum + wanted->number : sum;
}

/* From a sentence on, in whole sentences, to the end of its section or of the room. */
static struct extract cut_from(const struct passage *p, size_t from, size_t points_max)
{
	struct extract x = {p, from, from};
	size_t to;

	for (to = from + 1; to <= p->sentences_n; to++) {
		if (to < p->sentences_n && p->sentences[to].at.continues)
			continue;
		if (x.to > from && points_of(p, from, to) > points_max)
			break;
		x.to = to;
		if (to < p->sentences_n && p->sentences[to].at.heading)
			break;
	}
	return x;
}

/* The piece of the passage that holds most of what is wanted, the first of equal ones. */
static struct extract cut(const struct chat *c, const struct passage *p, const struct wanted *wanted,
			  size_t points_max)
{
	struct extract best = {p, 0, 0};
	double most = -1;
	size_t i;

	for (i = 0; i < p->sentences_n; i++) {
		struct extract x;
		double v;

		if (p->sentences[i].at.continues || p->sentences[i].at.heading)
			continue;
		x = cut_from(p, i, points_max);
		v = value(c, &x, wanted);
		if (v > most) {
			most = v;
			best = x;
		}
	}
	return best;
}

static void add_folded(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		bool space = s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r');

		if (!space)
			buf_char(b, s.p[i]);
		else if (b->n && b->p[b->n - 1] != ' ')
			buf_char(b, ' ');
	}
}

/* What a voice would pause at stands behind every line. */
static void close_line(struct buf *b, bool more)
{
	char last = b->n ? b->p[b->n - 1] : '.';

	if (strchr(".?!:;,", last) == NULL)
		buf_char(b, more ? ';' : '.');
}

static struct str text_of(struct chat *c, const struct extract *x)
{
	BUF_AUTO struct buf b = BUF_MAX(16384);
	size_t i;

	for (i = x->from; i < x->to; i++) {
		bool more = i + 1 < x->to;

		add_folded(&b, snippet_without_bullet(x->passage->sentences[i].at.text));
		if (!more || x->passage->sentences[i + 1].at.paragraph)
			close_line(&b, more);
		if (more)
			buf_char(&b, ' ');
	}
	return arena_str(c->arena, buf_view(&b));
}

static int say(struct chat *c, size_t at, const struct extract *x, struct err *err)
{
	struct str text = text_of(c, x);
	size_t start;

	if (c->said.n && chat_say(c, STR("\n\n"), err))
		return -1;
	start = c->said_points;
	if (chat_say(c, text, err))
		return -1;
	return ground_cite(c, at, text, start, c->said_points, err);
}

/* Takes what the extract tells out of `wanted`. */
static void drop_covered(const struct extract *x, struct wanted *wanted)
{
	size_t n = 0, i, k;

	for (i = 0; i < wanted->terms.n; i++) {
		bool found = false;

		for (k = x->from; k < x->to && !found; k++)
			found = terms_hold(&x->passage->sentences[k].terms, wanted->terms.p[i]);
		if (!found)
			wanted->terms.p[n++] = wanted->terms.p[i];
	}
	wanted->terms.n = n;
	if (has_digit(x))
		wanted->number = 0;
}

/* A passage beside the first one must tell something that was not said yet. */
static bool worth_saying(const struct chat *c, const struct extract *x, const struct wanted *wanted, size_t said)
{
	if (x->to == x->from || (double)x->passage->score < SCORE_SHARE * (double)c->evidence.best)
		return false;
	return said == 0 || value(c, x, wanted) > NEW_SHARE * terms_weight(&c->asked, &c->evidence.rarity);
}

/* The passage to begin with: the first one, unless an equally good one tells clearly more. */
static size_t first_of(const struct chat *c, const struct wanted *wanted)
{
	double margin = NEW_SHARE * terms_weight(&c->asked, &c->evidence.rarity), most = 0;
	size_t first = 0, i;

	for (i = 0; i < c->evidence.n; i++) {
		const struct passage *p = &c->evidence.passages[i];
		struct extract x = cut(c, p, wanted, FIRST_POINTS);
		double v = value(c, &x, wanted);

		if (i == 0 || ((double)p->score >= EQUAL_SHARE * (double)c->evidence.best && v > most + margin)) {
			most = v;
			first = i;
		}
	}
	return first;
}

/* When, how many: as analyse_next spells the words, and as students do. */
static bool asks_number(struct str question)
{
	static const char *const words[] = {"kapan",     "kapankah", "kpn", "berapa", "berapakah", "brp",
					    "brapa",     "brpa",     "when", "many",  "much",      "year"};
	struct analyser a;
	struct word w;
	size_t i;

	for (analyse_begin(&a, question); analyse_next(&a, &w);)
		for (i = 0; i < sizeof words / sizeof words[0]; i++)
			if (str_eq(w.text, str_of(words[i])))
				return true;
	return false;
}

int step_extract(struct chat *c, struct err *err)
{
	struct wanted wanted = {0};
	size_t i, first, said = 0;

	if (terms_of(c->stemmer, c->lang, c->q->text, c->arena, &wanted.terms, err))
		return -1;
	if (wanted.terms.n && asks_number(c->q->text))
		wanted.number = terms_weight(&wanted.terms, &c->evidence.rarity) / (double)wanted.terms.n;
	first = first_of(c, &wanted);
	for (i = 0; i < c->evidence.n && said < PASSAGES_MAX; i++) {
		/* the one to begin with changes places with those before it */
		size_t at = i == 0 ? first : i <= first ? i - 1 : i;
		struct extract x = cut(c, &c->evidence.passages[at], &wanted, said ? OTHER_POINTS : FIRST_POINTS);

		if (!worth_saying(c, &x, &wanted, said))
			continue;
		if (say(c, at, &x, err))
			return -1;
		drop_covered(&x, &wanted);
		said++;
	}
	c->answer.degraded = true;
	c->answered = true;
	return 0;
}
