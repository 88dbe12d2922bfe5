#include "chat/pick.h"

enum {
	ANSWER_POINTS = 700,    /* beside lists: half a minute of speech */
	CANDIDATES_MOST = 4096,
};
/* A further piece is chosen when its value is at least this share of the best one's, */
static const float FURTHER = 0.3f;
/*
 * and when it covers this share of the topics that the first covers, or this much anew; of words like "cara" and
 * "resmi" neither counts.
 */
static const float AS_MUCH_ABOUT = 0.6f;
static const float NEWS = 0.2f;
/* Where one fact is asked for, one piece is the whole answer if it has this share of the focus attainable. */
static const float COMPLETE = 0.9f;
/* A part of the question counts as answered when the pieces hold this share of its own topics. */
static const float ANSWERED = 0.3f;

struct chooser {
	const struct evidence *e;
	struct candidate *all;
	size_t all_n, all_cap;
	const struct candidate *chosen[PICKS_MOST];
	size_t n, points;
	struct aim whole, special;
	float first; /* value of the best piece of any part */
};

/* --- candidates */

static int add_candidate(struct chooser *c, const struct piece *x, bool foreign, struct err *err)
{
	struct candidate *all =
		arena_grow(c->e->arena, c->all, c->all_n, &c->all_cap, CANDIDATES_MOST, sizeof *c->all);

	if (all == NULL && c->all_n == CANDIDATES_MOST)
		return 0;
	if (all == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu pieces", c->all_n);
	c->all = all;
	candidate_make(c->e, x, foreign, &c->all[c->all_n++]);
	return 0;
}

/* An item of a list, quoted without the list, must itself be about something asked. */
static bool may_be_quoted(const struct chooser *c, const struct piece *x)
{
	size_t i;

	for (i = 0; i < c->e->question.topics_n && x->lead != PIECE_NO_LEAD; i++)
		if (piece_text_holds(x, i) > 0)
			return true;
	return x->lead == PIECE_NO_LEAD;
}

static int add_passage(struct chooser *c, const struct passage *p, enum lang lang, struct err *err)
{
	enum lang own = lang_detect(p->c.text);
	bool foreign = own != LANG_UNKNOWN && own != lang;
	size_t from, to;

	for (from = 0; from < p->sentences_n; from++)
		for (to = from + 1; to <= p->sentences_n; to++) {
			struct piece x;

			if (!piece_make(p, from, to, &x))
				continue;
			if (to > from + 1 && piece_points(&x) > (x.list ? PIECE_LIST_POINTS : PIECE_POINTS))
				break;
			if (may_be_quoted(c, &x) && add_candidate(c, &x, foreign, err))
				return -1;
		}
	return 0;
}

static int find_candidates(struct chooser *c, enum lang lang, struct err *err)
{
	size_t i;

	for (i = 0; i < c->e->n; i++) {
		const struct passage *p = &c->e->passages[i];

		if (p->sentences_n && p->sentences[0].held && !p->within && add_passage(c, p, lang, err))
			return -1;
	}
	return 0;
}

/* --- the choice */

static bool overlaps(const struct chooser *c, const struct piece *x)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		const struct piece *y = &c->chosen[i]->piece;

		if (y->passage == x->passage && x->from < y->to && y->from < x->to)
			return true;
	}
	return false;
}

/* Whether the first piece's document is about something, by its title, that this one of another only mentions. */
static bool is_aside(const struct chooser *c, const struct candidate *x)
{
	const struct passage *first = c->chosen[0]->piece.passage, *p = x->piece.passage;
	size_t i;

	if (str_eq(first->c.document_id, p->c.document_id))
		return false;
	for (i = 0; i < c->special.topics_n; i++)
		if (c->special.worth[i] > 0 && first->titled[i] > 0 && p->titled[i] <= 0)
			return true;
	return false;
}

/* Whether the question has one part and refers to no earlier one: then what shares none of its words is off it. */
static bool is_one(const struct kb_question *q)
{
	uint32_t i;

	for (i = 0; i < q->topics_n; i++)
		if (q->topics[i].part == KB_NO_PART)
			return false;
	return q->parts_n == 1;
}

/* Whether a piece belongs to the answer as it is so far. */
static bool belongs(const struct chooser *c, const struct candidate *x)
{
	if (c->points + x->points > ANSWER_POINTS)
		return false;
	if (aim_topics(&c->special, x, 0) >= NEWS)
		return !is_one(&c->e->question) || aim_topics(&c->special, x, 1) > aim_topics(&c->special, x, 0);
	return !is_aside(c, x) &&
	       aim_topics(&c->special, x, 1) >= AS_MUCH_ABOUT * aim_topics(&c->special, c->chosen[0], 1);
}

