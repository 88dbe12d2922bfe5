#include "kb/search/topic.h"

#include "kb/search/plan.h"

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

static const char *const comparing[] = {
	"beda", "bedain", "bedanya", "berbeda", "dibanding", "dibandingkan", "perbandingan", "perbedaan",
	"perbedaannya", "compare", "difference", "differences", "different", "differ", "versus", "vs",
};
static const char *const joining[] = {
	"dan", "dengan", "dgn", "dg", "sama", "sm", "ama", "atau", "vs", "versus", "and", "from", "or", "to", "with",
};

/* They say that there is something, and nothing about it. */
static const char *const existing[] = {
	"tersedia", "disediakan", "terdapat", "available",
};

/* What a piece that holds the group tells of the question. */
static float worth_of(const struct plan *p, const struct plan_group *g)
{
	return p->n > 1 && STR_AMONG(g->text, existing) ? 0 : g->idf;
}

static bool compares(const struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->words_n; i++)
		if (STR_AMONG(p->words[i], comparing))
			return true;
	return false;
}

/* The groups to the left and right of the joining word at `at`; false when one is missing. */
static bool sides(const struct plan *p, uint32_t at, uint32_t *ret_left, uint32_t *ret_right)
{
	bool left = false, right = false;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		const struct plan_group *g = p->groups[i];

		if (g->at >= p->words_n || STR_AMONG(g->text, comparing) || STR_AMONG(g->text, joining))
			continue;
		if (g->at < at) {
			*ret_left = i;
			left = true;
		} else if (!right) {
			*ret_right = i;
			right = true;
		}
	}
	return left && right;
}

/* "Apa beda A dan B?" asks what each of the two is. */
static void part_comparison(const struct plan *p, struct kb_question *q)
{
	uint32_t at, left = 0, right = 0, i;

	for (at = 1; at + 1 < p->words_n; at++)
		if (STR_AMONG(p->words[at], joining) && sides(p, at, &left, &right))
			break;
	if (at + 1 >= p->words_n)
		return;
	for (i = 0; i < q->topics_n; i++) {
		q->topics[i].part = i == left ? 0 : i == right ? 1 : KB_NO_PART;
		q->topics[i].asks = q->topics[i].asks || STR_AMONG(p->groups[i]->text, comparing);
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
						   part_of(p, p->groups[i]->at)};
	for (i = 0; i < p->clauses_n; i++) {
		const struct clause *c = &p->clauses[i];

		ret->parts[i].text = str_sub(p->question, c->from, c->to - c->from);
		ret->parts[i].kinds = asked_kinds(ret->parts[i].text);
	}
	if (p->clauses_n == 1 && ret->parts[0].kinds == 0) /* "kalau S2?" asks for what the question before did */
		ret->parts[0].kinds = p->kinds;
	if (p->clauses_n == 1 && compares(p))
		part_comparison(p, ret);
}
