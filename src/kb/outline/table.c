#include "kb/outline/table.h"

#include <stdlib.h>

#include "base/ascii.h"

void table_init(struct table *t, size_t max_bytes)
{
	*t = (struct table){0};
	buf_init(&t->text, max_bytes);
}

void table_release(struct table *t)
{
	buf_release(&t->text);
	free(t->cells);
	free(t->rows);
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
	return row ? t->rows[row - 1].end : 0;
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

static size_t filled(const struct table *t, size_t row)
{
	struct str first = STR(""), cell;
	bool differ = false;
	size_t i, n = 0;

	for (i = 0; i < table_columns_in(t, row); i++) {
		cell = table_at(t, row, i);
		if (cell.n && n++ == 0)
			first = cell;
		differ = differ || (cell.n && !str_eq(cell, first));
	}
	return n && !differ ? 1 : n;
}

void table_end_row(struct table *t)
{
	if (!grow((void **)&t->rows, t->rows_n, &t->rows_cap, sizeof *t->rows)) {
		t->bad = true;
		t->cells_n = row_begin(t, t->rows_n);
		return;
	}
	t->rows[t->rows_n].end = t->cells_n;
	t->rows[t->rows_n].filled = filled(t, t->rows_n);
	t->rows_n++;
}

size_t table_columns_in(const struct table *t, size_t row)
{
	return t->rows[row].end - row_begin(t, row);
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

	if (i >= t->rows[row].end)
		return STR("");
	return str_sub(buf_view(&t->text), t->cells[i].at, t->cells[i].n);
}

bool table_is_number(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]) && strchr(".,:-/+() ", s.p[i]) == NULL)
			return false;
	return s.n > 0;
}
