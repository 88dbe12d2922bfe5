#include "chat/rows.h"

#include "base/utf8.h"
#include "kb/search/match.h"

enum {
	FIRST_PASSAGES = 3,   /* that may be the row to begin with */
	ROWS_MOST = 500,      /* of a table that are looked at: a millisecond's work */
	ROWS_LISTED_MOST = 200, /* different ones that are counted one by one */
	LIST_POINTS = 1000,   /* of values that are listed; the rest is counted */
	NAME_BYTES = 80,      /* of a column's name, with its colon */
	COLUMNS_MOST = 3,     /* that are listed */
	ROW_BYTES = 4096,
};
/* A row matches that holds so much of what the one found holds: "fakultas dan sekolah" are not both in one row. */
static const float AS_MUCH = 0.8f;

struct gathering {
	struct evidence *e;
	const struct kb_gen *gen;
	struct match *match;
	struct passage *row;
	struct str columns[COLUMNS_MOST]; /* names of those that are listed */
	size_t columns_n;
	bool named;                      /* in the question */
	float holds[KB_TOPICS];          /* the text of the row found, of what its table's title has not */
	struct str rows[ROWS_LISTED_MOST]; /* different ones */
	size_t n, listed, points;
	struct str cells[ROWS_LISTED_MOST * COLUMNS_MOST]; /* of those that are listed */
	bool cut;                        /* the table has more rows than are looked at */
};

/* "name: " at the front, "" when there is none. */
static struct str name_of(struct str s)
{
	size_t at = str_find(s, STR(": "));

	return at + 2 <= s.n && at > 0 && at < NAME_BYTES && str_find_char(s, ';') > at ? str_sub(s, 0, at) : STR("");
}

size_t rows_cells(struct str row, struct cell ret[ROWS_CELLS_MOST])
{
	size_t n = 0;

	while (row.n && n < ROWS_CELLS_MOST) {
		struct str name = name_of(row);
		size_t end = 0;

		if (name.n == 0)
			break;
		row = str_sub(row, name.n + 2, row.n);
		do { /* a value may have a semicolon of its own */
			end += str_find(str_sub(row, end, row.n), STR("; "));
			if (end >= row.n || name_of(str_sub(row, end + 2, row.n)).n)
				break;
			end += 2;
		} while (end < row.n);
		end = end < row.n ? end : row.n;
		ret[n++] = (struct cell){name, str_trim(str_sub(row, 0, end))};
		row = str_sub(row, end + 2, row.n);
	}
	return n;
}

static bool same_table(const struct kb_chunk *a, const struct kb_chunk *b)
{
	struct str name = name_of(a->text);

	return name.n && str_eq(a->document_id, b->document_id) && str_eq(a->heading, b->heading) &&
	       str_eq(name, name_of(b->text));
}

/* The next row of c's table, in the direction given. False at its end. */
static bool step(const struct kb_gen *gen, const struct kb_chunk *c, bool forward, uint32_t *ret_at,
		 struct kb_chunk *ret)
{
	*ret_at = forward ? c->next : c->previous;
	if (*ret_at == KB_NONE)
		return false;
	kb_chunk(gen, *ret_at, ret);
	return same_table(c, ret);
}

bool rows_is(const struct kb_gen *gen, const struct kb_chunk *c)
{
	struct kb_chunk beside;
	uint32_t at;

	return str_find_char(c->text, '\n') == c->text.n &&
	       (step(gen, c, true, &at, &beside) || step(gen, c, false, &at, &beside));
}

/* Whether the text has a word of the question: unless NULL, one that isn't among the `had`, which it joins. */
static bool shares(struct evidence *e, const struct terms *asked, struct str text, bool *had)
{
	struct terms terms;
	bool any = false;
	size_t i;

	if (terms_of(e->stemmer, e->lang, text, e->arena, &terms, NULL))
		return false;
	for (i = 0; i < asked->n; i++)
		if (terms_hold(&terms, asked->p[i])) {
			any = any || had == NULL || !had[i];
			if (had)
				had[i] = true;
		}
	return any;
}

/*
 * The columns that are asked for: those the question names, each by another word,
 * without saying what is in them; else the first one it says a word of; else all of a narrow table.
 */
