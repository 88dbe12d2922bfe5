#include "kb/search/plan.h"
#include "kb/search/followup.h"
#include "kb/search/tuning.h"

enum {
	COORDINATED_MOST = 6, /* groups; in a longer question "dan" mostly joins parts of a name or a description */
};

static const char *const joining[] = {"dan", "serta", "dn", "terus", "trus", "lalu", "and", "sekaligus", "n"};

/* The groups of p whose first word lies within [from, to), without `but`. NULL when out of memory. */
static struct plan *part(const struct plan *p, uint32_t from, uint32_t to, const struct plan_group *but,
			 struct arena *a)
{
	struct plan *part = ARENA_NEW(a, struct plan);
	uint32_t i;

	if (part == NULL)
		return NULL;
	part->lang = p->lang;
	part->words = p->words;
	part->words_n = p->words_n;
	part->kinds = p->kinds;
	memcpy(part->clauses, p->clauses, sizeof part->clauses);
	part->clauses_n = p->clauses_n;
	for (i = 0; i < p->n; i++) {
		struct plan_group *g = p->groups[i];
		bool borrowed = g->at >= p->words_n; /* from an earlier question: every part refers to it */

		if (((g->at < from || g->at >= to) && !borrowed) || g == but)
			continue;
		part->groups[part->n++] = g;
		part->information += g->idf;
	}
	return part;
}

static uint32_t count(const struct plan *p, uint32_t from, uint32_t to)
{
	uint32_t n = 0, i;

	for (i = 0; i < p->n; i++)
		n += p->groups[i]->at >= from && p->groups[i]->at < to;
	return n;
}

/* Finds the groups on either side of "dan", each of which is searched for with the rest of the question. */
static bool coordinated(const struct plan *p, const struct plan_group **ret_left, const struct plan_group **ret_right)
{
	uint32_t i, k;

	if (p->n <= 2 || p->n > COORDINATED_MOST)
		return false;
	for (i = 1; i + 1 < p->words_n; i++) {
		*ret_left = *ret_right = NULL;
		if (!STR_AMONG(p->words[i], joining))
			continue;
		for (k = 0; k < p->n; k++) {
			if (p->groups[k]->at < i)
				*ret_left = p->groups[k];
			if (p->groups[k]->at > i && *ret_right == NULL)
				*ret_right = p->groups[k];
		}
		if (*ret_left && *ret_right)
			return true;
	}
	return false;
}

static int put(struct plan_variant *ret, int n, struct plan *p, float weight, const char *why)
{
	if (p == NULL || n == PLAN_VARIANTS)
		return p ? n : -1;
	ret[n] = (struct plan_variant){.plan = p, .weight = weight, .why = why};
	return n + 1;
}

/* The word of the question at which clause i ends. */
static uint32_t clause_end(const struct plan *p, uint32_t i)
{
	return i + 1 < p->clauses_n ? p->clauses[i + 1].word : p->words_n;
}

/* The groups of clause i, then those of the first clause at a lower weight, since clause i may be about them. */
static struct plan *clause_plan(const struct plan *p, uint32_t i, struct arena *a)
{
	struct plan *own = part(p, p->clauses[i].word, clause_end(p, i), NULL, a);
	uint32_t k, v;

	for (k = 0; own && i > 0 && k < p->n && own->n < PLAN_GROUPS; k++) {
		struct plan_group *g;

		if (p->groups[k]->at >= clause_end(p, 0))
			continue;
		g = ARENA_NEW(a, struct plan_group);
		if (g == NULL)
			return NULL;
		*g = *p->groups[k];
		g->idf *= CONTEXT_WEIGHT;
		for (v = 0; v < g->n; v++)
			g->alternatives[v].value *= CONTEXT_WEIGHT;
		own->groups[own->n++] = g;
		own->information += g->idf;
	}
	return own;
}

static int put_clauses(const struct plan_tools *t, const struct plan *p, struct plan_variant ret[], int n)
{
	static const char *const names[CLAUSES_MOST] = {"first part", "second part", "third part"};
	uint32_t i;

	for (i = 0; n >= 0 && i < p->clauses_n && i < CLAUSES_MOST; i++)
		if (count(p, p->clauses[i].word, clause_end(p, i)))
			n = put(ret, n, clause_plan(p, i, t->arena), PART_WEIGHT, names[i]);
	return n;
}

static int put_parts(const struct plan_tools *t, const struct plan *p, struct plan_variant ret[], int n)
{
	const struct plan_group *left, *right;

	if (p->clauses_n > 1)
		return put_clauses(t, p, ret, n);
	if (!coordinated(p, &left, &right))
		return n;
	n = put(ret, n, part(p, 0, p->words_n, right, t->arena), PART_WEIGHT, "first of two");
	return n < 0 ? n : put(ret, n, part(p, 0, p->words_n, left, t->arena), PART_WEIGHT, "second of two");
}

static const char *explain_followup(const struct plan_tools *t, const struct followup *f, bool joined)
{
	struct str word = f->word.n ? arena_printf(t->arena, " (%.*s)", STR_ARG(f->word)) : STR("");

	return arena_printf(t->arena, "the question %s: it %s%.*s%s", joined ? "with those before it" : "alone", f->why,
			    STR_ARG(word),
			    f->kind != FOLLOWUP_NONE && !joined ? ", but none before it names a subject" : "").p;
}

/* The question itself, or with what it refers to; parts of either. */
static int put_question(const struct plan_tools *t, const struct kb_query *q, struct plan_variant *ret,
			struct err *err)
{
	struct followup f = {.kind = FOLLOWUP_NONE};
	const char *why = "the question";
	struct plan *p, *joined;
	int n;

	if (plan_make(t, q->text, q->lang, &p, err))
		return -1;
	if (q->history_n && !(t->off & KB_NO_FOLLOWUP))
		f = followup_read(t, p);
	joined = f.kind == FOLLOWUP_NONE ? p : followup_join(t, q, p, f, err);
	if (joined == NULL)
		return -1;
	if (q->history_n)
		why = explain_followup(t, &f, joined != p);
	n = put(ret, 0, joined, 1, why);
	return t->off & KB_NO_PHRASES || n < 0 ? n : put_parts(t, joined, ret, n);
}

int plan_variants(const struct plan_tools *t, const struct kb_query *q, struct plan_variant ret[PLAN_VARIANTS],
		  struct err *err)
{
	int n = put_question(t, q, ret, err);
	struct plan *rewritten;

	if (n > 0 && q->rewritten.n) {
		if (plan_make(t, q->rewritten, LANG_UNKNOWN, &rewritten, err))
			return -1;
		n = put(ret, n, rewritten, REWRITTEN_WEIGHT, "rewritten");
	}
	return n < 0 ? err_set(err, ERR_NO_MEMORY, "no memory for understanding the question") : n;
}
