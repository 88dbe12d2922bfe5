/*
 * The answer without a language model: the pieces of the passages that tell
 * most of what is asked, as they stand in the documents.
 */
#include "chat/ground.h"
#include "chat/pick.h"
#include "chat/saying.h"
#include "chat/tell.h"
#include "text/analyse.h"

enum { WORDS_LEAST = 8 /* of a text, to tell its language for sure */ };

/* The language of a piece; a few names are of none. */
static enum lang lang_of(const struct piece *x)
{
	struct str first = x->passage->sentences[x->from].at.text, last = x->passage->sentences[x->to - 1].at.text;
	struct str text = {first.p, (size_t)(last.p - first.p) + last.n};
	struct analyser a;
	struct word w;
	int n = 0;

	for (analyse_begin(&a, text); n < WORDS_LEAST && analyse_next(&a, &w);)
		n++;
	return n == WORDS_LEAST ? lang_detect(text) : LANG_UNKNOWN;
}

/* Whether the answer begins in the language that the asker did not use, and more of it is in that one. */
static bool is_foreign(const struct chat *c, const struct picks *picks)
{
	size_t own = 0, foreign = 0, i;

	if (lang_of(&picks->pieces[0]) == c->lang)
		return false;
	for (i = 0; i < picks->n; i++) {
		enum lang lang = lang_of(&picks->pieces[i]);

		own += lang == c->lang ? piece_points(&picks->pieces[i]) : 0;
		foreign += lang != c->lang && lang != LANG_UNKNOWN ? piece_points(&picks->pieces[i]) : 0;
	}
	return foreign > own;
}

/* Whoever asks in one language and reads the other is told why. */
static int say_language(struct chat *c, struct err *err)
{
	if (chat_say(c, saying_text(SAYING_OTHER_LANGUAGE, c->lang, c->conf, c->arena), err))
		return -1;
	return chat_say(c, STR("\n\n"), err);
}

/* The sentence that tells most by itself: what a source's quote is chosen by. */
static struct str key_of(const struct piece *x, const struct aim *aim)
{
	size_t key = x->from, i;
	float most = -1;

	for (i = x->from; i < x->to; i++) {
		struct candidate one = {.piece = {.passage = x->passage, .lead = x->lead, .from = i, .to = i + 1}};
		float value = aim_focus(aim, &one);

		if (value > most) {
			most = value;
			key = i;
		}
	}
	return x->passage->sentences[key].at.text;
}

static int say(struct chat *c, const struct picks *picks, const struct piece *x, struct told *told, struct err *err)
{
	size_t at = (size_t)(x->passage - c->evidence.passages);

	if (tell_piece(c, x, told, err))
		return -1;
	return ground_cite(c, at, key_of(x, &picks->aim), told->start, c->said_points, err);
}

/* A part of the question that nothing was found for. */
static int say_unanswered(struct chat *c, const struct kb_part *part, struct err *err)
{
	struct str text = saying_text(SAYING_NO_PART, c->lang, c->conf, c->arena);

	return chat_say(c, arena_printf(c->arena, "\n\n%.*s “%.*s”.", STR_ARG(text), STR_ARG(part->text)), err);
}

/* Nothing but links and headings was found, or of two things that are compared only one. */
static bool has_answer(const struct chat *c, const struct picks *picks)
{
	return picks->n && !(c->evidence.question.compares && picks->unanswered);
}

int step_extract(struct chat *c, struct err *err)
{
	struct told told = {false};
	struct picks picks;
	size_t i;

	c->answer.degraded = true;
	c->answered = true;
	if (evidence_look_through(&c->evidence, err) || pick_pieces(&c->evidence, c->lang, &picks, err))
		return -1;
	if (!has_answer(c, &picks))
		return chat_say(c, saying_text(SAYING_REFUSAL, c->lang, c->conf, c->arena), err);
	if (is_foreign(c, &picks) && say_language(c, err))
		return -1;
	for (i = 0; i < picks.n; i++)
		if (say(c, &picks, &picks.pieces[i], &told, err))
			return -1;
	for (i = 0; i < c->evidence.question.parts_n; i++)
		if (picks.unanswered & 1u << i &&
		    say_unanswered(c, &c->evidence.question.parts[i], err))
			return -1;
	return 0;
}
