#include "chat/tell_impl.h"

#include <stdio.h>

#include "base/ascii.h"
#include "chat/compose.h"

enum { TEXT_BYTES = 16384, MARK_BYTES = 24 };

static const struct shape *shape(const struct telling *k, size_t i)
{
	return &k->x->passage->sentences[i].shape;
}

static struct str text_of(const struct telling *k, size_t i)
{
	return k->x->passage->sentences[i].at.text;
}

/* --- text on one line */

static bool wants_blank(const struct buf *b)
{
	return b->n && !str_ends(buf_view(b), STR(" "));
}

static void add_folded(struct buf *b, struct str s)
{
	size_t i;

	if (wants_blank(b))
		buf_char(b, ' ');
	for (i = 0; i < s.n; i++) {
		if (!is_space(s.p[i]))
			buf_char(b, s.p[i]);
		else if (wants_blank(b))
			buf_char(b, ' ');
	}
}

/* "; and" in front of an item that is not quoted, and what else only joins items. */
static void drop_joint(struct buf *b)
{
	static const char *const joints[] = {
		"; dan", "; atau", "; dan/atau", "; and", "; or", "; and/or", ", dan", ", and", ";", ",",
	};
	size_t i;

	for (i = 0; i < sizeof joints / sizeof joints[0]; i++)
		if (str_ends(buf_view(b), str_of(joints[i]))) {
			b->n -= strlen(joints[i]);
			return;
		}
}

/* What a voice would pause at stands behind every line, and an end mark behind the last one. */
static void close_line(struct buf *b, bool more)
{
	char last;

	if (b->p == NULL || b->n == 0)
		return;
	last = b->p[b->n - 1];
	if (!more && strchr(":;,", last))
		b->p[b->n - 1] = '.';
	else if (strchr(".?!:;,", last) == NULL)
		buf_char(b, more ? ';' : '.');
}

/* Without the mark where that only counts: of clauses, and of items whose list begins before `from`. */
static struct str unmarked(const struct telling *k, size_t i, size_t from)
{
	const struct shape *s = shape(k, i);
	bool within = s->opener != SHAPE_NO_OPENER && s->opener >= from;
	bool keep = within && s->mark != MARK_CLAUSE && s->mark != MARK_BULLET;

	return str_sub(text_of(k, i), keep ? 0 : s->mark_bytes, SIZE_MAX);
}

/* --- lists */

/* Items under a heading are introduced by no sentence; only bullets tell a list then. */
static bool is_item(const struct telling *k, size_t i, uint16_t opener)
{
	const struct shape *s = shape(k, i);

	return s->opener == opener && s->mark != MARK_NONE && (opener != SHAPE_NO_OPENER || s->mark == MARK_BULLET);
}

/* Whether sentence k belongs to item i before it: it goes on, or is part of a list within. */
static bool is_within(const struct telling *t, size_t i, size_t k)
{
	const struct shape *item = shape(t, i), *s = shape(t, k);
	const struct snippet *at = &t->x->passage->sentences[k].at;

	if (s->opener != SHAPE_NO_OPENER && s->opener >= i)
		return true;
	return s->mark == MARK_NONE && (at->continues || (s->opener == item->opener && !at->paragraph));
}

/* Behind item i, with all that belongs to it. */
static size_t item_end(const struct telling *k, size_t i, size_t to)
{
	size_t end = i + 1;

	while (end < to && is_within(k, i, end))
		end++;
	return end;
}

/* How many items of one list follow each other from sentence i on; *ret_end is behind the last one. */
static size_t items_from(const struct telling *k, size_t i, size_t *ret_end)
{
	uint16_t opener;
	size_t n = 0;

	*ret_end = i;
	if (i >= k->x->to)
		return 0;
	opener = shape(k, i)->opener;
	for (; i < k->x->to && is_item(k, i, opener); n++)
		*ret_end = i = item_end(k, i, k->x->to);
	return n;
}

