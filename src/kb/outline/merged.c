#include "kb/outline/merged.h"

#include <stdlib.h>

#include "base/ascii.h"

enum { RANGES_MAX = 100000, KEPT_BYTES = 4 << 20, ROWS_MAX = 1 << 20, COLUMNS_MAX = 1 << 14 };

void merged_init(struct merged *m)
{
	size_t i;

	*m = (struct merged){.kept = BUF_MAX(KEPT_BYTES)};
	for (i = 0; i < TABLE_COLUMNS_MAX; i++)
		m->over[i].from = 1;
}

void merged_release(struct merged *m)
{
	free(m->ranges);
	m->ranges = NULL;
	buf_release(&m->kept);
}

bool merged_cell(struct str name, uint32_t *ret_row, uint32_t *ret_column)
{
	uint32_t column = 0;
	size_t i;
	long row;

	for (i = 0; i < name.n && is_letter(name.p[i]) && column < COLUMNS_MAX; i++)
		column = column * 26 + (uint32_t)(to_lower(name.p[i]) - 'a') + 1;
	if (i == 0 || column > COLUMNS_MAX || !str_to_long(str_sub(name, i, name.n), &row) || row < 1 || row > ROWS_MAX)
		return false;
	*ret_row = (uint32_t)row - 1;
	*ret_column = column - 1;
	return true;
}

void merged_put(struct merged *m, struct merged_range range)
{
	if (m->n == RANGES_MAX)
		return;
	if (m->n == m->cap) {
		size_t cap = m->cap ? 2 * m->cap : 64;
		struct merged_range *grown = reallocarray(m->ranges, cap, sizeof *grown);

		if (grown == NULL)
			return;
		m->ranges = grown;
		m->cap = cap;
	}
	m->ranges[m->n++] = range;
}

void merged_add(struct merged *m, struct str range)
{
	size_t colon = str_find_char(range, ':');
	struct merged_range r;

	if (!merged_cell(str_sub(range, 0, colon), &r.row, &r.column) ||
	    !merged_cell(str_sub(range, colon + 1, range.n), &r.last_row, &r.last_column) ||
	    r.last_row < r.row || r.last_column < r.column)
		return;
	merged_put(m, r);
}

static int by_place(const void *a, const void *b)
{
	const struct merged_range *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

void merged_sort(struct merged *m)
{
	if (m->n)
		qsort(m->ranges, m->n, sizeof *m->ranges, by_place);
}

/*
 * Down or across: a text over several rows of several columns is a remark or a
 * title, which repeated in each row would be read as many.
 */
void merged_begin(struct merged *m, uint32_t row, uint32_t column, struct str text)
{
	struct merged_range key = {.row = row, .column = column};
	const struct merged_range *r;
	uint32_t i, last_row;
	size_t at = m->kept.n;

	r = m->n && text.n ? bsearch(&key, m->ranges, m->n, sizeof key, by_place) : NULL;
	if (r == NULL || m->kept.max - at < text.n)
		return;
	buf_str(&m->kept, text);
	last_row = r->last_column > r->column ? row : r->last_row;
	for (i = column; i <= r->last_column && i < TABLE_COLUMNS_MAX && !m->kept.bad; i++) {
		m->over[i].from = row;
		m->over[i].to = last_row;
		m->over[i].at = at;
		m->over[i].n = text.n;
	}
}

struct str merged_text(const struct merged *m, uint32_t row, uint32_t column)
{
	if (row < m->over[column].from || row > m->over[column].to)
		return STR("");
	return str_sub(buf_view(&m->kept), m->over[column].at, m->over[column].n);
}
