/*
 * Whatever a model writes and however it is cut: the same answer and blocks come
 * out, both say the same, and no address is a link that isn't known.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "chat/reply/blocks.h"
#include "chat/reply/markdown.h"
#include "chat/reply/url.h"
#include "fuzz.h"

struct got {
	struct arena arena;
	struct buf text, between, json;
	struct blocks blocks;
	struct blocks_cite cites[16];
	size_t cites_n;
};

static int block(void *arg, enum block_type type, size_t columns, struct str lang)
{
	struct got *g = arg;

	return blocks_open(&g->blocks, type, columns, lang, NULL);
}

static int text(void *arg, struct str piece, size_t cell, const struct reply_style *style)
{
	struct got *g = arg;
	struct block_span span = {.from = g->text.n};
	bool head = cell < BLOCKS_COLUMNS_MAX; /* repeated in each row */

	if (piece.n == 0 || !utf8_valid(piece))
		abort();
	buf_str(&g->text, piece);
	span.to = g->blocks.covered = g->text.n;
	if (style == NULL) {
		if (!head)
			abort();
		return 0;
	}
	buf_str(&g->between, piece);
	span.style = *style;
	return blocks_add(&g->blocks, cell, &span, NULL);
}

static int cited(void *arg, const unsigned *numbers, size_t n)
{
	struct got *g = arg;

	if (n && g->cites_n < 16)
		g->cites[g->cites_n++] = (struct blocks_cite){g->text.n, numbers[0]};
	return 0;
}

static bool knows_url(void *arg, struct str url, bool whole)
{
	struct str known = STR("https://itb.ac.id/a");

	(void)arg;
	return whole ? str_eq(url, known) : str_starts(known, url);
}

static bool knows(const void *arg, struct str address)
{
	(void)arg;
	return str_eq(address, STR("https://itb.ac.id/a")) || str_eq(address, STR("a@itb.ac.id"));
}

/* Texts of spans, to be compared with what the sink was given; links are checked. */
static void walk(const struct json *v, struct buf *ret)
{
	struct json_member m = {.value = NULL};
	struct str href;
	size_t i;

	for (i = 0; i < json_length(v); i++)
		walk(json_at(v, i), ret);
	if (json_to_str(json_get(v, "href"), &href) && !str_eq(href, STR("https://itb.ac.id/a")) &&
	    !str_eq(href, STR("mailto:a@itb.ac.id")))
		abort();
	buf_str(ret, json_str_or_empty(json_get(v, "text")));
	while (json_is_object(v) && json_next(v, &m))
		if (json_is_array(m.value))
			walk(m.value, ret);
}

/* Each text once, whatever their order: a table's head comes with its first row. */
static void same_bytes(struct str a, struct str b)
{
	size_t count[256] = {0}, i;

	for (i = 0; i < a.n; i++)
		count[(unsigned char)a.p[i]]++;
	for (i = 0; i < b.n; i++)
		if (count[(unsigned char)b.p[i]]-- == 0)
			abort();
	if (a.n != b.n)
		abort();
}

static void write_json(struct got *g)
{
	struct blocks_view v = {&g->blocks, buf_view(&g->text), g->cites, g->cites_n, knows, NULL};
	BUF_AUTO struct buf said = BUF_MAX(4 << 20);
	size_t i;

	for (i = 0; i < g->blocks.n; i++) {
		JSON_AUTO struct json *o = block_json(&v, i);

		json_write(o, &g->json);
		walk(o, &said);
	}
	same_bytes(buf_view(&said), buf_view(&g->between));
}

static void read_reply(struct str s, size_t step, struct got *g)
{
	struct markdown m;

	*g = (struct got){.text = BUF_MAX(1 << 22), .between = BUF_MAX(1 << 22), .json = BUF_MAX(16 << 20)};
	arena_init(&g->arena, 16 << 20);
	g->blocks.arena = &g->arena;
	markdown_init(&m, &g->arena, (struct markdown_sink){block, text, cited, knows_url, g});
	while (s.n) {
		size_t n = step < s.n ? step : s.n;

		while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n++;
		if (markdown_feed(&m, str_sub(s, 0, n), NULL))
			abort();
		s = str_sub(s, n, s.n);
	}
	if (markdown_end(&m, NULL))
		abort();
	markdown_release(&m);
	write_json(g);
}

static void done(struct got *g)
{
	buf_release(&g->text);
	buf_release(&g->between);
	buf_release(&g->json);
	arena_release(&g->arena);
}

static void check_addresses(struct str answer)
{
	struct str url;

	while (url_find(&answer, &url)) /* a scheme alone, at the end of a block, is none */
		if (url_essence(url).n && !str_eq(url, STR("https://itb.ac.id/a")))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUF_AUTO struct buf clean = BUF_MAX(1 << 20);
	struct got whole, cut;
	size_t step;

	if (size > 4096)
		return 0;
	utf8_clean(&clean, (struct str){(const char *)data, size});
	read_reply(buf_view(&clean), clean.n + 1, &whole);
	check_addresses(buf_view(&whole.text));
	for (step = 1; step < 6; step++) {
		read_reply(buf_view(&clean), step, &cut);
		if (!str_eq(buf_view(&whole.text), buf_view(&cut.text)) ||
		    !str_eq(buf_view(&whole.json), buf_view(&cut.json)))
			abort();
		done(&cut);
	}
	done(&whole);
	return 0;
}
