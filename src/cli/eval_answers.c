/* itb-chatbot eval --answers: how often the answer is right, as the service gives it. */
#include <stdio.h>

#include "base/utf8.h"
#include "cli/eval.h"
#include "cli/eval_table.h"

enum {
	TURNS = 64,               /* of a conversation */
	SCRATCH_BYTES = 16 << 20, /* of a search, as chat/retrieve.c allows */
	PASSAGES_BYTES = 4 << 20,
	KEPT_BYTES = 4 << 20,     /* of a conversation's texts */
	ANSWER_BYTES = 1 << 20,
	EXCERPT_POINTS = 400,
};

struct answers {
	struct eval *e;
	struct eval_table table;
	struct numbers search_ms, answer_ms;
	size_t by_model;
};

/* A conversation so far; its texts outlive the memory of each question. */
struct talk {
	struct chat_turn turns[2 * TURNS];
	size_t n;
	struct arena arena;
};

/* Keeps the answer, whose memory is the question's. */
struct listener {
	struct chat_sink out; /* first: the pipeline's view of it */
	struct chat_answer answer;
};

/* What the search alone found: the passages that a language model gets, folded. */
struct found {
	struct buf passages;
	double score; /* of the best */
};

static int keep_answer(struct chat_sink *out, const struct chat_answer *answer)
{
	((struct listener *)out)->answer = *answer;
	return 0;
}

/* Asks what the service would answer, with as many turns as it remembers. */
static int ask(struct answers *a, const struct talk *t, struct str text, struct chat_answer *ret, struct err *err)
{
	struct world *w = &a->e->world;
	const struct conf *conf = a->e->c->conf;
	size_t remembered = 2 * (size_t)conf->history_turns, n = t->n < remembered ? t->n : remembered;
	struct chat_env env = {&w->ports, w->kb, &w->arena, deadline_in(conf->request_timeout * 1000)};
	struct chat_question q = {
		.text = text, .request_id = STR("eval"), .no_cache = true,
		.history = t->turns + (t->n - n), .history_n = n,
	};
	struct listener l = {.out = {.done = keep_answer}};

	arena_reset(&w->arena);
	if (chat_ask(&env, &q, &l.out, err))
		return -1;
	*ret = l.answer;
	return 0;
}

static void remember(struct talk *t, struct str question, struct str answer)
{
	if (t->n == 2 * TURNS)
		return;
	t->turns[t->n++] = (struct chat_turn){true, arena_str(&t->arena, question)};
	t->turns[t->n++] = (struct chat_turn){false, arena_str(&t->arena, answer)};
}

static void add_passage(const struct kb_gen *gen, uint32_t chunk, struct buf *b)
{
	struct kb_chunk c;

	kb_chunk(gen, chunk, &c);
	judge_fold(c.title, b);
	buf_char(b, ' ');
	judge_fold(c.heading, b);
	buf_char(b, ' ');
	judge_fold(c.text, b);
	buf_char(b, ' ');
}

static int find(struct answers *a, const struct talk *before, struct str text, enum lang lang, struct found *ret,
		struct err *err)
{
	ARENA_AUTO struct arena scratch = {.cap = SCRATCH_BYTES};
	struct str history[TURNS];
	struct kb_query q = {.text = text, .history = history, .lang = lang, .k = (uint32_t)a->e->c->conf->top_k};
	struct kb_hits hits = {0};
	size_t i;

	for (i = 0; i < before->n; i += 2)
		history[q.history_n++] = before->turns[i].text;
	if (eval_search(a->e, &q, &scratch, &hits, err))
		return -1;
	for (i = 0; i < hits.n; i++) {
		add_passage(a->e->gen, hits.hits[i].chunk, &ret->passages);
		if ((double)hits.hits[i].score > ret->score)
			ret->score = (double)hits.hits[i].score;
	}
	return 0;
}

static const char *why(const struct judgement *j)
{
	if (j->refused)
		return "refused";
	if (!j->answerable)
		return "answered, though no document does";
	return j->missing ? "does not say" : "says";
}

static void print_wrong(struct str id, struct str question, const struct chat_answer *answer, const struct judgement *j)
{
	BUF_AUTO struct buf text = BUF_MAX(ANSWER_BYTES), missing = BUF_MAX(ANSWER_BYTES);
	struct str said;

	judge_fold(answer->text, &text);
	said = buf_view(&text);
	if (!j->refused && j->missing)
		json_write(j->missing, &missing);
	else
		buf_str(&missing, j->wrong);
	printf("%.*s %.*s\n  %s %.*s\n  %.*s\n\n", STR_ARG(id), STR_ARG(question), why(j), STR_ARG(buf_view(&missing)),
	       (int)utf8_prefix(said, EXCERPT_POINTS), said.p);
}

