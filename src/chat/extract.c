/*
 * The answer without a language model: the sentences of the best passages that
 * tell most about the question, as they stand in the documents.
 */
#include "base/utf8.h"
#include "chat/ground.h"

enum {
	PASSAGES_MAX = 3,
	FIRST_POINTS = 420, /* what is said from the best passage, and from each other: */
	OTHER_POINTS = 260, /* half a minute of speech together */
};
/* A passage this much worse than the best one is none to quote beside it. */
static const double SCORE_SHARE = 0.6;
/* And must tell this share of what was asked that was not said before. */
static const double NEW_SHARE = 0.25;

struct extract {
	const struct passage *passage;
	size_t from, to; /* sentences [from, to) */
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

/* The weight of the wanted terms in sentences [from, to) and the heading above. */
static double value(const struct chat *c, const struct extract *x, const struct terms *wanted)
{
	size_t heading = heading_of(x->passage, x->from), i, k;
	double sum = 0;

	for (i = 0; i < wanted->n; i++) {
		bool found = terms_hold(&x->passage->sentences[heading].terms, wanted->p[i]);

		for (k = x->from; k < x->to && !found; k++)
			found = terms_hold(&x->passage->sentences[k].terms, wanted->p[i]);
		if (found)
			sum += rarity_weight(&c->evidence.rarity, wanted->p[i]);
	}
	return sum;
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
static struct extract cut(const struct chat *c, const struct passage *p, const struct terms *wanted,
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

/* Takes the terms that the extract holds out of `wanted`. */
static void drop_covered(const struct extract *x, struct terms *wanted)
{
	size_t n = 0, i, k;

	for (i = 0; i < wanted->n; i++) {
		bool found = false;

		for (k = x->from; k < x->to && !found; k++)
			found = terms_hold(&x->passage->sentences[k].terms, wanted->p[i]);
		if (!found)
			wanted->p[n++] = wanted->p[i];
	}
	wanted->n = n;
}

/* A passage beside the first one must tell something that was not said yet. */
static bool worth_saying(const struct chat *c, const struct extract *x, const struct terms *wanted, size_t said)
{
	if (x->to == x->from || (double)x->passage->score < SCORE_SHARE * (double)c->evidence.best)
		return false;
	return said == 0 || value(c, x, wanted) > NEW_SHARE * terms_weight(&c->asked, &c->evidence.rarity);
}

int step_extract(struct chat *c, struct err *err)
{
	struct terms wanted;
	size_t i, said = 0;

	if (terms_of(c->stemmer, c->lang, c->q->text, c->arena, &wanted, err))
		return -1;
	for (i = 0; i < c->evidence.n && said < PASSAGES_MAX; i++) {
		struct extract x = cut(c, &c->evidence.passages[i], &wanted, said ? OTHER_POINTS : FIRST_POINTS);

		if (!worth_saying(c, &x, &wanted, said))
			continue;
		if (say(c, i, &x, err))
			return -1;
		drop_covered(&x, &wanted);
		said++;
	}
	c->answer.degraded = true;
	c->answered = true;
	return 0;
}
