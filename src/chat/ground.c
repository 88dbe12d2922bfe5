#include "chat/ground.h"

#include "base/utf8.h"

/*
 * Least share of a sentence's weight that a passage must hold to be made its
 * source without the model having said so; half of what a faithful paraphrase
 * reached on the sample knowledge.
 */
static const double SUPPORT_MIN = 0.5;
enum {
	SHARED_MIN = 3,       /* and the least number of its words */
	ANSWER_SENTENCES_MAX = 40,
};

static struct chat_source source_of(const struct passage *p, struct str quote)
{
	return (struct chat_source){
		.title = p->c.title,
		.quote = quote,
		.source = p->c.source,
		.url = p->c.url,
		.heading = p->c.heading,
		.chunk_id = p->c.chunk_id,
		.page = p->c.page,
		.score = p->score,
		.retrieved_at = p->c.retrieved_at,
		.updated_at = p->c.updated_at,
	};
}

static int add_source(struct chat *c, size_t at, struct str claim, struct err *err)
{
	struct chat_answer *a = &c->answer;
	struct passage *p = &c->evidence.passages[at];
	struct chat_source *sources =
		arena_grow(c->arena, a->sources, a->sources_n, &c->sources_cap, EVIDENCE_MAX, sizeof *sources);
	struct terms terms;

	if (sources == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu sources", a->sources_n);
	a->sources = sources;
	if (terms_of(c->stemmer, c->lang, claim, c->arena, &terms, err))
		return -1;
	c->source_of[at] = (int8_t)a->sources_n;
	a->sources[a->sources_n] =
		source_of(p, quote_best(&c->evidence, p, &terms, &c->asked, c->arena));
	a->sources_n++;
	if (c->out->source && c->out->source(c->out, &a->sources[a->sources_n - 1]))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

static bool cited_already(const struct chat_answer *a, size_t start, size_t end, size_t source)
{
	size_t i;

	for (i = 0; i < a->citations_n; i++)
		if (a->citations[i].start == start && a->citations[i].end == end &&
		    a->citations[i].source == source)
			return true;
	return false;
}

int ground_cite(struct chat *c, size_t at, struct str claim, size_t start, size_t end,
		struct err *err)
{
	struct chat_answer *a = &c->answer;
	struct chat_citation *citations;

	if (c->source_of[at] < 0 && add_source(c, at, claim, err))
		return -1;
	if (a->citations_n == CHAT_CITATIONS_MAX || cited_already(a, start, end, (size_t)c->source_of[at]))
		return 0;
	citations = arena_grow(c->arena, a->citations, a->citations_n, &c->citations_cap, CHAT_CITATIONS_MAX,
			       sizeof *citations);
	if (citations == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu citations", a->citations_n);
	a->citations = citations;
	citations[a->citations_n++] = (struct chat_citation){start, end, (size_t)c->source_of[at]};
	return 0;
}

/* The bytes of what was said between two code points. */
static struct str said_between(const struct chat *c, size_t start, size_t end)
{
	struct str said = buf_view(&c->said);
	size_t from = utf8_prefix(said, start);

	said = str_sub(said, from, said.n);
	return str_sub(said, 0, utf8_prefix(said, end - start));
}

/* Without what only joins a claim to the one before it. */
static struct str without_joint(struct str s)
{
	while (s.n && strchr(" \t\n.,;:!?", s.p[0]))
		s = str_sub(s, 1, s.n);
	return s;
}

/*
 * What the marker at the end of the text so far stands for: its sentence, from
 * the citation before it in the same sentence on; several markers in a row
 * stand for the same.
 */
static struct str claim_at_end(const struct chat *c, size_t *ret_start)
{
	const struct chat_answer *a = &c->answer;
	struct str said = buf_view(&c->said), claim;
	const struct chat_citation *before = a->citations_n ? &a->citations[a->citations_n - 1] : NULL;

	if (before && before->end == c->said_points) {
		*ret_start = before->start;
		return said_between(c, before->start, before->end);
	}
	claim = str_sub(said, snippet_last_start(said), said.n);
	if (before && before->end > c->said_points - utf8_count(claim))
		claim = without_joint(said_between(c, before->end, c->said_points));
	*ret_start = c->said_points - utf8_count(claim);
	return claim;
}

int ground_marker(struct chat *c, const unsigned *numbers, size_t n, struct err *err)
{
	size_t start, i;
	struct str claim = claim_at_end(c, &start);

	for (i = 0; i < n; i++)
		if (numbers[i] >= 1 && numbers[i] <= c->evidence.n &&
		    ground_cite(c, numbers[i] - 1, claim, start, c->said_points, err))
			return -1;
	return 0;
}

/* The passage with a sentence that supports the claim best; -1 when none does. */
static int best_passage(struct chat *c, const struct terms *claim)
{
	const struct evidence *e = &c->evidence;
	double best = 0;
	int found = -1;
	size_t i, k;

	for (i = 0; i < e->n; i++)
		for (k = 0; k < e->passages[i].sentences_n; k++) {
			size_t shared;
			double s = terms_support(claim, &e->passages[i].sentences[k].terms, &e->rarity, &shared);

			if (s > best && s >= SUPPORT_MIN && shared >= SHARED_MIN) {
				best = s;
				found = (int)i;
			}
		}
	return found;
}

/* The model marked nothing: each sentence is looked up in the evidence. */
static int ground_unmarked(struct chat *c, struct err *err)
{
	struct str said = buf_view(&c->said);
	struct snippets walk;
	struct snippet s;
	int n = 0;

	for (snippets_begin(&walk, said); n < ANSWER_SENTENCES_MAX && snippets_next(&walk, &s); n++) {
		size_t start = utf8_count(str_sub(said, 0, (size_t)(s.text.p - said.p)));
		struct terms claim;
		int at;

		if (terms_of(c->stemmer, c->lang, s.text, c->arena, &claim, err))
			return -1;
		at = best_passage(c, &claim);
		if (at >= 0 && ground_cite(c, (size_t)at, s.text, start, start + utf8_count(s.text), err))
			return -1;
	}
	return 0;
}

/* A marker in front of its sentence got an empty claim: it stands for what follows. */
static void extend_empty(struct chat *c, struct chat_citation *k)
{
	struct str after = said_between(c, k->start, c->said_points);
	struct snippets walk;
	struct snippet s;

	snippets_begin(&walk, after);
	if (!snippets_next(&walk, &s))
		return;
	k->start += utf8_count(str_sub(after, 0, (size_t)(s.text.p - after.p)));
	k->end = k->start + utf8_count(s.text);
}

int step_ground(struct chat *c, struct err *err)
{
	struct chat_answer *a = &c->answer;
	size_t i;

	if (a->from_cache)
		return 0;
	if (a->citations_n == 0 && c->evidence.n && a->model.n && ground_unmarked(c, err))
		return -1;
	for (i = 0; i < a->citations_n; i++)
		if (a->citations[i].start == a->citations[i].end)
			extend_empty(c, &a->citations[i]);
	a->grounded = a->sources_n > 0;
	return 0;
}
