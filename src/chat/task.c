#include "chat/task.h"

#include "base/ascii.h"
#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "port/llm/llm.h"

/* Bytes of a prompt with the conversation in it; code points of a title, for which a line in a list has room. */
enum { PROMPT_MAX = 256 * 1024, TITLE_POINTS = 50 };

bool task_is_prompt(struct str message)
{
	return str_starts(str_trim(message), STR("### Task:"));
}

/* --- without a model */

/* What stands between the marks in s, "" when it isn't there. */
static struct str between(struct str s, struct str before, struct str after)
{
	size_t at = str_find(s, before);

	s = str_sub(s, at + before.n, s.n);
	return str_sub(s, 0, str_find(s, after));
}

/* The first question of the conversation that the prompt quotes, or that came before it. */
static struct str first_question(const struct chat_question *q)
{
	struct str quoted = between(q->text, STR("<chat_history>"), STR("</chat_history>"));
	struct str line = str_trim(between(quoted, STR("USER:"), STR("\n")));
	size_t i;

	for (i = 0; i < q->history_n && line.n == 0; i++)
		if (q->history[i].by_user)
			line = str_trim(q->history[i].text);
	return str_sub(line, 0, str_find_char(line, '\n'));
}

static struct str title_of(struct str question)
{
	size_t n = utf8_prefix(question, TITLE_POINTS);

	if (question.n == 0)
		return STR("Chat");
	if (n < question.n)
		while (n > 0 && !is_space(question.p[n]))
			n--;
	return str_trim(str_sub(question, 0, n ? n : utf8_prefix(question, TITLE_POINTS)));
}

/* The member of the JSON object that the prompt shows ({ "title": "…" }), or ""; *ret_list: it is an array. */
static struct str shown_member(struct str prompt, bool *ret_list)
{
	size_t at;

	for (; (at = str_find_char(prompt, '{')) < prompt.n; prompt = str_sub(prompt, at + 1, prompt.n)) {
		struct str s = str_trim(str_sub(prompt, at + 1, prompt.n)), name;

		if (!str_starts(s, STR("\"")))
			continue;
		name = str_sub(s, 1, str_find_char(str_sub(s, 1, s.n), '"'));
		s = str_trim(str_sub(s, name.n + 2, s.n));
		if (name.n == 0 || name.n > 64 || !str_starts(s, STR(":")))
			continue;
		*ret_list = str_starts(str_trim(str_sub(s, 1, s.n)), STR("["));
		return name;
	}
	return STR("");
}

/* The answer without a model, in arena memory. */
static struct str plain_answer(const struct chat_question *q, struct arena *a)
{
	BUF_AUTO struct buf b = BUF_MAX(4096);
	JSON_AUTO struct json *v = json_new_object();
	struct str title = title_of(first_question(q)), name;
	bool list = false;

	name = shown_member(q->text, &list);
	if (name.n == 0)
		return arena_str(a, title);
	json_set_copied(v, name, list ? json_new_array() : json_new_str(str_eq(name, STR("title")) ? title : STR("")));
	json_write(v, &b);
	return arena_str(a, buf_view(&b));
}

/* --- with one */

struct task {
	struct chat_sink *out;
};

static int keep_waiting(void *arg)
{
	const struct task *t = arg;

	return t->out->wait ? t->out->wait(t->out) : 0;
}

/* Given at the end, once it is known to be no reasoning. */
static int nothing_yet(void *arg, struct str piece)
{
	(void)arg;
	(void)piece;
	return 0;
}

static struct llm_message *messages_of(const struct chat_question *q, struct arena *a)
{
	struct llm_message *list = ARENA_ARRAY(a, q->history_n + 1, struct llm_message);
	size_t i;

	for (i = 0; list && i < q->history_n; i++)
		list[i] = (struct llm_message){.role = q->history[i].by_user ? LLM_USER : LLM_ASSISTANT,
			.text = q->history[i].text};
	if (list)
		list[i] = (struct llm_message){.role = LLM_USER, .text = q->text};
	return list;
}

static int ask_model(struct chat_env *env, const struct chat_question *q, struct chat_sink *out,
		     struct llm_answer *ret, struct err *err)
{
	struct task t = {out};
	struct patience patience = {.deadline = env->deadline, .on_wait = keep_waiting, .arg = &t,
		.watch_fd = out->watch_fd};
	struct llm_call l = {
		.messages = messages_of(q, env->arena),
		.messages_n = q->history_n + 1,
		.traceparent = q->traceparent,
		.key_name = q->key_name,
		.patience = &patience,
		.on_text = nothing_yet,
	};

	if (l.messages == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a task's messages");
	return llm_chat(env->ports, &l, env->arena, ret, err);
}

static void set_answer(struct chat_answer *ret, const struct llm_answer *a)
{
	ret->text = a->text;
	ret->model = a->model;
	ret->usage = (struct chat_usage){a->prompt_tokens, a->completion_tokens, a->total_tokens};
}

/* The model's answer, or the plain one; -1 when the reader is gone. */
static int find_answer(struct chat_env *env, const struct chat_question *q, struct chat_sink *out,
		       struct chat_answer *ret, struct err *err)
{
	struct llm_answer a = {0};
	struct err why = {0};

	if (!llm_configured(env->ports->conf)) {
		ret->reason = CHAT_NO_MODEL;
	} else if (ask_model(env, q, out, &a, &why) == 0 && a.text.n) {
		set_answer(ret, &a);
	} else if (why.code == ERR_GONE) {
		*err = why;
		return -1;
	} else {
		log_err(LOG_WARNING, "chat", "a front end's task has no answer of the language model", &why);
		ret->reason = CHAT_MODEL_FAILED;
	}
	ret->degraded = ret->text.n == 0;
	if (ret->text.n == 0)
		ret->text = plain_answer(q, env->arena);
	return 0;
}

int task_answer(struct chat_env *env, const struct chat_question *q, struct chat_sink *out, struct err *err)
{
	struct chat_answer answer = {.lang = LANG_ID};
	int64_t start_us = clock_mono_us();

	if (q->text.n > PROMPT_MAX)
		return err_param(err, ERR_PARAM_INVALID, "messages", "a task's prompt may have %d bytes at most",
				 PROMPT_MAX);
	if (find_answer(env, q, out, &answer, err))
		return -1;
	answer.seconds[CHAT_T_GENERATION] = answer.seconds[CHAT_T_TOTAL] = (double)(clock_mono_us() - start_us) / 1e6;
	if ((out->delta && out->delta(out, answer.text)) || out->done(out, &answer))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}