static void print_json(struct str id, struct str style, struct str question, const struct chat_answer *answer,
		       const struct judgement *j, double score)
{
	JSON_AUTO struct json *o = json_new_object();
	BUF_AUTO struct buf text = BUF_MAX(ANSWER_BYTES);
	struct json *sources = json_new_array();
	size_t i;

	json_set_str(o, "id", id);
	json_set_str(o, "style", style);
	json_set_str(o, "question", question);
	json_set_bool(o, "answerable", j->answerable);
	json_set_bool(o, "right", j->right);
	json_set_bool(o, "refused", j->refused);
	json_set_bool(o, "right_source", j->cited);
	json_set_bool(o, "in_passages", j->in_passages);
	json_set_real(o, "score", score, 4);
	json_set_real(o, "search_ms", answer->seconds[CHAT_T_RETRIEVAL] * 1000, 3);
	json_set_real(o, "answer_ms", answer->seconds[CHAT_T_TOTAL] * 1000, 3);
	json_set_str(o, "answer", answer->text);
	for (i = 0; i < answer->sources_n; i++)
		json_push(sources, json_new_str(answer->sources[i].chunk_id));
	json_set(o, "sources", sources);
	json_write(o, &text);
	printf("%s\n", text.p);
}

static void count(struct answers *a, const struct chat_answer *answer, const struct judgement *j, double score)
{
	struct scores *s = &a->e->scores;

	numbers_push(j->answerable ? &s->answerable : &s->unanswerable, score);
	numbers_push(&a->search_ms, answer->seconds[CHAT_T_RETRIEVAL] * 1000);
	numbers_push(&a->answer_ms, answer->seconds[CHAT_T_TOTAL] * 1000);
	a->by_model += answer->model.n > 0 && !answer->degraded;
}

/* One question, or one turn, which then belongs to the conversation. */
static int ask_and_judge(struct answers *a, struct talk *t, const struct json *q, struct str id, struct str style,
			 struct err *err)
{
	struct str question = str_trim(json_str_or_empty(json_get(q, "question")));
	struct found found = {.passages = BUF_MAX(PASSAGES_BYTES)};
	struct chat_answer answer;
	struct judgement j;
	int r;

	if (question.n == 0)
		return err_set(err, ERR_BAD_DATA, "question is missing");
	r = ask(a, t, question, &answer, err) || find(a, t, question, answer.lang, &found, err) ||
	    judge(q, &answer, buf_view(&found.passages), &j, err);
	buf_release(&found.passages);
	if (r)
		return -1;
	count(a, &answer, &j, found.score);
	eval_table_add(&a->table, style, &j);
	if (a->e->json)
		print_json(id, style, question, &answer, &j, found.score);
	else if (a->e->wrong && !j.right)
		print_wrong(id, question, &answer, &j);
	remember(t, question, answer.text);
	return 0;
}

static int ask_dialogue(struct answers *a, struct talk *t, const struct json *line, struct err *err)
{
	const struct json *turns = json_get(line, "turns");
	struct str id = json_str_or_empty(json_get(line, "id"));
	size_t i;

	for (i = 0; i < json_length(turns); i++) {
		const struct json *turn = json_at(turns, i);
		bool is_new = str_eq(json_str_or_empty(json_get(turn, "topic")), STR("new"));

		if (ask_and_judge(a, t, turn, arena_printf(&t->arena, "%.*s.%zu", STR_ARG(id), i + 1),
				  arena_printf(&t->arena, "turn %zu%s", i + 1, is_new ? ", new topic" : ""), err))
			return -1;
	}
	return 0;
}

static int ask_question(struct answers *a, struct talk *t, const struct json *line, struct err *err)
{
	struct str history[TURNS];
	struct chat_answer answer;
	size_t n = eval_history(line, history, TURNS), i;

	for (i = 0; i < n; i++) {
		if (ask(a, t, history[i], &answer, err))
			return -1;
		remember(t, history[i], answer.text);
	}
	return ask_and_judge(a, t, line, json_str_or_empty(json_get(line, "id")),
			     json_str_or_empty(json_get(line, "style")), err);
}

static int each(void *arg, const struct json *line, struct err *err)
{
	struct talk t = {.arena = {.cap = KEPT_BYTES}};
	int r = json_get(line, "turns") ? ask_dialogue(arg, &t, line, err) : ask_question(arg, &t, line, err);

	arena_release(&t.arena);
	return r;
}

static void print_all(struct answers *a)
{
	eval_table_print(&a->table, a->e->c->conf->top_k);
	scores_print(&a->e->scores, a->e->c->conf->relevance_floor);
	printf("search: p50 %.1f ms, p99 %.1f ms; answer: p50 %.1f ms, p99 %.1f ms; by a language model: %zu of %zu\n",
	       numbers_percentile(&a->search_ms, .5), numbers_percentile(&a->search_ms, .99),
	       numbers_percentile(&a->answer_ms, .5), numbers_percentile(&a->answer_ms, .99),
	       a->by_model, a->answer_ms.n);
	eval_print_servers(a->e);
}

int eval_answers(struct eval *e, struct err *err)
{
	struct answers a = {.e = e};
	int r = eval_lines(e, each, &a, err);

	if (r == 0 && !e->json && e->asked)
		print_all(&a);
	numbers_release(&a.search_ms);
	numbers_release(&a.answer_ms);
	return r;
}
