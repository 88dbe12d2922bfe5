/*
 * The question as a search query that stands alone, in the documents' language,
 * written by the language model (QUERY_REWRITE).  Its ranking is fused with that of
 * the question, or of the question with what it refers to (kb/search/followup.h).
 */
#include "base/log.h"
#include "base/utf8.h"
#include "chat/prompt.h"
#include "chat/state.h"
#include "port/llm/llm.h"

/*
 * The reader waits for it before anything else happens, so it may take little
 * time; a query of 25 words (what the prompt allows) has under 80 tokens.
 */
enum { REWRITE_MS = 4000, REWRITE_TOKENS = 80, REWRITE_POINTS_MAX = 300, TURNS = 4, PROMPT_MAX = 64 * 1024,
       SCRATCH_BYTES = 4 << 20 };

/* What it refers to is left to the model; a question with a subject of its own needs none. */
static bool refers(const struct chat *c)
{
	ARENA_AUTO struct arena scratch = {.cap = SCRATCH_BYTES};
	const struct kb_query q = {
		.text = c->q->text, .history = c->asked_before, .history_n = c->asked_before_n, .lang = c->lang,
	};

	return c->asked_before_n && kb_refers(c->gen, &q, &scratch);
}

static bool wanted(const struct chat *c)
{
	struct str how = str_of(c->conf->query_rewrite);

	if (!llm_configured(c->conf) || str_eq(how, STR("off")))
		return false;
	return str_eq(how, STR("always")) || c->lang == LANG_EN || refers(c);
}

static void write_message(const struct chat *c, struct buf *b)
{
	size_t i = c->asked_before_n > TURNS ? c->asked_before_n - TURNS : 0;

	for (; i < c->asked_before_n; i++) {
		buf_cstr(b, "Earlier: ");
		prompt_data(b, c->asked_before[i]);
		buf_char(b, '\n');
	}
	buf_cstr(b, "Message: ");
	prompt_data(b, c->q->text);
	buf_cstr(b, "\nOutput:");
}

static int nothing_yet(void *arg, struct str piece)
{
	(void)arg;
	(void)piece;
	return 0;
}

/* The first line with anything in it, unquoted. */
static struct str query_of(struct str said)
{
	struct str line = STR("");

	while (line.n == 0 && str_cut(&said, '\n', &line))
		line = str_trim(line);
	if (str_starts(line, STR("Output:")))
		line = str_trim(str_sub(line, 7, line.n));
	if (line.n > 1 && line.p[0] == '"' && line.p[line.n - 1] == '"')
		line = str_sub(line, 1, line.n - 2);
	return str_sub(line, 0, utf8_prefix(line, REWRITE_POINTS_MAX));
}

static int ask(struct chat *c, struct err *err)
{
	BUF_AUTO struct buf system = BUF_MAX(PROMPT_MAX), message = BUF_MAX(PROMPT_MAX);
	struct llm_message messages[2] = {{.role = LLM_SYSTEM}, {.role = LLM_USER}};
	struct patience patience = patience_within(&c->patience, REWRITE_MS);
	struct llm_call l = {
		.messages = messages,
		.messages_n = 2,
		.traceparent = c->q->traceparent,
		.key_name = c->q->key_name,
		.max_tokens = REWRITE_TOKENS,
		.patience = &patience,
		.on_text = nothing_yet,
	};
	struct llm_answer a = {0};

	if (prompt_file(c->conf, "rewrite.txt", &system, err))
		return -1;
	write_message(c, &message);
	messages[0].text = buf_view(&system);
	messages[1].text = buf_view(&message);
	if (message.bad)
		return err_set(err, ERR_NO_MEMORY, "a prompt over %d bytes", PROMPT_MAX);
	if (llm_chat(c->env->ports, &l, c->arena, &a, err))
		return -1;
	chat_count_usage(c, &a);
	c->rewritten = query_of(a.text);
	return 0;
}

int step_rewrite(struct chat *c, struct err *err)
{
	struct err why = {0};

	if (!wanted(c) || ask(c, &why) == 0)
		return 0;
	if (why.code == ERR_GONE)
		return err_set(err, ERR_GONE, "%s", why.msg);
	log_err(LOG_WARNING, "chat", "the question was not rewritten", &why);
	return 0;
}