static void choose_columns(struct gathering *g, const struct terms *asked)
{
	struct cell cells[ROWS_CELLS_MOST];
	bool *named = ARENA_ARRAY(g->e->arena, asked->n + 1, bool); /* words of the question that columns have */
	size_t n = named ? rows_cells(g->row->c.text, cells) : 0, i;
	struct str valued = STR("");

	for (i = 0; i < n; i++) {
		bool said = shares(g->e, asked, cells[i].value, NULL);

		if (!said && g->columns_n < COLUMNS_MOST && shares(g->e, asked, cells[i].name, named))
			g->columns[g->columns_n++] = cells[i].name;
		if (said && valued.n == 0)
			valued = cells[i].name;
	}
	g->named = g->columns_n > 0;
	if (g->named)
		return;
	if (valued.n) {
		g->columns[g->columns_n++] = valued;
		return;
	}
	for (i = 0; i < n && (i == 0 || n <= COLUMNS_MOST); i++)
		g->columns[g->columns_n++] = cells[i].name;
}

static bool matches(const struct gathering *g, const struct matched *m)
{
	float held = 0, all = 0;
	uint32_t i;

	for (i = 0; i < g->e->question.topics_n; i++) {
		all += g->holds[i];
		held += m->text[i] < g->holds[i] ? m->text[i] : g->holds[i];
	}
	return held >= AS_MUCH * all;
}

/* Whether the row, its values joined, is a new one. */
static bool is_new(struct gathering *g, struct str row)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (str_eq(g->rows[i], row))
			return false;
	return row.n && g->n < ROWS_LISTED_MOST;
}

static void take_row(struct gathering *g, uint32_t at, const struct kb_chunk *c)
{
	BUF_AUTO struct buf joined = BUF_MAX(ROW_BYTES);
	struct str values[COLUMNS_MOST] = {0};
	struct cell cells[ROWS_CELLS_MOST];
	size_t n = rows_cells(c->text, cells), i, k;

	if (!matches(g, kb_match(g->gen, g->match, at)))
		return;
	for (k = 0; k < g->columns_n; k++) {
		for (i = 0; i < n; i++)
			if (str_eq(cells[i].name, g->columns[k]))
				values[k] = arena_str(g->e->arena, cells[i].value);
		buf_str(&joined, values[k]);
		buf_cstr(&joined, values[k].n ? "; " : "");
	}
	if (!is_new(g, buf_view(&joined)))
		return;
	g->rows[g->n++] = arena_str(g->e->arena, buf_view(&joined));
	g->points += utf8_count(buf_view(&joined));
	if (g->points > LIST_POINTS)
		return;
	memcpy(g->cells + g->listed++ * g->columns_n, values, g->columns_n * sizeof *values);
}

/* All rows of the table in their order, from the first one within reach. */
static void walk_table(struct gathering *g)
{
	struct kb_chunk c = g->row->c, other;
	uint32_t at = g->row->chunk, next, n;

	for (n = 0; n < ROWS_MOST / 2 && step(g->gen, &c, false, &next, &other); n++) {
		at = next;
		c = other;
	}
	g->cut = step(g->gen, &c, false, &next, &other);
	take_row(g, at, &c);
	for (n = 1; n < ROWS_MOST && step(g->gen, &c, true, &next, &other); n++) {
		at = next;
		c = other;
		take_row(g, at, &c);
	}
	g->cut = g->cut || step(g->gen, &c, true, &next, &other);
}

static void mark_rows(struct evidence *e, struct passage *row)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (&e->passages[i] != row && same_table(&row->c, &e->passages[i].c))
			e->passages[i].within = true;
}

/* A whole table tells nothing beside a row of it that was found as well. */
static void mark_tables(struct evidence *e, const struct kb_gen *gen)
{
	size_t i, k;

	for (i = 0; i < e->n; i++)
		for (k = 0; k < e->n && rows_is(gen, &e->passages[i].c); k++) {
			const struct kb_chunk *row = &e->passages[i].c, *whole = &e->passages[k].c;

			if (str_eq(row->document_id, whole->document_id) && str_eq(row->heading, whole->heading) &&
			    str_find(whole->text, STR(" | ")) < whole->text.n)
				e->passages[k].within = true;
		}
}

