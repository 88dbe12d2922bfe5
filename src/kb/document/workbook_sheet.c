#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kb/outline/merged.h"
#include "kb/outline/table.h"
#include "kb/document/workbook.h"

/* Most text and cells of a sheet, most text of a row, and of one number as it is shown. */
enum { SHEET_BYTES_MAX = 64 << 20, CELLS_MAX = 2 << 20, ROW_BYTES_MAX = 8 << 20, VALUE_BYTES = 512 };

/* The row being read, and what is known of all. */
struct sheet {
	struct workbook *b;
	struct table table;
	struct merged merged;
	bool hidden[TABLE_COLUMNS_MAX], dropped[TABLE_COLUMNS_MAX]; /* columns; those with something in them */
	uint32_t row, column, width; /* width: columns up to the last that any row or merged cell uses */
	bool row_hidden, in_cell, in_value;
	struct buf texts; /* of the row's cells */
	struct table_cell cells[TABLE_COLUMNS_MAX];
	struct workbook_text rich;
	struct buf value, shown;
	char type[12];
	long style;
};

static void sheet_init(struct sheet *s, struct workbook *b)
{
	s->b = b;
	table_init(&s->table, SHEET_BYTES_MAX);
	merged_init(&s->merged);
	buf_init(&s->texts, ROW_BYTES_MAX);
	buf_init(&s->value, WORKBOOK_CELL_BYTES);
	buf_init(&s->shown, VALUE_BYTES);
	workbook_text_init(&s->rich);
	s->row = s->column = UINT32_MAX; /* before the first */
}

static void sheet_release(struct sheet *s)
{
	table_release(&s->table);
	merged_release(&s->merged);
	buf_release(&s->texts);
	buf_release(&s->value);
	buf_release(&s->shown);
	workbook_text_release(&s->rich);
}

static long number_of(const struct markup_node *n, const char *attribute, long otherwise)
{
	long number;

	return str_to_long(markup_attribute(n, attribute), &number) ? number : otherwise;
}

static bool is_on(const struct markup_node *n, const char *attribute)
{
	struct str value = markup_attribute(n, attribute);

	return str_eq(value, STR("1")) || str_eq(value, STR("true"));
}

/* Hidden, or drawn with no width or height. */
static bool is_hidden(const struct markup_node *n, const char *size)
{
	double drawn;

	return is_on(n, "hidden") || (str_to_double(markup_attribute(n, size), &drawn) && drawn <= 0);
}

static void hide_columns(struct sheet *s, const struct markup_node *col)
{
	long i, min = number_of(col, "min", 1), max = number_of(col, "max", min);

	for (i = min < 1 ? 0 : min - 1; is_hidden(col, "width") && i < max && i < TABLE_COLUMNS_MAX; i++)
		s->hidden[i] = true;
}

/* --- a cell */

/* "2025-08-17T07:30:00" as the number that stands for it; false for what is no date. */
static bool iso_date(struct str value, bool from_1904, double *ret)
{
	char text[32] = "";
	struct tm t = {0};
	const char *end;

	if (value.n >= sizeof text || value.n < 10)
		return false;
	memcpy(text, value.p, value.n);
	end = strptime(text, "%Y-%m-%d", &t);
	if (end == NULL)
		return false;
	if (*end == 'T')
		strptime(end, "T%H:%M:%S", &t);
	*ret = (double)timegm(&t) / 86400 + 25569 - (from_1904 ? 1462 : 0);
	return true;
}

static struct str show_number(struct sheet *s, struct str value)
{
	bool date = strcmp(s->type, "d") == 0;
	double number;

	if (date ? !iso_date(value, s->b->style.from_1904, &number) : !str_to_double(value, &number))
		return value;
	buf_reset(&s->shown);
	number_format(workbook_format(s->b, s->style), number, &s->b->style, &s->shown);
	return s->shown.bad ? value : buf_view(&s->shown);
}

/* What the cell shows. */
static struct str cell_text(struct sheet *s)
{
	struct str value = buf_view(&s->value);
	long number;

	if (strcmp(s->type, "s") == 0)
		return str_to_long(str_trim(value), &number) ? workbook_string(s->b, number) : STR("");
	if (strcmp(s->type, "inlineStr") == 0)
		return buf_view(&s->rich.text);
	if (strcmp(s->type, "b") == 0)
		return str_eq(value, STR("1")) ? STR("TRUE") : STR("FALSE");
	if (s->type[0] == '\0' || strcmp(s->type, "n") == 0 || strcmp(s->type, "d") == 0)
		return show_number(s, str_trim(value));
	return value;
}

static void begin_cell(struct sheet *s, const struct markup_node *c)
{
	struct str type = markup_attribute(c, "t");
	uint32_t row, column;

	s->column = merged_cell(markup_attribute(c, "r"), &row, &column) ? column : s->column + 1;
	s->style = number_of(c, "s", 0);
	snprintf(s->type, sizeof s->type, "%.*s", STR_ARG(type));
	buf_reset(&s->value);
	workbook_text_reset(&s->rich);
	s->in_cell = true;
	s->in_value = false;
}

