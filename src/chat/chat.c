#include "chat/chat.h"

#include "base/log.h"
#include "chat/state.h"

enum when {
	ALWAYS,
	UNANSWERED, /* until a step has answered */
};

/* The life of a question, from top to bottom. */
static const struct step {
	const char *name;
	enum when when;
	enum chat_time time; /* what of exec_time it counts for, besides the total */
	int (*run)(struct chat *c, struct err *err);
} steps[] = {
	/* the conversation's last turns */
	{"remember", ALWAYS, CHAT_T_TOTAL, step_remember},
	/* its language and words */
	{"understand", ALWAYS, CHAT_T_TOTAL, step_understand},
	/* "Halo!", "Thank you", "Who are you?" */
	{"greet", UNANSWERED, CHAT_T_TOTAL, step_greet},
	/* a search query that stands alone, when that is wanted */
	{"rewrite", UNANSWERED, CHAT_T_RETRIEVAL, step_rewrite},
	/* the passages that may answer it */
	{"retrieve", UNANSWERED, CHAT_T_RETRIEVAL, step_retrieve},
	/* no passage is good enough: the helpdesk */
	{"refuse", UNANSWERED, CHAT_T_TOTAL, step_refuse},
	/* the same question was answered a while ago; or it is being, elsewhere */
	{"recall", UNANSWERED, CHAT_T_TOTAL, step_recall},
	/* the language model answers from them, streamed; it may ask for more */
	{"generate", UNANSWERED, CHAT_T_GENERATION, step_generate},
	/* no model, or none that answers: the best sentences themselves */
	{"extract", UNANSWERED, CHAT_T_GENERATION, step_extract},
	/* what was said is tied to the passages */
	{"ground", ALWAYS, CHAT_T_GENERATION, step_ground},
	/* what else could be asked, when that costs nothing */
	{"suggest", ALWAYS, CHAT_T_TOTAL, step_suggest},
	/* its blocks are finished */
	{"compose", ALWAYS, CHAT_T_TOTAL, step_compose},
	/* question and answer join the conversation */
	{"checkpoint", ALWAYS, CHAT_T_TOTAL, step_checkpoint},
	/* all is said */
	{"deliver", ALWAYS, CHAT_T_TOTAL, step_deliver},
	/* the reader has it; worth keeping for the next one who asks */
	{"keep", ALWAYS, CHAT_T_TOTAL, step_keep},
};
enum { STEPS_N = sizeof steps / sizeof steps[0] };

static double seconds_since(int64_t start_us)
{
	return (double)(clock_mono_us() - start_us) / 1e6;
}

/* Puts what was said so far into the answer, for the steps that follow. */
static void settle(struct chat *c)
{
	if (c->answer.text.n != c->said.n)
		c->answer.text = arena_str(c->arena, buf_view(&c->said));
	c->answer.lang = c->lang;
}

static int walk(struct chat *c, int64_t start_us, double step_seconds[STEPS_N], struct err *err)
{
	size_t i;

	for (i = 0; i < STEPS_N; i++) {
		int64_t step_us = clock_mono_us();

		if (steps[i].when == UNANSWERED && c->answered)
			continue;
		if (steps[i].run(c, err)) {
			err_prefix(err, "%s", steps[i].name);
			return -1;
		}
		step_seconds[i] = seconds_since(step_us);
		if (steps[i].time != CHAT_T_TOTAL)
			c->answer.seconds[steps[i].time] += step_seconds[i];
		c->answer.seconds[CHAT_T_TOTAL] = seconds_since(start_us);
		settle(c);
	}
	return 0;
}

static void log_steps(const struct chat *c, const double step_seconds[STEPS_N])
{
	struct json *fields = json_new_object();
	size_t i;

	json_set_str(fields, "request_id", c->q->request_id);
	for (i = 0; i < STEPS_N; i++)
		json_set_real(fields, steps[i].name, step_seconds[i] * 1000, 3);
	json_set_int(fields, "arena_bytes", (int64_t)c->arena->used);
	log_line(LOG_DEBUG, "chat", fields, "milliseconds by step");
}

static int begin(struct chat *c, struct err *err)
{
	c->gen = kb_acquire(c->env->kb);
	if (c->gen == NULL)
		return err_set(err, ERR_UNAVAILABLE, "no knowledge: run `itb-chatbot ingest`");
	kb_info(c->gen, &c->info);
	c->stemmer = stemmer_new();
	if (c->stemmer == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a stemmer");
	memset(c->source_of, -1, sizeof c->source_of);
	return 0;
}

static void end(struct chat *c)
{
	recall_end(c);
	buf_release(&c->said);
	json_free(c->answer.blocks);
	stemmer_free(c->stemmer);
	if (c->gen)
		kb_release(c->gen);
}

/* The reader left, and may come back to look: the question, and what was said, stay. */
static void remember_half(struct chat *c)
{
	if (c->remembered || c->gen == NULL)
		return;
	c->answer.reason = CHAT_CUT_LEFT;
	c->answer.grounded = c->answer.sources_n > 0;
	settle(c);
	if (compose_half(c, NULL) == 0)
		step_checkpoint(c, NULL);
}

int chat_ask(struct chat_env *env, const struct chat_question *q, struct chat_sink *out,
	     struct err *err)
{
	struct chat c = {
		.env = env,
		.q = q,
		.out = out,
		.conf = env->ports->conf,
		.arena = env->arena,
		.patience = {.deadline = env->deadline, .on_wait = chat_wait, .arg = &c, .watch_fd = out->watch_fd},
		.said = BUF_MAX(CHAT_TEXT_MAX),
		.blocks = {.arena = env->arena},
	};
	double step_seconds[STEPS_N] = {0};
	int64_t start_us = clock_mono_us();
	int r = begin(&c, err);

	if (r == 0)
		r = walk(&c, start_us, step_seconds, err);
	if (r && err->code == ERR_GONE)
		remember_half(&c);
	if (r == 0 && log_wants(LOG_DEBUG))
		log_steps(&c, step_seconds);
	end(&c);
	return r;
}
