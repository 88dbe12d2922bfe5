/*
 * The answer cache: what was answered to the same question a while ago.
 *
 * First questions of a conversation alone, answered by the language model and
 * grounded.  The key holds everything an answer depends on, the generation of
 * the knowledge among it, so that a changed document never serves an old answer.
 */
#include "chat/answer_json.h"
#include "base/ascii.h"
#include "chat/prompt.h"
#include "chat/state.h"
#include "port/llm/llm.h"

enum {
	KEY_BYTES_MAX = 1 << 20,
	VALUE_BYTES_MAX = 1 << 20,
};

static bool applies(const struct chat *c)
{
	return c->conf->cache_enabled && !c->q->no_cache && c->history_n == 0 && c->q->emotion.n == 0 &&
	       c->q->late_emotion == NULL && llm_configured(c->conf);
}

/* Letters' case, white space and end marks make no other question. */
static void add_question(struct buf *b, struct str text)
{
	size_t i;

	text = str_trim(text);
	while (text.n && strchr("?!. ", text.p[text.n - 1]))
		text.n--;
	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if ((unsigned char)c > ' ')
			buf_char(b, to_lower(c));
		else if (b->n && b->p[b->n - 1] != ' ')
			buf_char(b, ' ');
	}
}

/* Every setting that shapes answers; a secret only as being set. */
static void add_settings(struct buf *b, const struct conf *conf)
{
	size_t row;

	for (row = 0; row < conf_rows_n; row++) {
		if (!(conf_rows[row].flags & CONF_ANSWERS))
			continue;
		conf_value(conf, row, false, b);
		buf_char(b, '\n');
	}
}

static struct str make_key(const struct chat *c)
{
	BUF_AUTO struct buf b = BUF_MAX(KEY_BYTES_MAX), template = BUF_MAX(KEY_BYTES_MAX);
	struct prompt_facts facts = {.conf = c->conf, .lang = c->lang, .nonce = "", .now_s = clock_wall_s()};

	add_question(&b, c->q->text);
	buf_printf(&b, "\n%s\n%.*s\n%u\n", lang_code(c->lang), STR_ARG(c->info.generation), c->q->top_k);
	add_settings(&b, c->conf);
	if (prompt_template(c->conf, c->lang, &template, NULL))
		return STR("");
	/* filled in, so that one that tells the date is another one tomorrow */
	prompt_fill(&b, buf_view(&template), &facts);
	return b.bad ? STR("") : arena_str(c->arena, buf_view(&b));
}

/* Says what was kept; a value that can't be read is none. */
static int replay(struct chat *c, struct str value, struct err *err)
{
	JSON_AUTO struct json *v = NULL;
	struct chat_answer kept = c->answer;
	size_t i;

	if (json_parse(value, JSON_LENIENT, &v, NULL) ||
	    answer_of_json(v, c->arena, EVIDENCE_MAX, CHAT_CITATIONS_MAX, &kept))
		return 0;
	memcpy(kept.seconds, c->answer.seconds, sizeof kept.seconds);
	c->answer = kept;
	c->answer.from_cache = true;
	c->answered = true;
	if (chat_say(c, kept.text, err))
		return -1;
	for (i = 0; i < kept.sources_n; i++)
		if (c->out->source && c->out->source(c->out, &kept.sources[i]))
			return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

int step_recall(struct chat *c, struct err *err)
{
	bool hit;

	if (!applies(c))
		return 0;
	c->kept = (struct cache_call){
		.conf = c->conf,
		.redis = c->env->ports->redis,
		.key = make_key(c),
		.patience = &c->patience,
	};
	if (c->kept.key.n == 0)
		return 0;
	if (cache_enter(&c->kept, c->arena, &c->claim, err))
		return -1;
	hit = c->claim.state == CACHE_HIT;
	if (c->out->cached)
		c->out->cached(c->out, hit);
	return hit ? replay(c, c->claim.value, err) : 0;
}

int step_keep(struct chat *c, struct err *err)
{
	BUF_AUTO struct buf value = BUF_MAX(VALUE_BYTES_MAX);
	JSON_AUTO struct json *v = NULL;
	const struct chat_answer *a = &c->answer;

	(void)err;
	if (c->claim.state != CACHE_MINE || a->degraded || a->reason || !a->grounded)
		return 0;
	v = answer_json(a, c->q);
	json_write(v, &value);
	if (value.bad)
		return 0;
	cache_put(&c->kept, &c->claim, buf_view(&value));
	c->claim.state = CACHE_OFF;
	return 0;
}

void recall_end(struct chat *c)
{
	if (c->claim.state == CACHE_MINE)
		cache_abandon(&c->kept, &c->claim);
}