/* NULL when none is left. */
static const struct candidate *best_piece(const struct chooser *c, const struct aim *aim, bool further,
					   float *ret_value)
{
	const struct candidate *best = NULL;
	size_t i;

	*ret_value = 0;
	for (i = 0; i < c->all_n; i++) {
		float value = aim_value(aim, &c->all[i]);

		if (value <= *ret_value || overlaps(c, &c->all[i].piece) || (further && !belongs(c, &c->all[i])))
			continue;
		best = &c->all[i];
		*ret_value = value;
	}
	return best;
}

static void choose(struct chooser *c, const struct candidate *x)
{
	aim_tell(&c->whole, x);
	aim_tell(&c->special, x);
	c->points += x->points;
	c->chosen[c->n++] = x;
}

/* Whether a chosen piece tells as much of the part as the best one that is left. */
static bool told_already(const struct chooser *c, const struct aim *aim, float best)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (aim_value(aim, c->chosen[i]) >= best)
			return true;
	return false;
}

/* The best piece for each part. */
static void choose_for_parts(struct chooser *c)
{
	const struct kb_question *q = &c->e->question;
	uint32_t part;

	for (part = 0; part < q->parts_n && c->n < PICKS_MOST; part++) {
		struct aim aim = aim_at(q, part);
		float value;
		const struct candidate *x = best_piece(c, &aim, false, &value);

		if (x == NULL || told_already(c, &aim, value))
			continue;
		choose(c, x);
		c->first = value > c->first ? value : c->first;
	}
}

static bool is_complete(const struct chooser *c)
{
	const struct kb_question *q = &c->e->question;
	struct aim aim = aim_at(q, KB_NO_PART);
	float most = 0, attainable = 0;
	size_t i, t;

	for (t = 0; t < aim.topics_n; t++) {
		for (most = 0, i = 0; i < c->all_n; i++)
			most = c->all[i].holds[t] > most ? c->all[i].holds[t] : most;
		attainable += (most < aim.worth[t] ? most : aim.worth[t]) / aim.all;
	}
	return c->n == 1 && q->parts_n == 1 && q->parts[0].kinds & ASKED_SURE && !(q->parts[0].kinds & ASKED_LIST) &&
	       aim_focus(&aim, c->chosen[0]) >= COMPLETE * attainable;
}

static void choose_further(struct chooser *c)
{
	while (c->n && c->n < PICKS_MOST) {
		float value;
		const struct candidate *x = best_piece(c, &c->whole, true, &value);

		if (x == NULL || value < FURTHER * c->first)
			return;
		choose(c, x);
	}
}

/* --- what comes of it */

/* Pieces of one passage in its order, passages in the order of their first pieces. */
static void put_in_order(const struct chooser *c, struct picks *ret)
{
	bool done[PICKS_MOST] = {false};
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		const struct passage *p = c->chosen[i]->piece.passage;
		size_t begin = ret->n;

		for (k = i; k < c->n; k++) {
			size_t at = ret->n;

			if (done[k] || c->chosen[k]->piece.passage != p)
				continue;
			done[k] = true;
			for (; at > begin && ret->pieces[at - 1].from > c->chosen[k]->piece.from; at--)
				ret->pieces[at] = ret->pieces[at - 1];
			ret->pieces[at] = c->chosen[k]->piece;
			ret->n++;
		}
		for (k = begin + 1; k < ret->n; k++)
			piece_join(&ret->pieces[k - 1], &ret->pieces[k]);
	}
}

/* Whether what is told holds enough of a part's own topics, and a thing of the kind it asks for. */
static bool is_answered(const struct chooser *c, uint32_t part)
{
	const struct kb_question *q = &c->e->question;
	unsigned wanted = q->parts[part].kinds & ASKED_SURE;
	float own = 0, held = 0;
	size_t i, t;

	for (t = 0; t < q->topics_n; t++) {
		float most = 0;

		if (q->topics[t].part != part)
			continue;
		for (i = 0; i < c->n; i++)
			most = c->chosen[i]->holds[t] > most ? c->chosen[i]->holds[t] : most;
		own += q->topics[t].worth;
		held += most;
	}
	for (i = 0; i < c->n && wanted; i++)
		if (piece_kinds(&c->chosen[i]->piece, wanted))
			wanted = 0;
	return !wanted && held >= ANSWERED * own;
}

int pick_pieces(const struct evidence *e, enum lang lang, struct picks *ret, struct err *err)
{
	struct chooser c = {.e = e, .whole = aim_at(&e->question, KB_NO_PART),
			    .special = aim_special(&e->question)};
	uint32_t i;

	*ret = (struct picks){.aim = c.whole};
	if (find_candidates(&c, lang, err))
		return -1;
	choose_for_parts(&c);
	if (!is_complete(&c))
		choose_further(&c);
	put_in_order(&c, ret);
	for (i = 0; i < e->question.parts_n && e->question.parts_n > 1; i++)
		if (!is_answered(&c, i))
			ret->unanswered |= 1u << i;
	return 0;
}
