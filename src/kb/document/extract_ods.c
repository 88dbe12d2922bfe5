#include <stdlib.h>

#include "kb/document/opendocument.h"
#include "kb/document/workbook.h"
#include "kb/outline/merged.h"

/*
 * A sheet of OpenDocument, whose cells hold the text that they show.  What is
 * hidden or filtered away is left out and counted, as with other spreadsheets.
 */
enum { TABLE_BYTES = 64 << 20, CELL_BYTES = 1 << 17, CELLS_MAX = 2 << 20, SHEETS_MAX = 500 };
/* Rows that hold something and are repeated; more are a pattern, not data. */
enum { REPEATED_MAX = 1000, ROWS_MAX = 1 << 20 };

struct sheet {
	const struct markup *content;
	struct table table;
	struct merged merged;
	struct buf text;
	bool hidden[TABLE_COLUMNS_MAX], dropped[TABLE_COLUMNS_MAX]; /* columns; those with something in them */
	size_t columns; /* described so far */
	uint32_t row;
	size_t hidden_rows;
};

struct counts {
	size_t sheets, rows, columns;
};

static bool is_hidden(const struct markup_node *n)
{
	struct str seen = markup_attribute(n, "visibility");

	return str_eq(seen, STR("collapse")) || str_eq(seen, STR("filter"));
}

/* A group whose parts are folded away. */
static bool is_folded(const struct markup_node *group)
{
	return str_eq(markup_attribute(group, "display"), STR("false"));
}

static void read_columns(struct sheet *s, const struct markup_node *n, bool folded, unsigned depth)
{
	for (n = markup_child(n); n && depth < MARKUP_DEPTH_MAX; n = markup_next(n)) {
		long times = opendocument_number(n, "number-columns-repeated", 1, TABLE_COLUMNS_MAX);

		if (!markup_is(n, "table-column")) {
			if (str_starts(markup_name(n), STR("table-column")) || markup_is(n, "table-header-columns"))
				read_columns(s, n, folded || is_folded(n), depth + 1);
			continue;
		}
		for (; times > 0 && s->columns < TABLE_COLUMNS_MAX; times--)
			s->hidden[s->columns++] = folded || is_hidden(n);
	}
}

static void begin_merged(struct sheet *s, const struct markup_node *c, uint32_t column, struct str text)
{
	uint32_t across = (uint32_t)opendocument_number(c, "number-columns-spanned", 1, TABLE_COLUMNS_MAX);
	uint32_t down = (uint32_t)opendocument_number(c, "number-rows-spanned", 1, ROWS_MAX);

	if (across <= 1 && down <= 1)
		return;
	merged_put(&s->merged, (struct merged_range){s->row, column, s->row + (down ? down - 1 : 0),
						     column + (across ? across - 1 : 0)});
	merged_begin(&s->merged, s->row, column, text);
}

/* Adds a cell, unless it stands in a hidden column. */
static void put_cell(struct sheet *s, uint32_t column, struct str text, bool row_hidden)
{
	if (s->hidden[column])
		s->dropped[column] = s->dropped[column] || (text.n && !row_hidden);
	else if (!row_hidden)
		table_add(&s->table, text);
}

/* Returns whether anything stands in the row. Empty cells at its end are not added. */
static bool read_row(struct sheet *s, const struct markup_node *row, bool hidden)
{
	uint32_t column = 0, written = 0;
	const struct markup_node *c;
	bool any = false;

	for (c = markup_child(row); c && column < TABLE_COLUMNS_MAX; c = markup_next(c)) {
		long times = opendocument_number(c, "number-columns-repeated", 1, TABLE_COLUMNS_MAX);
		bool own = markup_is(c, "table-cell");

		if (!own && !markup_is(c, "covered-table-cell"))
			continue;
		buf_reset(&s->text);
		if (own)
			opendocument_text(c, &s->text);
		begin_merged(s, c, column, buf_view(&s->text));
		for (; times > 0 && column < TABLE_COLUMNS_MAX; times--, column++) {
			struct str text = s->text.n ? buf_view(&s->text) : merged_text(&s->merged, s->row, column);

			if (str_trim(text).n == 0)
				continue;
			for (; written < column; written++)
				put_cell(s, written, STR(""), hidden);
			put_cell(s, written++, text, hidden);
			any = any || own;
		}
	}
	return any;
}