static int say_item(struct telling *k, bool counted, size_t number, size_t i, size_t end, struct err *err)
{
	char mark[MARK_BYTES] = "- ";
	size_t from = i;

	if (counted)
		snprintf(mark, sizeof mark, "%zu. ", number + 1);
	if ((number && compose_say(k->c, STR("\n"), 0, NULL, err)) || compose_say(k->c, str_of(mark), 0, NULL, err))
		return -1;
	for (; i < end; i++)
		add_folded(&k->line, i == from ? str_sub(text_of(k, i), shape(k, i)->mark_bytes, SIZE_MAX)
					       : unmarked(k, i, from));
	drop_joint(&k->line);
	if (compose_say(k->c, arena_str(k->c->arena, buf_view(&k->line)), number, &tell_plain, err))
		return -1;
	buf_reset(&k->line);
	return 0;
}

/* The items from sentence i on, up to `end`. */
static int say_list(struct telling *k, size_t i, size_t end, struct err *err)
{
	bool counted = shape(k, i)->mark != MARK_BULLET && shape(k, i)->opener + 1u == i;
	size_t number, next;

	if (tell_gap(k, false, err) || compose_block(k->c, counted ? BLOCK_OL : BLOCK_UL, 0, STR(""), err))
		return -1;
	for (number = 0; i < end; i = next, number++) {
		next = item_end(k, i, end);
		if (say_item(k, counted, number, i, next, err))
			return -1;
	}
	return 0;
}

/* --- a piece */

/* Sentences [i, to) as one paragraph, behind what is in the line already. */
static int say_text(struct telling *k, size_t i, size_t to, struct err *err)
{
	const struct piece *x = k->x;

	for (; i < to; i++) {
		bool more = i + 1 < x->to, last = i + 1 == to;

		add_folded(&k->line, unmarked(k, i, x->from));
		if (!more)
			drop_joint(&k->line);
		if (!more || (!last && x->passage->sentences[i + 1].at.paragraph))
			close_line(&k->line, more);
	}
	return tell_line(k, err);
}

/* The run of sentences from number i on that are said alike: rows, a list, or text up to either. SIZE_MAX on error. */
static size_t say_run(struct telling *k, size_t i, struct err *err)
{
	size_t end = i, other;
	struct grid g;
	bool failed;

	if (tell_bars(k, i, &g)) {
		failed = (k->line.n && tell_line(k, err)) || tell_grid(k, &g, err);
		end = i + g.rows;
	} else if (items_from(k, i, &end) > 1) {
		failed = (k->line.n && tell_line(k, err)) || say_list(k, i, end, err);
	} else {
		for (end = i + 1; end < k->x->to && tell_bars(k, end, &g) == 0 && items_from(k, end, &other) < 2;)
			end++;
		failed = say_text(k, i, end, err);
	}
	return failed ? SIZE_MAX : end;
}

static int tell(struct telling *k, struct err *err)
{
	const struct piece *x = k->x;
	const struct passage *p = x->passage;
	struct cell cells[ROWS_CELLS_MOST];
	size_t n, i;

	if (p->table)
		return tell_rows(k, p->table, err);
	n = x->to - x->from == p->sentences_n && rows_is(k->c->gen, &p->c) ? rows_cells(p->c.text, cells) : 0;
	if (n > 1)
		return tell_cells(k, cells, n, err);
	if (x->lead != PIECE_NO_LEAD && !x->introduced) {
		add_folded(&k->line, unmarked(k, x->lead, x->from));
		buf_cstr(&k->line, x->lead + 1 < x->from && items_from(k, x->from, &i) < 2 ? " …" : "");
	}
	for (i = x->from; i < x->to;) {
		i = say_run(k, i, err);
		if (i == SIZE_MAX)
			return -1;
	}
	return tell_rest(k, x->rest, err);
}

int tell_piece(struct chat *c, const struct piece *x, struct told *t, struct err *err)
{
	struct telling k = {.c = c, .x = x, .t = t, .line = BUF_MAX(TEXT_BYTES)};
	int r = tell(&k, err);

	buf_release(&k.line);
	return r;
}
