/* What stands between blocks, and tables. */
#include "chat/compose.h"
#include "chat/tell_impl.h"

const struct reply_style tell_plain = {.strong = false};

int tell_gap(struct telling *k, bool paragraph, struct err *err)
{
	struct told *t = k->t;
	struct str gap = STR("\n\n");

	t->columns = 0;
	if (!t->any)
		gap = STR("");
	else if (k->begun && !paragraph && t->open)
		gap = STR("\n");
	else if (!k->begun && paragraph && t->open && k->x->joined)
		gap = k->x->adjacent ? STR(" ") : STR(" … ");
	if (chat_say(k->c, gap, err))
		return -1;
	if (!k->begun)
		t->start = k->c->said_points;
	t->any = k->begun = true;
	t->open = paragraph;
	return 0;
}

int tell_line(struct telling *k, struct err *err)
{
	int r = tell_gap(k, true, err) || chat_say(k->c, arena_str(k->c->arena, buf_view(&k->line)), err);

	buf_reset(&k->line);
	return r ? -1 : 0;
}

int tell_rest(struct telling *k, size_t rest, struct err *err)
{
	bool english = k->c->lang == LANG_EN;

	if (rest == 0)
		return 0;
	k->t->open = true;
	return chat_say(k->c, arena_printf(k->c->arena, "\n… %s %zu %s.", english ? "and" : "dan", rest,
					   english ? "more" : "lainnya"), err);
}

/* --- tables */

/* "name: value" of one cell; the name is the head's text where it comes first. */
static int say_cell(struct telling *k, const struct grid *g, size_t row, size_t column, struct err *err)
{
	struct str value = g->cells[row * g->columns + column], name = g->names[column];
	size_t at = k->t->columns * (k->t->rows + 1) + column;
	bool first = k->t->names[column].p == NULL;

	if (name.n && (compose_say(k->c, name, column, first ? &tell_plain : NULL, err) ||
		       compose_say(k->c, STR(": "), 0, NULL, err)))
		return -1;
	k->t->names[column] = name;
	return compose_say(k->c, value, at, &tell_plain, err);
}

static int say_row(struct telling *k, const struct grid *g, size_t row, struct err *err)
{
	size_t i, given = 0;

	for (i = 0; i < g->columns; i++) {
		struct str gap = given ? STR("; ") : k->t->rows ? STR("\n") : STR("");

		if (g->cells[row * g->columns + i].n == 0)
			continue;
		if (compose_say(k->c, gap, 0, NULL, err) || say_cell(k, g, row, i, err))
			return -1;
		given++;
	}
	k->t->rows += given > 0;
	return 0;
}

/* Whether the table that was said last has the same columns. */
static bool goes_on(const struct told *t, const struct grid *g)
{
	size_t i;

	for (i = 0; i < g->columns; i++)
		if (t->columns != g->columns || !(t->names[i].p == NULL || str_eq(t->names[i], g->names[i])))
			return false;
	return true;
}

int tell_grid(struct telling *k, const struct grid *g, struct err *err)
{
	size_t row;

	if (goes_on(k->t, g)) {
		k->t->start = k->begun ? k->t->start : k->c->said_points;
		k->begun = true;
	} else {
		if (tell_gap(k, false, err) || compose_block(k->c, BLOCK_TABLE, g->columns, STR(""), err))
			return -1;
		memset(k->t->names, 0, sizeof k->t->names);
		k->t->columns = g->columns;
		k->t->rows = 0;
	}
	for (row = 0; row < g->rows; row++)
		if (say_row(k, g, row, err))
			return -1;
	return 0;
}

/* A column alone is a list. */
static int say_column(struct telling *k, const struct table_rows *t, struct err *err)
{
	size_t i;

	if (tell_gap(k, false, err) || compose_block(k->c, BLOCK_UL, 0, STR(""), err))
		return -1;
	for (i = 0; i < t->n; i++)
		if (compose_say(k->c, i ? STR("\n- ") : STR("- "), 0, NULL, err) ||
		    compose_say(k->c, t->cells[i], i, &tell_plain, err))
			return -1;
	return 0;
}

int tell_rows(struct telling *k, const struct table_rows *t, struct err *err)
{
	struct grid g = {t->columns, t->cells, t->columns_n, t->n};

	buf_str(&k->line, t->intro);
	buf_char(&k->line, ':');
	if (tell_line(k, err) || (t->columns_n == 1 ? say_column(k, t, err) : tell_grid(k, &g, err)))
		return -1;
	return tell_rest(k, t->left_out, err);
}

int tell_cells(struct telling *k, const struct cell *cells, size_t n, struct err *err)
{
	struct str names[ROWS_CELLS_MOST], values[ROWS_CELLS_MOST];
	struct grid g = {names, values, n, 1};
	size_t i;

	for (i = 0; i < n; i++) {
		names[i] = cells[i].name;
		values[i] = cells[i].value;
	}
	return tell_grid(k, &g, err);
}

/* The cells of "a | b | c"; fewer than two when the text is no row. */
static size_t cut_bars(struct str row, struct str ret[ROWS_CELLS_MOST])
{
	size_t n = 0;

	while (row.n && n < ROWS_CELLS_MOST) {
		size_t at = str_find(row, STR(" | "));

		ret[n++] = str_trim(str_sub(row, 0, at));
		row = str_sub(row, at + 3, row.n);
	}
	return n;
}

size_t tell_bars(const struct telling *k, size_t i, struct grid *g)
{
	const struct quotable *sentences = k->x->passage->sentences;
	struct str names[ROWS_CELLS_MOST], row[ROWS_CELLS_MOST], *kept, *cells;
	size_t most = k->x->to - i, n;

	*g = (struct grid){.columns = i && sentences[0].shape.idle ? cut_bars(sentences[0].at.text, names) : 0};
	n = g->columns > 1 ? cut_bars(sentences[i].at.text, row) : 0;
	if (n < 2 || n > g->columns)
		return 0;
	g->names = kept = ARENA_ARRAY(k->c->arena, g->columns, struct str);
	g->cells = cells = ARENA_ARRAY(k->c->arena, most * g->columns, struct str);
	if (kept == NULL || cells == NULL)
		return 0;
	memcpy(kept, names, g->columns * sizeof *names);
	while (n > 1 && n <= g->columns) {
		memcpy(cells + g->rows++ * g->columns, row, n * sizeof *row);
		n = g->rows < most ? cut_bars(sentences[i + g->rows].at.text, row) : 0;
	}
	return g->rows;
}
