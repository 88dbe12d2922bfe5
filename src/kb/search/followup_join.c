#include "kb/search/followup.h"

#include <math.h>

#include "kb/search/asked_kind.h"
#include "kb/search/compare.h"
#include "kb/search/subject.h"
#include "kb/search/tuning.h"
#include "text/person.h"

enum {
	TURNS = 6,          /* earlier questions that are looked at */
	BORROWED = 1 << 16, /* added to a borrowed group's place, so that it is no neighbour of the question's words */
};

/* put_groups() adds 1 to a subject's role to get its aspect's. */
enum role { OWN_SUBJECT, OWN_ASPECT, BORROWED_SUBJECT, BORROWED_ASPECT, ROLES };

struct joining {
	const struct plan_tools *t;
	struct plan *plan;
	bool compares; /* two things, of which the question itself names one at most */
	enum role roles[PLAN_GROUPS];
	float weights[PLAN_GROUPS];
};

static bool has_group(const struct plan *p, struct str text)
{
	uint32_t i;

	for (i = 0; i < p->n; i++)
		if (str_eq(p->groups[i]->text, text))
			return true;
	return false;
}

/* How one question's words enter the joined plan. */
struct share {
	bool own;
	bool swapped;            /* its one name gives way to the question's own: "kalau Cirebon?" */
	enum followup_kind kind; /* of the question whose words they are */
	float subject, aspect;   /* weights */
};

/* Whether others may not outweigh the group: a subject, or whatever an ellipsis names ("kalau mahasiswa?"). */
static bool is_lead(const struct joining *j, const struct plan_group *g, const struct share *s)
{
	if (subject_is_institution(j->t, g) || s->kind == FOLLOWUP_LACKS)
		return false;
	return s->own && s->kind == FOLLOWUP_CONTINUES ? !subject_is_aspect(j->t, g) : subject_named(j->t, g);
}

/* Adds copies of the plan's groups. Gives how many, with those that gave way, -1 on error. */
static int put_groups(struct joining *j, const struct plan *from, const struct share *s)
{
	uint32_t i;
	int n = 0;

	for (i = 0; i < from->n && j->plan->n < PLAN_GROUPS; i++) {
		const struct plan_group *g = from->groups[i];
		bool leads = is_lead(j, g, s);
		struct plan_group *copy;

		if ((g->words == 1 && !g->name && subject_is_stop(j->t, g->text)) || has_group(j->plan, g->text) ||
		    (!s->own && !leads && g->n == 0))
			continue;
		n++;
		if (s->swapped && subject_is_proper(j->t, g))
			continue;
		copy = ARENA_NEW(j->t->arena, struct plan_group);
		if (copy == NULL)
			return -1;
		*copy = *g;
		copy->at += s->own ? 0 : BORROWED;
		j->roles[j->plan->n] = (s->own ? OWN_SUBJECT : BORROWED_SUBJECT) + !leads;
		j->weights[j->plan->n] = leads ? s->subject : s->aspect;
		j->plan->groups[j->plan->n++] = copy;
	}
	return n;
}

static uint32_t count_proper(const struct joining *j, const struct plan *p)
{
	uint32_t n = 0, i;

	for (i = 0; i < p->n; i++)
		n += subject_is_proper(j->t, p->groups[i]);
	return n;
}

/* The subject that tells most among the groups from number `from` on; NULL for none. */
static const struct plan_group *main_subject(const struct joining *j, uint32_t from)
{
	const struct plan_group *best = NULL;
	uint32_t i;

	for (i = from; i < j->plan->n; i++) {
		const struct plan_group *g = j->plan->groups[i];

		if ((j->roles[i] == OWN_SUBJECT || j->roles[i] == BORROWED_SUBJECT) && !compare_word(g->text) &&
		    (best == NULL || g->idf > best->idf))
			best = g;
	}
	return best;
}

static const struct plan_group *find_group(const struct plan *p, struct str text)
{
	uint32_t i;

	for (i = 0; i < p->n; i++)
		if (str_eq(p->groups[i]->text, text))
			return p->groups[i];
	return NULL;
}

/*
 * Notes what the question `asked`, of which the groups from number `from` on are, names of the two things
 * compared: one of them, or both at once as in "apa itu SNBP dan SNBT?".
 */
static void note_compared(struct joining *j, const struct plan *asked, uint32_t from)
{
	const struct plan_group **to = j->plan->compared;
	uint32_t left, right;

	if (to[0] == NULL && compare_sides(asked, &left, &right)) {
		to[0] = find_group(j->plan, asked->groups[left]->text);
		to[1] = find_group(j->plan, asked->groups[right]->text);
	}
	if (to[0] == NULL)
		to[0] = main_subject(j, from);
	else if (to[1] == NULL)
		to[1] = main_subject(j, from);
}

/* "siapa rektor ITB?" is answered by somebody, "siapa Habibie?" by what he is. */
static bool asks_for_person(const struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->n && p->kinds & (ASKED_PERSON | ASKED_NAME); i++)
		if (!p->groups[i]->name)
			return true;
	return false;
}

/* "dia lulusan mana?": whoever was answered with. Gives how many groups, -1 on error. */
static int borrow_person(struct joining *j, const struct kb_query *q, struct followup f, struct err *err)
{
	const struct share s = {.subject = 1, .aspect = 1};
	struct plan *asked, *named;
	struct str name;

	if (!person_pronoun(f.word) || q->answered.n == 0)
		return 0;
	if (plan_make(j->t, q->history[q->history_n - 1], LANG_UNKNOWN, &asked, err))
		return -1;
	name = asks_for_person(asked) ? person_named(q->answered, asked->words, asked->words_n) : STR("");
	if (name.n == 0)
		return 0;
	return plan_make(j->t, name, asked->lang, &named, err) ? -1 : put_groups(j, named, &s);
}