static void end_cell(struct sheet *s)
{
	struct str text;

	s->in_cell = s->in_value = false;
	if (s->column >= TABLE_COLUMNS_MAX || (s->value.n == 0 && s->rich.text.n == 0))
		return;
	text = cell_text(s);
	s->cells[s->column] = (struct table_cell){s->texts.n, text.n};
	s->width = s->column >= s->width ? s->column + 1 : s->width;
	buf_str(&s->texts, text);
	merged_begin(&s->merged, s->row, s->column, text);
}

/* --- a row */

static void begin_row(struct sheet *s, const struct markup_node *row)
{
	long number = number_of(row, "r", 0);
	uint32_t expected = s->row + 1;

	s->row = number > 0 && number < UINT32_MAX ? (uint32_t)number - 1 : expected;
	if (s->row > expected && s->table.rows_n) /* rows that are not written are empty */
		table_end_row(&s->table);
	s->row_hidden = is_hidden(row, "ht");
	s->column = UINT32_MAX;
	buf_reset(&s->texts);
	memset(s->cells, 0, s->width * sizeof *s->cells);
}

/* The cell's own text, or the one merged over it. */
static struct str text_at(const struct sheet *s, uint32_t column)
{
	struct str own = str_sub(buf_view(&s->texts), s->cells[column].at, s->cells[column].n);

	return own.n ? own : merged_text(&s->merged, s->row, column);
}

/* Cells are added up to the last that holds something. */
static void end_row(struct sheet *s)
{
	uint32_t column, last = s->width;

	while (last && (text_at(s, last - 1).n == 0 || (s->hidden[last - 1] && s->cells[last - 1].n == 0)))
		last--;
	if (s->row_hidden) {
		s->b->hidden_rows += last > 0;
		return;
	}
	for (column = 0; column < last; column++) {
		if (!s->hidden[column])
			table_add(&s->table, text_at(s, column));
		else if (s->cells[column].n)
			s->dropped[column] = true;
	}
	table_end_row(&s->table);
}

/* --- the sheet */

static void open_element(struct sheet *s, const struct markup_node *n)
{
	if (markup_is(n, "c"))
		begin_cell(s, n);
	else if (markup_is(n, "v"))
		s->in_value = s->in_cell;
	else if (markup_is(n, "row"))
		begin_row(s, n);
	else if (markup_is(n, "col"))
		hide_columns(s, n);
}

static void close_element(struct sheet *s, const struct markup_node *n)
{
	if (markup_is(n, "v"))
		s->in_value = false;
	else if (markup_is(n, "c") && s->in_cell)
		end_cell(s);
	else if (markup_is(n, "row"))
		end_row(s);
}

static int read_cells(struct sheet *s, struct str xml, struct err *err)
{
	MARKUP_STREAM_AUTO struct markup_stream *stream = NULL;
	const struct markup_node *n = NULL;
	enum markup_event event;

	if (markup_stream_open(xml, &stream, err))
		return -1;
	while ((event = markup_stream_next(stream, &n)) > MARKUP_BROKEN) {
		if (s->in_cell)
			workbook_text_event(&s->rich, event, n);
		if (event == MARKUP_OPEN)
			open_element(s, n);
		else if (event == MARKUP_CLOSE)
			close_element(s, n);
		else if (s->in_value)
			buf_str(&s->value, markup_text(n));
		if (s->table.bad || s->table.cells_n > CELLS_MAX || s->table.rows_n > CELLS_MAX)
			return err_set(err, ERR_NO_MEMORY, "a sheet of more than %d cells or %d bytes", CELLS_MAX,
				       SHEET_BYTES_MAX);
	}
	return event == MARKUP_BROKEN ? err_set(err, ERR_BAD_DATA, "a sheet that is no XML") : 0;
}

/* Which cells are merged stands behind all cells, and is needed before. */
static void read_merged(struct sheet *s, struct str xml)
{
	MARKUP_STREAM_AUTO struct markup_stream *stream = NULL;
	const struct markup_node *n = NULL;
	struct err unused = {0};
	enum markup_event event;

	if (str_find(xml, STR("mergeCell")) == xml.n || markup_stream_open(xml, &stream, &unused))
		return;
	while ((event = markup_stream_next(stream, &n)) > MARKUP_BROKEN)
		if (event == MARKUP_OPEN && markup_is(n, "mergeCell"))
			merged_add(&s->merged, markup_attribute(n, "ref"));
	merged_sort(&s->merged);
	if (s->merged.n)
		s->width = TABLE_COLUMNS_MAX;
}

int workbook_read_sheet(struct workbook *b, struct str xml, struct str name, struct outline *o, struct err *err)
{
	struct sheet *s = calloc(1, sizeof *s);
	size_t i;
	int r;

	if (s == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a sheet");
	sheet_init(s, b);
	read_merged(s, xml);
	r = read_cells(s, xml, err);
	if (r == 0) {
		outline_heading(o, 1, name);
		table_outline(&s->table, o);
	}
	for (i = 0; i < TABLE_COLUMNS_MAX; i++)
		b->hidden_columns += s->dropped[i];
	sheet_release(s);
	free(s);
	return r;
}
