#include "kb/table.h"

#include <stdlib.h>

#include "kb/chunker.h"

void table_init(struct table *t, size_t max_bytes)
{
	*t = (struct table){0};
	buf_init(&t->text, max_bytes);
}

void table_release(struct table *t)
{
	buf_release(&t->text);
	free(t->cells);
	free(t->row_ends);
	*t = (struct table){0};
}

/* Room for one more item of `size` bytes. */
static bool grow(void **items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 64;
	void *grown;

	if (n < *cap)
		return true;
	grown = reallocarray(*items, more, size);
	if (grown == NULL)
		return false;
	*items = grown;
	*cap = more;
	return true;
}

static size_t row_begin(const struct table *t, size_t row)
{
	return row ? t->row_ends[row - 1] : 0;
}

void table_add(struct table *t, struct str cell)
{
	size_t at = t->text.n;

	if (t->cells_n - row_begin(t, t->rows_n) >= TABLE_COLUMNS_MAX)
		return;
	if (!grow((void **)&t->cells, t->cells_n, &t->cells_cap, sizeof *t->cells)) {
		t->bad = true;
		return;
	}
	outline_fold(&t->text, cell);
	t->bad = t->bad || t->text.bad;
	t->cells[t->cells_n++] = (struct table_cell){at, t->text.n - at};
}

void table_end_row(struct table *t)
{
	if (!grow((void **)&t->row_ends, t->rows_n, &t->rows_cap, sizeof *t->row_ends)) {
		t->bad = true;
		t->cells_n = row_begin(t, t->rows_n);
		return;
	}
	t->row_ends[t->rows_n++] = t->cells_n;
}

size_t table_columns_in(const struct table *t, size_t row)
{
	return t->row_ends[row] - row_begin(t, row);
}

size_t table_columns(const struct table *t)
{
	size_t most = 0, row;

	for (row = 0; row < t->rows_n; row++)
		if (table_columns_in(t, row) > most)
			most = table_columns_in(t, row);
	return most;
}

struct str table_at(const struct table *t, size_t row, size_t column)
{
	size_t i = row_begin(t, row) + column;

	if (i >= t->row_ends[row])
		return STR("");
	return str_sub(buf_view(&t->text), t->cells[i].at, t->cells[i].n);
}

/* Cells with something in them; a text that was merged over several columns counts once. */
static size_t filled(const struct table *t, size_t row, struct str *ret_first)
{
	size_t i, n = 0;
	bool differ = false;

	for (i = 0; i < table_columns_in(t, row); i++) {
		struct str cell = table_at(t, row, i);

		if (cell.n == 0)
			continue;
		if (n++ == 0)
			*ret_first = cell;
		differ = differ || !str_eq(cell, *ret_first);
	}
	return n && !differ ? 1 : n;
}

static void write_row(const struct table *t, size_t header, size_t row, size_t columns, struct buf *line)
{
	size_t i;

	buf_reset(line);
	for (i = 0; i < columns; i++) {
		struct str name = table_at(t, header, i), value = table_at(t, row, i);

		if (value.n == 0)
			continue;
		if (line->n)
			buf_cstr(line, "; ");
		/* "Description:" as a header has its colon already */
		if (name.n && name.p[name.n - 1] == ':')
			name.n--;
		buf_str(line, name);
		if (name.n)
			buf_cstr(line, ": ");
		buf_str(line, value);
	}
}

static bool column_is_empty(const struct table *t, size_t header, size_t column)
{
	size_t row;

	for (row = header; row < t->rows_n; row++)
		if (table_at(t, row, column).n)
			return false;
	return true;
}

static void write_whole(const struct table *t, size_t header, size_t columns, struct outline *o, struct buf *all)
{
	struct str unused;
	size_t row, i;

	buf_reset(all);
	for (row = header; row < t->rows_n; row++) {
		bool first = true;

		if (filled(t, row, &unused) == 0)
			continue;
		if (all->n)
			buf_char(all, '\n');
		for (i = 0; i < columns; i++) {
			if (column_is_empty(t, header, i))
				continue;
			buf_cstr(all, first ? "" : " | ");
			buf_str(all, table_at(t, row, i));
			first = false;
		}
	}
	if (chunker_words(buf_view(all)) <= TABLE_WHOLE_WORDS)
		outline_table(o, buf_view(all));
}

/* The rows under the header; how many of them are rows of the table. */
static size_t write_rows(const struct table *t, size_t header, size_t columns, struct outline *o, struct buf *line)
{
	struct str cell;
	size_t row, rows = 0;

	for (row = header + 1; row < t->rows_n; row++) {
		size_t n = filled(t, row, &cell);

		if (n == 0)
			continue;
		if (n == 1 && table_at(t, row, 0).n && filled(t, header, &cell) >= 3) {
			outline_text(o, table_at(t, row, 0));
			continue;
		}
		write_row(t, header, row, columns, line);
		outline_row(o, buf_view(line));
		rows++;
	}
	return rows;
}

void table_write(const struct table *t, struct outline *o)
{
	BUF_AUTO struct buf line = BUF_MAX(2 * t->text.max + 1024);
	size_t columns = table_columns(t), header, rows;
	struct str cell;

	for (header = 0; header < t->rows_n && filled(t, header, &cell) < 2; header++)
		if (filled(t, header, &cell))
			outline_text(o, cell);
	if (header == t->rows_n)
		return;
	rows = write_rows(t, header, columns, o, &line);
	/* a header alone is worth its text */
	if (rows == 0 || (rows > 1 && rows <= TABLE_WHOLE_ROWS))
		write_whole(t, header, columns, o, &line);
}
