#include "text/person.h"

#include "base/ascii.h"
#include "text/analyse.h"

enum {
	RUN_WORDS = 5, /* of a name */
	LEAST = 2,     /* points that make a name a person's */
	AGENT = 2,     /* behind "oleh" or an office */
	OTHER = 1,     /* begins a sentence; has several words; a comma follows */
};

bool person_pronoun(struct str word)
{
	static const char *const pronouns[] = {"dia", "beliau", "ia", "he", "she", "him", "his", "her"};

	return STR_AMONG(word, pronouns);
}

bool person_past(struct str word)
{
	static const char *const past[] = {
		"bekas", "dahulu", "dulu", "dulunya", "eks", "first", "former", "formerly", "mantan", "once", "pernah",
		"pertama",
	};

	return STR_AMONG(word, past);
}

bool person_is_past(struct str text)
{
	struct analyser a;
	struct word w;

	for (analyse_begin(&a, text); analyse_next(&a, &w);)
		if (person_past(w.text))
			return true;
	return false;
}

static bool is_agent(struct str word)
{
	static const char *const agents[] = {
		"oleh", "by", "arsitek", "architect", "rektor", "rector", "dekan", "dean", "presiden", "president",
		"ketua", "direktur", "director", "profesor", "professor", "prof", "dr", "ir", "bernama", "named",
		"ialah", "adalah", "yaitu",
	};

	return STR_AMONG(word, agents);
}

struct name {
	size_t from, to; /* bytes of the answer */
	uint32_t words;
	int points;
	bool known;
};

struct search {
	struct str answer;
	const struct str *known;
	uint32_t known_n;
	struct name now, best;
};

static bool is_known(const struct search *s, struct str word)
{
	uint32_t i;

	for (i = 0; i < s->known_n; i++)
		if (str_eq(s->known[i], word))
			return true;
	return false;
}

static bool begins_sentence(struct str text, size_t at)
{
	while (at > 0 && text.p[at - 1] == ' ')
		at--;
	return at == 0 || strchr(".?!:\n", text.p[at - 1]);
}

static void end_name(struct search *s)
{
	struct name *n = &s->now;

	if (n->words > 1)
		n->points += OTHER;
	if (n->to < s->answer.n && s->answer.p[n->to] == ',')
		n->points += OTHER;
	if (n->words && n->words <= RUN_WORDS && !n->known && n->points >= LEAST && n->points > s->best.points)
		s->best = *n;
	*n = (struct name){.words = 0};
}

static void take(struct search *s, const struct word *w, bool behind_agent)
{
	struct name *n = &s->now;
	bool joined = n->words && w->from <= n->to + 2 && strchr(" .", s->answer.p[n->to]);

	if (!joined) {
		end_name(s);
		n->from = w->from;
		n->points = (behind_agent ? AGENT : 0) + (begins_sentence(s->answer, w->from) ? OTHER : 0);
	}
	n->to = w->to;
	n->words++;
	n->known = n->known || is_known(s, w->text);
}

struct str person_named(struct str answer, const struct str *known, uint32_t known_n)
{
	struct search s = {.answer = answer, .known = known, .known_n = known_n};
	struct analyser a;
	struct word w;
	bool agent = false;

	for (analyse_begin(&a, answer); analyse_next(&a, &w);) {
		if (is_upper(answer.p[w.from]) && !(w.capitals && w.text.n > 2) && !is_agent(w.text))
			take(&s, &w, agent);
		else
			end_name(&s);
		agent = is_agent(w.text);
	}
	end_name(&s);
	return str_sub(answer, s.best.from, s.best.to - s.best.from);
}
