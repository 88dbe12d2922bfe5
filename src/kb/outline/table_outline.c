#include "kb/outline/chunker.h"
#include "base/ascii.h"
#include "kb/outline/table.h"

/* Rows looked at above a cell for the text of a merged one; a title that is longer is a remark. */
enum { REACH_MAX = 200, TITLE_BYTES = 160 };

/* Consecutive rows that make a table of their own. */
struct subtable {
	const struct table *t;
	size_t begin, end;  /* rows, those above the header included */
	size_t header;      /* the row of the columns' names */
	size_t below;       /* the row of further names, under names merged over several columns; else `header` */
	size_t columns;
	bool unnamed;       /* no header: the first row is a row as the others */
	bool pairs;         /* no header: the first column names what is in the second */
};

static size_t count(const struct table *t, size_t row)
{
	return t->rows[row].filled;
}

/* The first cell that holds something, "" for none. */
static struct str first_filled(const struct table *t, size_t row)
{
	size_t i;

	for (i = 0; i < table_columns_in(t, row); i++)
		if (table_at(t, row, i).n)
			return table_at(t, row, i);
	return STR("");
}

/* The name above a column; in some files only the first column under a merged name has it. */
static struct str upper_name(const struct subtable *p, size_t i)
{
	struct str name = table_at(p->t, p->header, i);

	while (name.n == 0 && p->below != p->header && table_at(p->t, p->below, i).n && i > 0)
		name = table_at(p->t, p->header, --i);
	return name;
}

static void write_name(const struct subtable *p, size_t row, size_t i, struct buf *line)
{
	struct str name = p->pairs ? table_at(p->t, row, 0) : upper_name(p, i), under = STR("");

	if (p->unnamed || (p->pairs && i > 1))
		return;
	if (!p->pairs && p->below != p->header && !str_eq(table_at(p->t, p->below, i), name))
		under = table_at(p->t, p->below, i);
	buf_str(line, name);
	if (name.n && under.n)
		buf_char(line, ' ');
	buf_str(line, under);
	/* a header like "Description:" has its colon already */
	if (name.n + under.n)
		buf_cstr(line, line->p && line->p[line->n - 1] == ':' ? " " : ": ");
}

static bool is_among(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_ieq(str_sub(s, 0, strlen(*words)), str_of(*words)))
			return true;
	return false;
}

/*
 * The cell's text.  An empty cell at the front of its row has the text above it,
 * because most programs store the text of merged cells in the first one alone.
 */
static struct str value_of(const struct subtable *p, size_t row, size_t i)
{
	static const char *const sums[] = {"total", "jumlah", "sub", "rata", "average", "sum", NULL};
	static const char *const counts[] = {"no", "#", NULL};
	struct str value = table_at(p->t, row, i);
	size_t k, above;

	if (value.n || p->unnamed || p->pairs || upper_name(p, i).n == 0 || count(p->t, row) < 2)
		return value;
	for (k = 0; k < i; k++)
		if (table_at(p->t, row, k).n)
			return value;
	if (is_among(first_filled(p->t, row), sums) || (is_among(upper_name(p, i), counts) && upper_name(p, i).n <= 5))
		return value;
	for (above = row; above-- > p->below + 1 && above + REACH_MAX > row && count(p->t, above) > 1;)
		if (table_at(p->t, above, i).n)
			return table_at(p->t, above, i);
	return value;
}

static void write_row(const struct subtable *p, size_t row, struct buf *line)
{
	size_t i;

	buf_reset(line);
	for (i = p->pairs ? 1 : 0; i < p->columns; i++) {
		struct str value = value_of(p, row, i);

		if (value.n == 0)
			continue;
		if (line->n)
			buf_cstr(line, "; ");
		write_name(p, row, i, line);
		buf_str(line, value);
	}
	if (line->n == 0) /* a name without a value */
		buf_str(line, table_at(p->t, row, 0));
}

static bool column_is_empty(const struct subtable *p, size_t column)
{
	size_t row;

	for (row = p->header; row < p->end; row++)
		if (table_at(p->t, row, column).n)
			return false;
	return true;
}

static void write_whole(const struct subtable *p, struct outline *o, struct buf *all)
{
	size_t row, i;

	buf_reset(all);
	for (row = p->header; row < p->end; row++) {
		bool first = true;

		if (count(p->t, row) == 0)
			continue;
		if (all->n)
			buf_char(all, '\n');
		for (i = 0; i < p->columns; i++) {
			if (column_is_empty(p, i))
				continue;
			buf_cstr(all, first ? "" : " | ");
			buf_str(all, table_at(p->t, row, i));
			first = false;
		}
	}
	if (chunker_words(buf_view(all)) <= TABLE_WHOLE_WORDS)
		outline_table(o, buf_view(all));
}

/* A row with only its first cell filled: the title of the rows below it, or a remark. */
static void write_title(const struct subtable *p, size_t row, struct outline *o)
{
	struct str text = table_at(p->t, row, 0);
	bool titles = row + 1 < p->end && count(p->t, row + 1) > 1 && text.n <= TITLE_BYTES;

	o->under[1] = 0;
	outline_text(o, text);
	o->under[1] = titles ? o->blocks_n : 0;
}

