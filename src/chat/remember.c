/* What was said before, and noting what is said now. */
#include "base/log.h"
#include "base/utf8.h"
#include "chat/answer_json.h"
#include "chat/state.h"

/* An earlier turn beyond this says nothing more about what the question refers to. */
enum { TURN_POINTS_MAX = 1500 };

static int turns_of(struct chat *c, const struct exchange *x, size_t n, struct err *err)
{
	struct chat_turn *turns = ARENA_ARRAY(c->arena, 2 * n + 1, struct chat_turn);
	size_t i, k = 0;

	if (turns == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu exchanges", n);
	for (i = 0; i < n; i++) {
		if (x[i].answer.n == 0) /* the reader left before */
			continue;
		turns[k++] = (struct chat_turn){true, x[i].question};
		turns[k++] = (struct chat_turn){false, x[i].answer};
	}
	c->history = turns;
	c->history_n = k;
	return 0;
}

static int list_questions(struct chat *c, struct err *err)
{
	size_t i;

	c->asked_before = ARENA_ARRAY(c->arena, c->history_n + 1, struct str);
	if (c->asked_before == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for %zu turns", c->history_n);
	for (i = 0; i < c->history_n; i++)
		if (c->history[i].by_user)
			c->asked_before[c->asked_before_n++] =
				str_sub(c->history[i].text, 0,
					utf8_prefix(c->history[i].text, TURN_POINTS_MAX));
	return 0;
}

int step_remember(struct chat *c, struct err *err)
{
	struct exchange *x = NULL;
	struct err why = {0};
	size_t n = 0;

	if (c->q->history_n) {
		c->history = c->q->history;
		c->history_n = c->q->history_n;
		return list_questions(c, err);
	}
	if (c->q->conversation_id.n == 0 || c->conf->history_turns == 0)
		return list_questions(c, err);
	/* without its past the question is still answered */
	if (session_load(c->env->ports->session, c->q->conversation_id, (size_t)c->conf->history_turns,
			 c->arena, c->env->deadline, &x, &n, &why))
		log_err(LOG_WARNING, "chat", "the conversation cannot be read", &why);
	return turns_of(c, x, n, err) || list_questions(c, err) ? -1 : 0;
}

static struct str sources_text(const struct chat *c)
{
	BUF_AUTO struct buf b = BUF_MAX(CHAT_TEXT_MAX);
	JSON_AUTO struct json *sources = sources_json(&c->answer, c->q);

	json_write(sources, &b);
	return b.bad ? STR("") : arena_str(c->arena, buf_view(&b));
}

/* What is too long is left out: the answer can be read without. */
static struct str more_text(const struct chat *c)
{
	BUF_AUTO struct buf b = BUF_MAX(CHAT_TEXT_MAX);
	JSON_AUTO struct json *more = answer_more_json(&c->answer);

	json_write(more, &b);
	return b.bad ? STR("") : arena_str(c->arena, buf_view(&b));
}

int step_checkpoint(struct chat *c, struct err *err)
{
	struct exchange x = {
		.request_id = c->q->request_id,
		.question = c->q->text,
		.answer = c->answer.text,
		.asked_at_us = clock_wall_us(),
	};
	struct err why = {0};

	(void)err;
	if (c->q->conversation_id.n == 0)
		return 0;
	c->remembered = true;
	x.sources = sources_text(c);
	x.more = more_text(c);
	/* the answer is worth more than its being remembered */
	if (session_append(c->env->ports->session, c->q->conversation_id, &x, c->env->deadline, &why))
		log_err(LOG_ERROR, "chat", "the exchange cannot be kept", &why);
	return 0;
}
