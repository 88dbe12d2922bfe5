#include "base/utf8.h"
#include "base/ascii.h"
#include "chat/ground.h"

/* A sentence nearer the question wins where the claim itself doesn't decide. */
static const double QUESTION_SHARE = 0.25;
/* A further sentence joins the quote when it carries this much more of the claim. */
static const double WORTH_JOINING = 0.15;

static double support(const struct evidence *e, const struct quotable *q, const struct terms *claim,
		      const struct terms *question)
{
	double s = terms_support(claim, &q->terms, &e->rarity, NULL) +
		   QUESTION_SHARE * terms_support(question, &q->terms, &e->rarity, NULL);

	return q->at.heading ? s / 4 : s; /* a heading says nothing by itself */
}

static size_t best_sentence(const struct evidence *e, const struct passage *p,
			    const struct terms *claim, const struct terms *question)
{
	double best = -1;
	size_t at = 0, i;

	for (i = 0; i < p->sentences_n; i++) {
		double s = support(e, &p->sentences[i], claim, question);

		if (s > best) {
			best = s;
			at = i;
		}
	}
	return at;
}

/* In place of every run of white space one blank. */
static struct str folded(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0, i;

	if (p == NULL)
		return STR("");
	for (i = 0; i < s.n; i++) {
		if (!is_space(s.p[i]))
			p[n++] = s.p[i];
		else if (n && p[n - 1] != ' ')
			p[n++] = ' ';
	}
	return (struct str){p, n};
}

static struct str joined(struct str first, struct str last)
{
	return (struct str){first.p, (size_t)(last.p - first.p) + last.n};
}

struct str quote_best(const struct evidence *e, const struct passage *p, const struct terms *claim,
		      const struct terms *question, struct arena *a)
{
	size_t at = best_sentence(e, p, claim, question);
	struct str quote;

	if (p->sentences_n == 0)
		return STR("");
	quote = p->sentences[at].at.text;
	if (!p->sentences[at].at.continues)
		quote = str_sub(quote, shape_of_mark(quote).mark_bytes, SIZE_MAX);
	if (at + 1 < p->sentences_n && !p->sentences[at + 1].at.paragraph) {
		struct str both = joined(quote, p->sentences[at + 1].at.text);

		if (utf8_count(both) <= SNIPPET_POINTS &&
		    terms_support(claim, &p->sentences[at + 1].terms, &e->rarity, NULL) >= WORTH_JOINING)
			quote = both;
	}
	return folded(quote, a);
}
