#include "chat/aim.h"

/*
 * Chosen on one half of a hundred and forty questions of students and on four public sets of questions
 * (IDK-MRC, FacQA, XQuAD and translated ones): each step up or down by half changes no figure by more than a point.
 */
/* What a sentence tells beside the kind of thing asked for, against what the whole piece tells. */
static const float FOCUS_KIND = 0.5f;
/* The same where no kind is asked for that shows. */
static const float FOCUS = 0.2f;
/* Who asks for several things is told more by a list than by a sentence with commas. */
static const float COMMAS = 0.6f;
/* What a sentence begins with is what it is about. */
static const float SUBJECT = 0.3f;
/* For what a piece's first sentence tells, so that pieces that come to the point at once are preferred. */
static const float BEGIN = 0.05f;
/* Worth of a topic that was told before, against one told for the first time. */
static const float REPEATED = 0.3f;
/* The passage's score against that of the best, and its place among the passages. */
static const float SCORE = 0.3f;
static const float PLACE = 0.15f;
/* Taken off for each 100 code points. */
static const float LENGTH = 0.005f;
/* For the first few hundred of them where no fact is asked for: how and what are told in more than one sentence. */
static const float CONTEXT = 0.01f;
enum { CONTEXT_POINTS = 300 };
/* Taken off for a beginning that can't be understood without the sentence before it. */
static const float POINTS_BACK = 0.1f;
/* Taken off for a piece in another language than the asker's. */
static const float FOREIGN = 0.1f;
/* A topic of another part of the question, or of an earlier one, against one of this part. */
static const float OTHER_PART = 0.25f;
/* A word that names the kind of thing ("biaya") where an answer gives the thing. */
static const float NAMES_KIND = 0.5f;

struct aim aim_at(const struct kb_question *q, uint32_t part)
{
	struct aim aim = {.topics_n = q->topics_n};
	uint32_t i;

	for (i = 0; i < q->topics_n; i++) {
		const struct kb_topic *t = &q->topics[i];
		bool other = part != KB_NO_PART && t->part != part;
		float wanted = !other ? 1 : q->compares && t->part != KB_NO_PART ? 0 : OTHER_PART;

		aim.worth[i] = t->worth * wanted * (t->asks ? NAMES_KIND : 1);
		aim.all += aim.worth[i];
	}
	for (i = 0; i < q->parts_n; i++)
		aim.kinds |= part == KB_NO_PART || part == i ? q->parts[i].kinds : 0;
	aim.kinds &= ASKED_SHOWN;
	return aim;
}

struct aim aim_special(const struct kb_question *q)
{
	struct aim aim = aim_at(q, KB_NO_PART);
	float all = 0;
	uint32_t i;

	for (i = 0; i < q->topics_n; i++)
		all += q->topics[i].generic ? 0 : aim.worth[i];
	for (i = 0; i < q->topics_n && all > 0; i++)
		aim.worth[i] = q->topics[i].generic ? 0 : aim.worth[i];
	aim.all = all > 0 ? all : aim.all;
	return aim;
}

static float lesser(float a, float b)
{
	return a < b ? a : b;
}

void aim_tell(struct aim *aim, const struct candidate *x)
{
	size_t i;

	for (i = 0; i < aim->topics_n; i++)
		if (lesser(x->holds[i], aim->worth[i]) > aim->told[i])
			aim->told[i] = lesser(x->holds[i], aim->worth[i]);
	aim->kinds &= ~piece_kinds(&x->piece, aim->kinds);
}

void candidate_make(const struct evidence *e, const struct piece *x, bool foreign, struct candidate *ret)
{
	const struct passage *p = x->passage;
	size_t i;

	ret->piece = *x;
	ret->points = piece_points(x);
	for (i = 0; i < KB_TOPICS; i++)
		ret->holds[i] = i < e->question.topics_n ? piece_holds(x, i) : 0;
	ret->liked = SCORE * p->score / (e->best > 0 ? e->best : 1) - PLACE * (float)(p - e->passages) / (float)e->n -
		     LENGTH * (float)ret->points / 100 - (foreign ? FOREIGN : 0) -
		     (p->sentences[x->from].shape.points_back ? POINTS_BACK : 0);
}

float aim_topics(const struct aim *aim, const struct candidate *x, float repeated)
{
	float sum = 0;
	size_t i;

	for (i = 0; i < aim->topics_n; i++) {
		float held = lesser(x->holds[i], aim->worth[i]), told = lesser(held, aim->told[i]);

		sum += held - told + repeated * told;
	}
	return aim->all > 0 ? sum / aim->all : 0;
}

static float sentence_value(const struct aim *aim, const struct piece *x, size_t at)
{
	float sum = SUBJECT * x->passage->sentences[at].subject;
	size_t i;

	for (i = 0; i < aim->topics_n; i++)
		if (aim->worth[i] > 0)
			sum += lesser(piece_sentence_holds(x, at, i), aim->worth[i]);
	return aim->all > 0 ? sum / aim->all : 0;
}

float aim_focus(const struct aim *aim, const struct candidate *x)
{
	const struct piece *p = &x->piece;
	float best = 0;
	size_t i;

	if (aim->kinds & ASKED_LIST && (p->list || p->passage->table))
		return aim_topics(aim, x, 1);
	for (i = p->from; i < p->to; i++) {
		struct piece one = {.passage = p->passage, .lead = p->lead, .from = i, .to = i + 1};
		float value = aim->kinds && !piece_kinds(&one, aim->kinds) ? 0 : sentence_value(aim, p, i);

		value *= aim->kinds & ASKED_LIST ? COMMAS : 1;
		best = value > best ? value : best;
	}
	return best;
}

float aim_value(const struct aim *aim, const struct candidate *x)
{
	float points = (float)(x->points < CONTEXT_POINTS ? x->points : CONTEXT_POINTS);
	float context = aim->kinds & ASKED_SURE ? 0 : CONTEXT * points / 100;
	float focus = (aim->kinds ? FOCUS_KIND : FOCUS) * aim_focus(aim, x);
	float begin = BEGIN * sentence_value(aim, &x->piece, x->piece.from);

	return aim_topics(aim, x, REPEATED) + focus + begin + x->liked + context;
}