bool rows_counted(struct evidence *e, const struct kb_gen *gen, const struct kb_chunk *c, const struct terms *asked)
{
	BUF_AUTO struct buf names = BUF_MAX(ROW_BYTES);
	struct cell cells[ROWS_CELLS_MOST];
	size_t n = rows_is(gen, c) ? rows_cells(c->text, cells) : 0, i;
	struct terms held;

	for (i = 0; i < n; i++) {
		buf_str(&names, cells[i].name);
		buf_char(&names, ' ');
	}
	if (!shares(e, asked, buf_view(&names), NULL))
		return false;
	buf_printf(&names, "%.*s %.*s", STR_ARG(c->title), STR_ARG(c->heading));
	if (terms_of(e->stemmer, e->lang, buf_view(&names), e->arena, &held, NULL))
		return false;
	for (i = 0; i < asked->n; i++)
		if (!terms_hold(&held, asked->p[i]))
			return false;
	return true;
}

static unsigned all_kinds(const struct kb_question *q)
{
	unsigned kinds = 0;
	uint32_t i;

	for (i = 0; i < q->parts_n; i++)
		kinds |= q->parts[i].kinds;
	return kinds;
}

/* The last step of the heading, or the title; for a table that is about something else, its columns. */
static struct str name_rows(const struct gathering *g, const struct terms *asked)
{
	BUF_AUTO struct buf names = BUF_MAX(ROW_BYTES);
	const struct kb_chunk *c = &g->row->c;
	struct str step = c->heading.n ? kb_heading_last(c->heading) : c->title;
	size_t i;

	for (i = 0; i < g->columns_n; i++) {
		buf_cstr(&names, i ? ", " : "");
		buf_str(&names, g->columns[i]);
	}
	if (!shares(g->e, asked, step, NULL))
		step = buf_view(&names);
	return arena_printf(g->e->arena, "%.*s (%zu%s)", STR_ARG(step), g->n, g->cut ? "+" : "");
}

static struct str *copy(const struct gathering *g, const struct str *list, size_t n)
{
	struct str *to = ARENA_ARRAY(g->e->arena, n + 1, struct str);

	if (to)
		memcpy(to, list, n * sizeof *to);
	return to;
}

static void keep(struct gathering *g, const struct terms *asked)
{
	struct table_rows *t = ARENA_NEW(g->e->arena, struct table_rows);

	if (t == NULL)
		return;
	*t = (struct table_rows){
		.intro = name_rows(g, asked),
		.columns = copy(g, g->columns, g->columns_n),
		.columns_n = g->columns_n,
		.cells = copy(g, g->cells, g->listed * g->columns_n),
		.n = g->listed,
		.left_out = g->n - g->listed,
	};
	if (t->columns == NULL || t->cells == NULL)
		return;
	g->row->table = t;
	mark_rows(g->e, g->row);
}

static void gather(struct gathering *g, const struct terms *asked)
{
	const struct matched *m = kb_match(g->gen, g->match, g->row->chunk);
	size_t i;

	for (i = 0; i < g->e->question.topics_n; i++)
		g->holds[i] = m->title[i] > 0 ? 0 : m->text[i];
	choose_columns(g, asked);
	/* how many of something, but the table does not say that it lists them */
	if (!(all_kinds(&g->e->question) & ASKED_LIST) && !g->named)
		return;
	walk_table(g);
	if (g->n > 1)
		keep(g, asked);
}

void rows_gather(struct evidence *e, const struct kb_gen *gen, struct match *match, const struct terms *asked)
{
	struct gathering *g;
	size_t i = 0;

	mark_tables(e, gen);
	if (!(all_kinds(&e->question) & (ASKED_LIST | ASKED_NUMBER)))
		return;
	while (i < e->n && i < FIRST_PASSAGES && !rows_is(gen, &e->passages[i].c))
		i++;
	if (i == e->n || i == FIRST_PASSAGES)
		return;
	g = ARENA_NEW(e->arena, struct gathering); /* too large for a thread's stack */
	if (g == NULL)
		return;
	*g = (struct gathering){.e = e, .gen = gen, .match = match, .row = &e->passages[i]};
	gather(g, asked);
}
