#include "kb/document/table.h"

#include <stdlib.h>

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
