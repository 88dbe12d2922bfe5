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
/* Where no sentence stands out the first one introduces the matter. */
static const double FIRST_BONUS = 0.05;

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

static size_t best_start(const struct chat *c, const struct passage *p, const struct terms *wanted)
{
	double best = -1;
	size_t at = 0, i;

	for (i = 0; i < p->sentences_n; i++) {
		double s = terms_support(wanted, &p->sentences[i].terms, &c->evidence.rarity, NULL) +
			   (i == 0 ? FIRST_BONUS : 0);

		if (s > best) {
			best = s;
			at = i;
		}
	}
	while (at > 0 && p->sentences[at].at.continues)
		at--;
	return at;
}

/* The best sentence and what follows it, in whole sentences. */
static struct extract cut(const struct chat *c, const struct passage *p, const struct terms *wanted,
			  size_t points_max)
{
	struct extract x = {p, best_start(c, p, wanted), 0};
	size_t to;

	x.to = x.from;
	for (to = x.from + 1; to <= p->sentences_n; to++) {
		if (to < p->sentences_n && p->sentences[to].at.continues)
			continue;
		if (x.to > x.from && points_of(p, x.from, to) > points_max)
			break;
		x.to = to;
	}
	return x;
}

/* A list item's mark; the list is read as sentences. */
static struct str without_bullet(struct str s)
{
	static const char *const bullets[] = {"- ", "* ", "\xe2\x80\xa2 ", "\xe2\x80\x93 "};
	size_t i;

	for (i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
		if (str_starts(s, str_of(bullets[i])))
			return str_trim(str_sub(s, strlen(bullets[i]), s.n));
	return s;
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

		add_folded(&b, without_bullet(x->passage->sentences[i].at.text));
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

/* The question's terms that the extract doesn't hold. */
static int drop_covered(struct chat *c, const struct extract *x, struct terms *wanted, struct err *err)
{
	struct terms left = {ARENA_ARRAY(c->arena, wanted->n + 1, struct term), 0};
	size_t i, k;

	if (left.p == NULL)
		return err_set(err, ERR_NO_MEMORY, "terms");
	for (i = 0; i < wanted->n; i++) {
		struct terms one = {&wanted->p[i], 1};
		bool covered = false;

		for (k = x->from; k < x->to && !covered; k++)
			covered = terms_support(&one, &x->passage->sentences[k].terms, &c->evidence.rarity,
						NULL) > 0;
		if (!covered)
			left.p[left.n++] = wanted->p[i];
	}
	*wanted = left;
	return 0;
}

static bool adds_something(const struct chat *c, const struct extract *x, const struct terms *wanted)
{
	size_t i;

	for (i = x->from; i < x->to; i++)
		if (terms_support(wanted, &x->passage->sentences[i].terms, &c->evidence.rarity, NULL) > 0)
			return true;
	return false;
}

int step_extract(struct chat *c, struct err *err)
{
	struct terms wanted = c->asked;
	size_t i, said = 0;

	for (i = 0; i < c->evidence.n && said < PASSAGES_MAX; i++) {
		const struct passage *p = &c->evidence.passages[i];
		struct extract x = cut(c, p, said ? &wanted : &c->asked, said ? OTHER_POINTS : FIRST_POINTS);

		if (p->sentences_n == 0 || (double)p->score < SCORE_SHARE * (double)c->evidence.best ||
		    (said && !adds_something(c, &x, &wanted)))
			continue;
		if (say(c, i, &x, err) || drop_covered(c, &x, &wanted, err))
			return -1;
		said++;
	}
	c->answer.degraded = true;
	c->answered = true;
	return 0;
}
