#include "chat/piece.h"

#include "base/ascii.h"
#include "text/analyse.h"

enum {
	LEAD_WORDS = 4,  /* a shorter introduction ("Kuantitatif:") is introduced itself */
};
/* A word of what stands above the piece, a title or what introduces its list, against one of its own. */
static const float ABOVE = 0.8f;
/* The same of a word that the document has elsewhere. */
static const float BESIDE = 0.4f;

static const struct shape *shape(const struct passage *p, size_t i)
{
	return &p->sentences[i].shape;
}

static size_t sentence_points(const struct passage *p, size_t i)
{
	return p->sentences[i].points + 1u;
}

static size_t points_of(const struct passage *p, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += sentence_points(p, from);
	return n;
}

/* Whether sentence i belongs to the list that `opener` introduces, however deep. */
static bool is_under(const struct passage *p, size_t i, size_t opener)
{
	while (shape(p, i)->opener != SHAPE_NO_OPENER && shape(p, i)->opener < i) {
		i = shape(p, i)->opener;
		if (i == opener)
			return true;
	}
	return false;
}

static size_t list_end(const struct passage *p, size_t opener)
{
	size_t i = opener + 1;

	while (i < p->sentences_n && (p->sentences[i].at.continues || is_under(p, i, opener)))
		i++;
	return i;
}

static size_t items_between(const struct passage *p, size_t opener, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += shape(p, from)->opener == opener && shape(p, from)->mark != MARK_NONE;
	return n;
}

static bool is_short(struct str text)
{
	struct analyser a;
	struct word w;
	int n = 0;

	for (analyse_begin(&a, text); n < LEAD_WORDS && analyse_next(&a, &w);)
		n++;
	return n < LEAD_WORDS;
}

/* What introduces the list that sentence `from` is an item of. */
static size_t lead_of(const struct passage *p, size_t from)
{
	size_t i = from;

	while (shape(p, i)->opener != SHAPE_NO_OPENER && shape(p, i)->opener < i) {
		i = shape(p, i)->opener;
		if (!is_short(p->sentences[i].at.text))
			return i;
	}
	return i < from && !shape(p, i)->idle ? i : PIECE_NO_LEAD;
}

/* The first sentence of the piece that introduces a list whose end lies behind the piece; x->to when none does. */
static size_t open_list(const struct piece *x)
{
	size_t i;

	for (i = x->from; i < x->to; i++)
		if (shape(x->passage, i)->opens && list_end(x->passage, i) > x->to)
			return i;
	return x->to;
}

/* Takes in the list that the piece breaks off in, or as much of it as there is room for. */
static bool take_list(struct piece *x)
{
	const struct passage *p = x->passage;
	size_t opener = open_list(x), end, points;

	if (opener == x->to)
		return true;
	end = list_end(p, opener);
	points = piece_points(x);
	while (x->to < end && !shape(p, x->to)->idle && points + sentence_points(p, x->to) <= PIECE_LIST_POINTS)
		points += sentence_points(p, x->to++);
	while (x->to < end && x->to > opener + 1 &&
	       (p->sentences[x->to].at.continues || shape(p, x->to - 1)->opens || shape(p, x->to)->opener != opener))
		x->to--; /* back to the end of an item */
	x->rest = items_between(p, opener, x->to, end);
	return x->to > opener + 1;
}

/* "d. memiliki …" whose list begins in another passage: nobody knows what it is an item of. */
static bool is_orphan(const struct passage *p, size_t i)
{
	const struct shape *s = shape(p, i);
	struct str text = p->sentences[i].at.text;
	char count = text.n ? text.p[text.n > 1 && text.p[0] == '('] : ' ';

	return s->opener == SHAPE_NO_OPENER && s->mark != MARK_NONE && s->mark != MARK_BULLET &&
	       s->mark_bytes < text.n && is_lower(text.p[s->mark_bytes]) && count != '1' && count != 'a';
}

bool piece_make(const struct passage *p, size_t from, size_t to, struct piece *ret)
{
	struct piece x = {.passage = p, .from = from, .to = to};
	uint16_t opener = shape(p, from)->opener;
	size_t i;

	if (p->sentences[from].at.continues || (to < p->sentences_n && p->sentences[to].at.continues))
		return false;
	for (i = from; i < to; i++)
		if (shape(p, i)->idle || (opener != SHAPE_NO_OPENER && i > from && shape(p, i)->opener != opener &&
					  !p->sentences[i].at.continues && !is_under(p, i, opener)))
			return false;
	if (is_orphan(p, from))
		return false;
	x.lead = lead_of(p, from);
	if (!take_list(&x))
		return false;
	for (i = x.from; i < x.to; i++)
		x.list = x.list || (shape(p, i)->opens && items_between(p, i, i + 1, x.to) > 1);
	*ret = x;
	return true;
}

void piece_join(const struct piece *before, struct piece *x)
{
	x->joined = true;
	x->adjacent = before->to == x->from;
	x->introduced = x->lead != PIECE_NO_LEAD &&
			(x->lead == before->lead || (x->lead >= before->from && x->lead < before->to));
}

size_t piece_points(const struct piece *x)
{
	size_t lead = x->lead == PIECE_NO_LEAD ? 0 : sentence_points(x->passage, x->lead);

	return lead + points_of(x->passage, x->from, x->to);
}

static float held(const struct passage *p, size_t i, size_t topic)
{
	return p->sentences[i].held ? p->sentences[i].held[topic] : 0;
}

static float greater(float a, float b)
{
	return a > b ? a : b;
}

/* In the title, or in what introduces the list. */
static float above_holds(const struct piece *x, size_t topic)
{
	float lead = x->lead == PIECE_NO_LEAD ? 0 : held(x->passage, x->lead, topic);

	return greater(ABOVE * greater(lead, x->passage->titled[topic]), BESIDE * x->passage->beside[topic]);
}

float piece_text_holds(const struct piece *x, size_t topic)
{
	float best = 0;
	size_t i;

	for (i = x->from; i < x->to; i++)
		best = greater(best, held(x->passage, i, topic));
	return best;
}

float piece_sentence_holds(const struct piece *x, size_t sentence, size_t topic)
{
	return greater(held(x->passage, sentence, topic), above_holds(x, topic));
}

float piece_holds(const struct piece *x, size_t topic)
{
	return greater(piece_text_holds(x, topic), above_holds(x, topic));
}

unsigned piece_kinds(const struct piece *x, unsigned wanted)
{
	unsigned kinds = x->list ? ASKED_LIST : x->passage->table ? ASKED_LIST | ASKED_NUMBER : 0;
	size_t i;

	for (i = x->from; i < x->to; i++)
		kinds |= x->passage->sentences[i].kinds;
	if (x->lead != PIECE_NO_LEAD) /* a part of a list is not what was asked for */
		kinds &= ~(unsigned)ASKED_LIST;
	return kinds & wanted;
}
