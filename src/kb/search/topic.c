#include "kb/search/topic.h"

#include "kb/search/compare.h"

_Static_assert((int)KB_TOPICS == (int)PLAN_GROUPS, "a topic is a group");

/* The clause that word `at` of the question stands in. */
static uint8_t part_of(const struct plan *p, uint32_t at)
{
	uint32_t i = p->clauses_n;

	if (at >= p->words_n)
		return KB_NO_PART;
	while (i > 1 && p->clauses[i - 1].word > at)
		i--;
	return (uint8_t)(i - 1);
}


/* They say that there is something, and nothing about it. */
static const char *const existing[] = {
	"tersedia", "disediakan", "terdapat", "available",
};

/* What a piece that holds the group tells of the question. */
static float worth_of(const struct plan *p, const struct plan_group *g)
{
	return p->n > 1 && STR_AMONG(g->text, existing) ? 0 : g->idf;
}

/* "Apa beda A dan B?" asks what each of the two is. */
static void part_comparison(const struct plan *p, struct kb_question *q)
{
	uint32_t left, right, i;

	if (!compare_sides(p, &left, &right))
		return;
	for (i = 0; i < q->topics_n; i++) {
		q->topics[i].part = i == left ? 0 : i == right ? 1 : KB_NO_PART;
		q->topics[i].asks = q->topics[i].asks || compare_word(p->groups[i]->text);
	}
	q->parts_n = 2;
	q->compares = true;
	for (i = 0; i < 2; i++)
		q->parts[i] = (struct kb_part){STR(""), ASKED_DEFINITION};
}

void kb_question_of(const struct plan *p, struct kb_question *ret)
{
	uint32_t i;

	*ret = (struct kb_question){.topics_n = p->n, .parts_n = p->clauses_n};
	for (i = 0; i < p->n; i++)
		ret->topics[i] = (struct kb_topic){worth_of(p, p->groups[i]), asked_kind_names(p->groups[i]->text),
						   p->groups[i]->name, false, part_of(p, p->groups[i]->at)};
	for (i = 0; i < p->clauses_n; i++) {
		const struct clause *c = &p->clauses[i];

		ret->parts[i].text = str_sub(p->question, c->from, c->to - c->from);
		ret->parts[i].kinds = asked_kinds(ret->parts[i].text);
	}
	if (p->clauses_n == 1) /* "kalau S2?" asks for what the question before did */
		ret->parts[0].kinds = p->kinds;
	if (p->clauses_n == 1 && compare_asked(p))
		part_comparison(p, ret);
}