static int read_rows(struct sheet *s, const struct markup_node *n, bool folded, unsigned depth, struct err *err)
{
	for (n = markup_child(n); n && depth < MARKUP_DEPTH_MAX; n = markup_next(n)) {
		long times = opendocument_number(n, "number-rows-repeated", 1, ROWS_MAX), i;
		bool hidden = folded || is_hidden(n), any = true;

		if (!markup_is(n, "table-row")) {
			if ((str_starts(markup_name(n), STR("table-row")) || markup_is(n, "table-header-rows")) &&
			    read_rows(s, n, folded || is_folded(n), depth + 1, err))
				return -1;
			continue;
		}
		for (i = 0; i < times && i < REPEATED_MAX && any; i++) {
			any = read_row(s, n, hidden);
			s->hidden_rows += hidden && any;
			s->row++;
			if (!hidden)
				table_end_row(&s->table);
			if (s->table.bad || s->table.cells_n > CELLS_MAX)
				return err_set(err, ERR_NO_MEMORY, "a sheet of more than %d cells or %d bytes",
					       CELLS_MAX, TABLE_BYTES);
		}
		s->row += (uint32_t)(times - i);
	}
	return 0;
}

static int read_table(const struct extract *x, const struct markup_node *n, struct counts *counts, struct err *err)
{
	struct sheet *s = calloc(1, sizeof *s);
	size_t i;
	int r;

	if (s == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a sheet");
	table_init(&s->table, TABLE_BYTES);
	merged_init(&s->merged);
	buf_init(&s->text, CELL_BYTES);
	read_columns(s, n, false, 0);
	r = read_rows(s, n, false, 0, err);
	if (r == 0) {
		outline_heading(x->outline, 1, markup_attribute(n, "name"));
		table_outline(&s->table, x->outline);
	}
	for (i = 0; i < TABLE_COLUMNS_MAX; i++)
		counts->columns += s->dropped[i];
	counts->rows += s->hidden_rows;
	table_release(&s->table);
	merged_release(&s->merged);
	buf_release(&s->text);
	free(s);
	return r;
}

/* A sheet is hidden by its style. */
static bool is_shown(const struct markup *content, const struct markup_node *table)
{
	const struct markup_node *style = opendocument_style(content, markup_attribute(table, "style-name"));
	const struct markup_node *look = style ? markup_find(markup_child(style), "table-properties") : NULL;

	return look == NULL || !str_eq(markup_attribute(look, "display"), STR("false"));
}

int extract_ods_tree(const struct extract *x, const struct markup *content, struct err *err)
{
	const struct markup_node *n = markup_find(markup_child(markup_root(content)), "spreadsheet");
	struct counts counts = {0, 0, 0};
	size_t sheets = 0;

	for (n = n ? markup_child(n) : NULL; n && sheets < SHEETS_MAX; n = markup_next(n)) {
		if (!markup_is(n, "table"))
			continue;
		sheets++;
		if (!is_shown(content, n))
			counts.sheets++;
		else if (read_table(x, n, &counts, err))
			return -1;
	}
	workbook_note_hidden(x, counts.sheets, counts.rows, counts.columns);
	return 0;
}

int extract_ods(const struct extract *x, struct str file, struct err *err)
{
	MARKUP_AUTO struct markup *content = NULL;

	return opendocument_content(x, file, &content, err) || extract_ods_tree(x, content, err) ? -1 : 0;
}