/* Writes the rows under the header; returns how many of them are rows of the table. */
static size_t write_rows(const struct subtable *p, struct outline *o, struct buf *line)
{
	size_t row, rows = 0;

	for (row = p->unnamed || p->pairs ? p->header : p->below + 1; row < p->end; row++) {
		size_t n = count(p->t, row);

		if (n == 0)
			continue;
		if (n == 1 && table_at(p->t, row, 0).n && count(p->t, p->header) >= 3) {
			write_title(p, row, o);
			continue;
		}
		write_row(p, row, line);
		outline_row(o, buf_view(line));
		rows++;
	}
	return rows;
}

/* Whether the row under `row` has names for the columns that a merged name of `row` covers. */
static bool names_below(const struct subtable *p, size_t row)
{
	bool parts = false;
	size_t i;

	if (row + 2 >= p->end || count(p->t, row + 2) < 2)
		return false;
	for (i = 0; i < p->columns; i++) {
		struct str name = table_at(p->t, row, i), below = table_at(p->t, row + 1, i);
		struct str next = table_at(p->t, row, i + 1), before = i ? table_at(p->t, row, i - 1) : STR("");
		bool merged = name.n && (str_eq(name, next) || str_eq(name, before) ||
					 (next.n == 0 && table_at(p->t, row + 1, i + 1).n));

		if (!merged && name.n && below.n && !str_eq(name, below))
			return false;
		parts = parts || (merged && below.n && !str_eq(name, below) && !table_is_number(below));
	}
	return parts;
}

/* Names and values side by side, without a header: a form, an address. */
static bool are_pairs(const struct subtable *p)
{
	struct str name = table_at(p->t, p->header, 0), value = table_at(p->t, p->header, 1);

	if (p->t->names_rows)
		return true;
	return p->columns == 2 && name.n &&
	       (name.p[name.n - 1] == ':' || table_is_number(value) || str_find_char(value, '@') < value.n ||
		str_find(value, STR("://")) < value.n) &&
	       !table_is_number(name);
}

/* A line about the table's source says nothing about its rows. */
static bool is_link(struct str cell)
{
	return str_find(cell, STR("://")) < cell.n;
}

static void write_subtable(struct subtable *p, struct outline *o, struct buf *line)
{
	struct str cell;
	size_t rows;

	for (p->header = p->begin; p->header < p->end && count(p->t, p->header) < 2; p->header++) {
		if (count(p->t, p->header) == 0)
			continue;
		cell = first_filled(p->t, p->header);
		outline_text(o, cell);
		if (o->under[0] == 0 && cell.n <= TITLE_BYTES && !is_link(cell))
			o->under[0] = o->blocks_n;
	}
	if (p->header == p->end)
		return;
	p->unnamed = p->header + 1 < p->end && table_is_number(table_at(p->t, p->header, 0)) &&
		     table_is_number(table_at(p->t, p->header + 1, 0));
	p->pairs = !p->unnamed && are_pairs(p);
	p->below = names_below(p, p->header) ? p->header + 1 : p->header;
	rows = write_rows(p, o, line);
	/* a header without rows is kept as text */
	o->under[1] = 0;
	if (rows == 0 || (rows > 1 && rows <= TABLE_WHOLE_ROWS))
		write_whole(p, o, line);
}

/* Whether `row`, which follows an empty one, begins a table with other columns. */
static bool begins_another(const struct subtable *p, size_t row)
{
	bool other = false;
	size_t i, k;

	if (row + 1 >= p->t->rows_n || count(p->t, row) < 2 || count(p->t, row + 1) < 2)
		return false;
	for (i = 0; i < p->columns; i++) {
		struct str name = table_at(p->t, row, i);

		for (k = 0; k < name.n; k++)
			if (is_digit(name.p[k]))
				return false;
		if (name.n == 0 && table_at(p->t, row + 1, i).n)
			return false;
		other = other || (name.n == 0) != (table_at(p->t, p->header, i).n == 0);
	}
	return other;
}

/* The end of the table that begins at p->begin. */
static size_t subtable_end(struct subtable *p)
{
	size_t row, gap = 0;

	for (p->header = p->begin; p->header < p->t->rows_n && count(p->t, p->header) < 2; p->header++)
		;
	for (row = p->header + 1; row < p->t->rows_n; row++) {
		size_t n = count(p->t, row);

		if (n == 0)
			gap = row;
		else if (n > 1 && gap && begins_another(p, row))
			return gap;
		else if (n > 1)
			gap = 0;
	}
	return p->t->rows_n;
}

void table_outline(const struct table *t, struct outline *o)
{
	BUF_AUTO struct buf line = BUF_MAX(3 * t->text.max + 1024);
	struct subtable p = {.t = t, .columns = table_columns(t)};

	for (p.begin = 0; p.begin < t->rows_n; p.begin = p.end) {
		p.end = subtable_end(&p);
		write_subtable(&p, o, &line);
		o->under[0] = o->under[1] = 0;
	}
}
