#include "chat/reply/blocks.h"

int blocks_open(struct blocks *b, enum block_type type, size_t columns, struct str lang, struct err *err)
{
	struct block *list = arena_grow(b->arena, b->list, b->n, &b->cap, BLOCKS_MAX, sizeof *list);

	if (list == NULL)
		return b->n == BLOCKS_MAX ? 0 : err_set(err, ERR_NO_MEMORY, "no memory for %zu blocks", b->n);
	b->list = list;
	list[b->n++] = (struct block){
		.type = type, .columns = columns, .lang = arena_str(b->arena, lang), .first = b->cells_n};
	return 0;
}

/* Empty ones up to number n. */
static int make_cells(struct blocks *b, struct block *k, size_t n, struct err *err)
{
	while (k->n <= n) {
		struct block_cell *cells =
			arena_grow(b->arena, b->cells, b->cells_n, &b->cells_cap, BLOCKS_CELLS_MAX, sizeof *cells);

		if (cells == NULL)
			return b->cells_n == BLOCKS_CELLS_MAX
				       ? 1
				       : err_set(err, ERR_NO_MEMORY, "no memory for %zu cells", n);
		b->cells = cells;
		cells[b->cells_n++] = (struct block_cell){.first = b->spans_n};
		k->n++;
	}
	return 0;
}

static bool goes_on(const struct block_span *a, const struct block_span *b)
{
	const struct reply_style *s = &a->style, *t = &b->style;

	return a->to == b->from && s->strong == t->strong && s->em == t->em && s->code == t->code &&
	       str_eq(s->href, t->href);
}

static int add_span(struct blocks *b, struct block_cell *cell, const struct block_span *span, struct err *err)
{
	struct block_span *spans, *last = cell->n ? &b->spans[cell->first + cell->n - 1] : NULL;

	if (last && goes_on(last, span)) {
		last->to = span->to;
		return 0;
	}
	spans = arena_grow(b->arena, b->spans, b->spans_n, &b->spans_cap, BLOCKS_SPANS_MAX, sizeof *spans);
	if (spans == NULL)
		return b->spans_n == BLOCKS_SPANS_MAX
			       ? 0
			       : err_set(err, ERR_NO_MEMORY, "no memory for %zu spans", b->spans_n);
	b->spans = spans;
	if (cell->n == 0)
		cell->first = b->spans_n;
	spans[b->spans_n] = *span;
	spans[b->spans_n++].style.href = arena_str(b->arena, span->style.href);
	cell->n++;
	return 0;
}

int blocks_add(struct blocks *b, size_t cell, const struct block_span *span, struct err *err)
{
	struct block *k = &b->list[b->n - 1];
	int made = make_cells(b, k, cell, err);

	b->covered = span->to;
	if (made)
		return made < 0 ? -1 : 0;
	return add_span(b, &b->cells[k->first + cell], span, err);
}

/* To the last cell of the last block. */
static int go_on(struct blocks *b, size_t to, struct err *err)
{
	struct block_span span = {.from = b->covered, .to = to};

	return blocks_add(b, b->list[b->n - 1].n - 1, &span, err);
}

static int paragraph(struct blocks *b, size_t from, size_t to, struct err *err)
{
	struct block_span span = {.from = from, .to = to};

	if (blocks_open(b, BLOCK_P, 0, STR(""), err))
		return -1;
	return blocks_add(b, 0, &span, err);
}

int blocks_cover(struct blocks *b, struct str text, struct err *err)
{
	size_t line = b->covered + str_find_char(str_sub(text, b->covered, text.n), '\n');

	if (b->n && b->list[b->n - 1].n && line > b->covered && go_on(b, line, err))
		return -1;
	while (b->covered < text.n) {
		size_t from = b->covered, n = str_find(str_sub(text, from, text.n), STR("\n\n"));
		struct str part = str_trim(str_sub(text, from, n));
		size_t at = (size_t)(part.p - text.p);

		if (part.n && paragraph(b, at, at + part.n, err))
			return -1;
		b->covered = from + n + 2 < text.n ? from + n + 2 : text.n;
	}
	return 0;
}

void blocks_forget(struct blocks *b)
{
	b->n = b->cells_n = b->spans_n = b->covered = 0;
}
