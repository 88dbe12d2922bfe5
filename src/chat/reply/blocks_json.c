/* A block as JSON: spans are cut where a source is cited, and around addresses. */
#include "chat/reply/address.h"
#include "chat/reply/blocks.h"

/* One span as it is written. */
struct piece_of_span {
	struct str text, href;
	const struct reply_style *style;
};

static void put_span(struct json *spans, const struct piece_of_span *x)
{
	struct json *o = json_new_object();

	json_set_str(o, "text", x->text);
	if (x->style->strong)
		json_set_bool(o, "strong", true);
	if (x->style->em)
		json_set_bool(o, "em", true);
	if (x->style->code)
		json_set_bool(o, "code", true);
	if (x->href.n)
		json_set_str(o, "href", x->href);
	json_push(spans, o);
}

/* Text of one style and without a citation within; what reads as a known address is a link. */
static void put_text(const struct blocks_view *v, struct json *spans, struct str text, const struct reply_style *style)
{
	struct arena *a = v->blocks->arena;
	struct address x = {.text = style->href};
	struct piece_of_span whole = {text, style->href.n ? address_href(&x, a) : STR(""), style};
	struct str done = str_sub(text, 0, 0);

	while (style->href.n == 0 && !style->code && address_find(str_sub(text, done.n, text.n), &x)) {
		size_t at = (size_t)(x.text.p - text.p);

		if (v->knows && v->knows(v->arg, x.text)) {
			struct str front = str_sub(whole.text, 0, (size_t)(x.text.p - whole.text.p));
			struct piece_of_span before = {front, STR(""), style};
			struct piece_of_span link = {x.text, address_href(&x, a), style};

			if (before.text.n)
				put_span(spans, &before);
			put_span(spans, &link);
			whole.text = str_sub(text, at + x.text.n, text.n);
		}
		done.n = at + x.text.n;
	}
	if (whole.text.n)
		put_span(spans, &whole);
}

/* Where the span is cited next behind `from`; its end when it isn't. */
static size_t next_cite(const struct blocks_view *v, size_t from, size_t to)
{
	size_t next = to, i;

	for (i = 0; i < v->cites_n; i++)
		if (v->cites[i].at > from && v->cites[i].at < next)
			next = v->cites[i].at;
	return next;
}

static bool holds(const struct json *list, size_t n)
{
	int64_t one;
	size_t i;

	for (i = 0; i < json_length(list); i++)
		if (json_to_int(json_at(list, i), &one) && one == (int64_t)n)
			return true;
	return false;
}

/* What is cited at the end of the last span. */
static void put_cites(const struct blocks_view *v, struct json *spans, size_t at)
{
	struct json *list = NULL;
	size_t i;

	for (i = 0; i < v->cites_n; i++) {
		if (v->cites[i].at != at || holds(list, v->cites[i].source))
			continue;
		if (list == NULL)
			list = json_new_array();
		json_push(list, json_new_int((int64_t)v->cites[i].source));
	}
	if (list)
		json_set(json_at(spans, json_length(spans) - 1), "cite", list);
}

static struct json *cell_json(const struct blocks_view *v, const struct block_cell *cell)
{
	struct json *spans = json_new_array();
	size_t i, from, to;

	for (i = 0; i < cell->n; i++) {
		const struct block_span *s = &v->blocks->spans[cell->first + i];

		for (from = s->from; from < s->to; from = to) {
			to = next_cite(v, from, s->to);
			put_text(v, spans, str_sub(v->text, from, to - from), &s->style);
			put_cites(v, spans, to);
		}
	}
	return spans;
}

static struct json *cells_json(const struct blocks_view *v, const struct block *k, size_t from, size_t to)
{
	static const struct block_cell none = {0, 0};
	struct json *cells = json_new_array();

	for (; from < to; from++)
		json_push(cells, cell_json(v, from < k->n ? &v->blocks->cells[k->first + from] : &none));
	return cells;
}

static void put_table(const struct blocks_view *v, const struct block *k, struct json *o)
{
	struct json *rows = json_new_array();
	size_t at;

	json_set(o, "head", cells_json(v, k, 0, k->columns));
	for (at = k->columns; at < k->n; at += k->columns)
		json_push(rows, cells_json(v, k, at, at + k->columns));
	json_set(o, "rows", rows);
}

static void put_code(const struct blocks_view *v, const struct block *k, struct json *o)
{
	const struct block_cell *cell = &v->blocks->cells[k->first];
	const struct block_span *first = &v->blocks->spans[cell->first], *last = first + cell->n - 1;

	json_set_str(o, "text", k->n && cell->n ? str_sub(v->text, first->from, last->to - first->from) : STR(""));
	json_set_str(o, "lang", k->lang);
}

struct json *block_json(const struct blocks_view *v, size_t i)
{
	static const char *const names[] = {
		[BLOCK_P] = "p",   [BLOCK_QUOTE] = "quote", [BLOCK_UL] = "ul",
		[BLOCK_OL] = "ol", [BLOCK_TABLE] = "table", [BLOCK_CODE] = "code",
	};
	static const struct block_cell none = {0, 0};
	const struct block *k = &v->blocks->list[i];
	struct json *o = json_new_object();

	json_set_cstr(o, "type", names[k->type]);
	if (k->type == BLOCK_TABLE)
		put_table(v, k, o);
	else if (k->type == BLOCK_CODE)
		put_code(v, k, o);
	else if (k->type == BLOCK_UL || k->type == BLOCK_OL)
		json_set(o, "items", cells_json(v, k, 0, k->n));
	else
		json_set(o, "spans", cell_json(v, k->n ? &v->blocks->cells[k->first] : &none));
	return o;
}
