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

void kb_question_of(const struct plan *p, struct str question, struct kb_question *ret)
{
	uint32_t i;

	*ret = (struct kb_question){.topics_n = p->n, .parts_n = p->clauses_n};
	for (i = 0; i < p->n; i++)
		ret->topics[i] = (struct kb_topic){p->groups[i]->idf, asked_kind_names(p->groups[i]->text),
						   part_of(p, p->groups[i]->at)};
	for (i = 0; i < p->clauses_n; i++) {
		const struct clause *c = &p->clauses[i];

		ret->parts[i].text = str_sub(question, c->from, c->to - c->from);
		ret->parts[i].kinds = asked_kinds(ret->parts[i].text);
	}
	if (p->clauses_n == 1 && ret->parts[0].kinds == 0) /* "kalau S2?" asks for what the question before did */
		ret->parts[0].kinds = p->kinds;
}
