#include "chat/compose.h"

#include "base/utf8.h"

/* An answer may name addresses of the evidence and of the settings. */
static bool knows(const void *arg, struct str address)
{
	const struct chat *c = arg;
	const struct evidence *e = &c->evidence;
	struct str helpdesk = str_of(c->conf->helpdesk_contact);
	size_t i;

	if (str_find(helpdesk, address) < helpdesk.n || evidence_knows_url(e, address, true))
		return true;
	for (i = 0; i < e->n; i++)
		if (str_find(e->passages[i].c.text, address) < e->passages[i].c.text.n)
			return true;
	return false;
}

/* Citations count code points, spans bytes. */
static struct blocks_cite *cites_of(const struct chat *c)
{
	const struct chat_answer *a = &c->answer;
	struct blocks_cite *cites = ARENA_ARRAY(c->arena, a->citations_n + 1, struct blocks_cite);
	struct str said = buf_view(&c->said);
	size_t at = 0, points = 0, i;

	for (i = 0; cites && i < a->citations_n; i++) {
		if (a->citations[i].end < points)
			at = points = 0;
		at += utf8_prefix(str_sub(said, at, said.n), a->citations[i].end - points);
		points = a->citations[i].end;
		cites[i] = (struct blocks_cite){at, a->citations[i].source};
	}
	return cites;
}

static struct blocks_view view_of(const struct chat *c)
{
	struct blocks_cite *cites = cites_of(c);

	return (struct blocks_view){
		.blocks = &c->blocks,
		.text = buf_view(&c->said),
		.cites = cites,
		.cites_n = cites ? c->answer.citations_n : 0,
		.knows = knows,
		.arg = c,
	};
}

static int tell(struct chat *c, const struct json *block, size_t at, struct err *err)
{
	if (c->out->block && c->out->block(c->out, block, at))
		return err_set(err, ERR_GONE, "the reader went away");
	return 0;
}

/* The blocks before number n are finished. */
static int tell_finished(struct chat *c, size_t n, struct err *err)
{
	struct blocks_view v;

	if (c->out->block == NULL || c->blocks_told >= n)
		return 0;
	for (v = view_of(c); c->blocks_told < n; c->blocks_told++) {
		JSON_AUTO struct json *block = block_json(&v, c->blocks_told);

		if (tell(c, block, c->blocks_told, err))
			return -1;
	}
	return 0;
}

int compose_block(struct chat *c, enum block_type type, size_t columns, struct str lang, struct err *err)
{
	if (blocks_cover(&c->blocks, buf_view(&c->said), err) || tell_finished(c, c->blocks.n, err))
		return -1;
	return blocks_open(&c->blocks, type, columns, lang, err);
}

int compose_say(struct chat *c, struct str piece, size_t cell, const struct reply_style *style, struct err *err)
{
	struct block_span span = {.from = c->said.n};

	if (chat_say(c, piece, err))
		return -1;
	span.to = c->blocks.covered = c->said.n;
	if (style == NULL)
		return 0;
	span.style = *style;
	return blocks_add(&c->blocks, cell, &span, err);
}

/* Of the answer cache. */
static int tell_kept(struct chat *c, struct err *err)
{
	size_t n = json_length(c->answer.blocks), i;

	for (i = 0; i < n; i++)
		if (tell(c, json_at(c->answer.blocks, i), i, err))
			return -1;
	return 0;
}

static void build(struct chat *c)
{
	struct blocks_view v = view_of(c);
	size_t i;

	c->answer.blocks = json_new_array();
	for (i = 0; i < c->blocks.n; i++)
		json_push(c->answer.blocks, block_json(&v, i));
}

int step_compose(struct chat *c, struct err *err)
{
	if (c->answer.blocks)
		return tell_kept(c, err);
	if (blocks_cover(&c->blocks, buf_view(&c->said), err) || tell_finished(c, c->blocks.n, err))
		return -1;
	build(c);
	return 0;
}

int compose_half(struct chat *c, struct err *err)
{
	if (c->answer.blocks)
		return 0;
	if (blocks_cover(&c->blocks, buf_view(&c->said), err))
		return -1;
	build(c);
	return 0;
}