/* How the words of an earlier question enter, `subject` the weight of a subject. */
static struct share share_of(const struct joining *j, const struct plan *earlier, bool continues, float subject)
{
	return (struct share){
		.swapped = continues && count_proper(j, earlier) == 1 && count_proper(j, j->plan) > 0,
		.subject = subject,
		.aspect = subject * (continues ? CONTINUED_ASPECT : REFERRED_ASPECT),
	};
}

/* Whether the question before is looked at as well, for the other one of two things compared. */
static bool lacks_compared(const struct joining *j)
{
	return j->compares && j->plan->compared[1] == NULL;
}

/*
 * Goes back from question to question as long as each refers to the one before.
 * Returns the number of groups added, or -1.
 */
static int borrow(struct joining *j, const struct kb_query *q, struct followup f, struct err *err)
{
	int all = borrow_person(j, q, f, err);
	float subject = all > 0 ? PERSON_REST : 1;
	size_t i;

	if (all < 0)
		return -1;
	for (i = 0; i < TURNS && i < q->history_n && (f.kind != FOLLOWUP_NONE || lacks_compared(j)); i++) {
		bool continues = f.kind == FOLLOWUP_CONTINUES;
		uint32_t from = j->plan->n;
		struct plan *earlier;
		struct share s;
		int n;

		subject *= continues ? CONTINUED_SUBJECT : REFERRED_SUBJECT;
		if (plan_make(j->t, q->history[q->history_n - 1 - i], LANG_UNKNOWN, &earlier, err))
			return -1;
		s = share_of(j, earlier, continues, subject);
		if (continues && (j->plan->kinds & ~(unsigned)ASKED_PROCEDURE) == 0 && earlier->kinds)
			j->plan->kinds = earlier->kinds; /* "kalau Cirebon gimana?" asks for what was asked before */
		f = followup_read(j->t, earlier);
		/* a conversation's first question leaves nothing out that an earlier one said */
		s.kind = i + 1 == q->history_n ? FOLLOWUP_NONE : f.kind;
		n = put_groups(j, earlier, &s);
		if (n < 0)
			return err_set(err, ERR_NO_MEMORY, "no memory for understanding the question");
		if (lacks_compared(j))
			note_compared(j, earlier, from);
		all += n;
	}
	return all;
}

static float greatest(const struct joining *j, enum role role)
{
	float most = 0;
	uint32_t i;

	for (i = 0; i < j->plan->n; i++)
		if (j->roles[i] == role && j->plan->groups[i]->idf > most)
			most = j->plan->groups[i]->idf;
	return most;
}

static void scale(struct plan_group *g, float by)
{
	uint32_t i;

	g->idf *= by;
	for (i = 0; i < g->n; i++)
		g->alternatives[i].value *= by;
}

/*
 * Each group gets its weight's share of its own worth, but at most that share of the worth of the group that leads:
 * what a question asks for must not outweigh what it refers to, nor what is borrowed the question's own subject.
 */
static void weigh(struct joining *j)
{
	float own = greatest(j, OWN_SUBJECT), lead = own > 0 ? own : greatest(j, BORROWED_SUBJECT);
	uint32_t i;

	if (lead <= 0) /* nothing leads: "how long may a master student study?", "and a doctoral student?" */
		lead = INFINITY;
	for (i = 0; i < j->plan->n; i++) {
		struct plan_group *g = j->plan->groups[i];
		bool leads = j->roles[i] == OWN_SUBJECT || (own <= 0 && j->roles[i] == BORROWED_SUBJECT);
		float most = leads || g->idf < lead ? g->idf : lead;

		j->plan->restrained += j->weights[i] * (g->idf - most);
		scale(g, g->idf > 0 ? j->weights[i] * most / g->idf : 0);
		j->plan->information += g->idf;
	}
}

struct plan *followup_join(const struct plan_tools *t, const struct kb_query *q, struct plan *p, struct followup f,
			   struct err *err)
{
	struct joining *j = ARENA_NEW(t->arena, struct joining);
	const struct share s = {true, false, f.kind, 1,
				f.kind == FOLLOWUP_LACKS ? OWN_VERB_WEIGHT : OWN_ASPECT_WEIGHT};
	int borrowed;

	if (j)
		*j = (struct joining){.t = t, .plan = ARENA_NEW(t->arena, struct plan)};
	if (j == NULL || j->plan == NULL) {
		err_set(err, ERR_NO_MEMORY, "no memory for understanding the question");
		return NULL;
	}
	*j->plan = (struct plan){.lang = p->lang, .question = p->question, .words = p->words, .words_n = p->words_n,
				 .kinds = p->kinds, .clauses_n = p->clauses_n};
	memcpy(j->plan->clauses, p->clauses, sizeof p->clauses);
	if (put_groups(j, p, &s) < 0) {
		err_set(err, ERR_NO_MEMORY, "no memory for understanding the question");
		return NULL;
	}
	j->compares = compare_asked(p) && !compare_sides(p, &(uint32_t){0}, &(uint32_t){0});
	if (j->compares && greatest(j, OWN_SUBJECT) > 0)
		note_compared(j, p, 0);
	borrowed = borrow(j, q, f, err);
	if (borrowed < 0)
		return NULL;
	weigh(j);
	return borrowed ? j->plan : p;
}
