#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kb/document/csv.h"
#include "kb/document/extract.h"
#include "kb/document/filter.h"

/* Most bytes in the tables of a document. */
enum { TABLE_BYTES_MAX = 128 << 20, ISO_DATE = sizeof "2025-08-17" - 1 };

/* Cuts off a first line "sep=;", which tells Excel the separator, and returns that; '\0' without such a line. */
static char said_separator(struct str *text)
{
	struct str rest = *text, line;
	char said = '\0';

	if (!str_cut(&rest, '\n', &line) || line.n < 5 || !str_ieq(str_sub(line, 0, 4), STR("sep=")))
		return '\0';
	line = str_sub(line, 4, line.n);
	if (line.n == 1 || (line.n == 2 && line.p[1] == '\r')) {
		said = line.p[0];
		*text = rest;
	}
	return said;
}

int extract_csv(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(content.n * 3 + 16);
	TABLE_AUTO struct table t;
	struct str rest;
	char separator;

	table_init(&t, TABLE_BYTES_MAX);
	if (extract_decode(content, &text, err))
		return -1;
	rest = buf_view(&text);
	separator = said_separator(&rest);
	csv_read(rest, separator ? separator : csv_separator(rest), &t);
	if (t.bad)
		return err_set(err, ERR_NO_MEMORY, "a table of more than %d bytes", TABLE_BYTES_MAX);
	table_outline(&t, x->outline);
	return 0;
}

/* Undoes how floating point numbers are stored: "94.0" was 94, and "0.30000000000000004" was 0.3. */
static struct str mend_number(struct str s, char ret[static 32])
{
	size_t point = str_find_char(s, '.'), i;
	double value;

	if (point == s.n || s.n > 30 || s.n < 3 || !str_to_double(s, &value))
		return s;
	for (i = point + 1; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return s;
	if (s.n == point + 2 && s.p[point + 1] == '0') /* but "3.00" was written so */
		return str_sub(s, 0, point);
	if (s.n < 17)
		return s;
	snprintf(ret, 32, "%.15g", value);
	return str_of(ret);
}

/* "07-01-24" does not tell which number is the day. */
static bool is_unclear_date(struct str s)
{
	size_t i, separators = 0;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '-' || s.p[i] == '/')
			separators++;
		else if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return separators == 2 && s.n >= 6 && s.n <= 10 && !(s.n == 10 && s.p[4] == '-');
}

static struct str without_midnight(struct str s)
{
	struct str midnight = STR(" 00:00:00");

	return str_ends(s, midnight) ? str_sub(s, 0, s.n - midnight.n) : s;
}

/* Whether it has "hh:mm" without seconds. */
static bool shows_minutes(struct str s)
{
	size_t colon = str_find_char(s, ':');

	return colon < s.n && str_find_char(str_sub(s, colon + 1, s.n), ':') == s.n - colon - 1;
}

/*
 * 13:45 is stored as a fraction of a day and may be read as 13:44:59.99, of which
 * xlsx2csv drops the seconds; `iso` has them.  A time without a date has day 0.
 */
static struct str mend_minute(struct str shown, struct str iso, char ret[static 32])
{
	struct tm t = {0};
	char text[32] = "";
	time_t at;

	if (iso.n != sizeof "2025-08-17 13:44:59" - 1 || !shows_minutes(shown))
		return shown;
	memcpy(text, iso.p, iso.n);
	if (strptime(text, "%Y-%m-%d %H:%M:%S", &t) == NULL)
		return shown;
	at = timegm(&t) + (t.tm_sec == 59);
	if (gmtime_r(&at, &t) == NULL ||
	    strftime(ret, 32, t.tm_year > 4 ? "%Y-%m-%d %H:%M" : "%H:%M", &t) == 0)
		return shown;
	return str_of(ret);
}

/*
 * Takes the cells as the sheet shows them, except dates that can be misread: those
 * come from `iso`, the same sheet with every date written year first.
 */
static void mend_cells(const struct table *shown, const struct table *iso, struct table *ret)
{
	bool same = shown->rows_n == iso->rows_n;
	size_t row, i;
	char number[32];

	for (row = 0; row < shown->rows_n; row++) {
		for (i = 0; i < table_columns_in(shown, row); i++) {
			struct str cell = table_at(shown, row, i);

			if (same && is_unclear_date(cell))
				cell = str_sub(table_at(iso, row, i), 0, ISO_DATE);
			else if (same)
				cell = mend_minute(cell, table_at(iso, row, i), number);
			table_add(ret, mend_number(without_midnight(cell), number));
		}
		table_end_row(ret);
	}
}

static int sheet(const struct extract *x, struct str name, struct str shown_csv, struct str iso_csv,
		 struct err *err)
{
	TABLE_AUTO struct table shown, iso, t;

	table_init(&shown, TABLE_BYTES_MAX);
	table_init(&iso, TABLE_BYTES_MAX);
	table_init(&t, TABLE_BYTES_MAX);
	csv_read(shown_csv, ',', &shown);
	csv_read(iso_csv, ',', &iso);
	mend_cells(&shown, &iso, &t);
	if (shown.bad || t.bad)
		return err_set(err, ERR_NO_MEMORY, "a table of more than %d bytes", TABLE_BYTES_MAX);
	outline_heading(x->outline, 1, name);
	table_outline(&t, x->outline);
	return 0;
}

/* xlsx2csv begins each sheet with the bell character, which no cell can hold: "\a 3 - Name\n". */
static bool next_sheet(struct str *all, struct str *ret_name, struct str *ret_csv)
{
	size_t at = str_find_char(*all, '\a'), end;
	struct str rest = str_sub(*all, at + 1, all->n), dash = STR(" - ");

	if (at == all->n)
		return false;
	end = str_find_char(rest, '\n');
	*ret_name = str_sub(rest, 0, end);
	*ret_name = str_trim(str_sub(*ret_name, str_find(*ret_name, dash) + dash.n, ret_name->n));
	rest = str_sub(rest, end + 1, rest.n);
	*all = str_sub(rest, str_find_char(rest, '\a'), rest.n);
	*ret_csv = str_sub(rest, 0, rest.n - all->n);
	return true;
}

int extract_sheet(const struct extract *x, struct str content, struct err *err)
{
	static const char *const as_shown[] = {"xlsx2csv", "-a", "-m", "-p", "x07", "--exclude_hidden_sheets",
					       "/dev/stdin", NULL};
	static const char *const as_iso[] = {"xlsx2csv", "-a", "-m", "-p", "x07", "--exclude_hidden_sheets",
					     "-f", "%Y-%m-%d %H:%M:%S", "/dev/stdin", NULL};
	BUF_AUTO struct buf shown = BUF_MAX(TABLE_BYTES_MAX), iso = BUF_MAX(TABLE_BYTES_MAX);
	struct str a, b, name, csv, csv_iso;

	if (filter_run(x, as_shown, "xlsx2csv", content, &shown, err) ||
	    filter_run(x, as_iso, "xlsx2csv", content, &iso, err))
		return -1;
	a = buf_view(&shown);
	b = buf_view(&iso);
	while (next_sheet(&a, &name, &csv)) {
		struct str unused;

		if (!next_sheet(&b, &unused, &csv_iso))
			csv_iso = csv;
		if (sheet(x, name, csv, csv_iso, err))
			return -1;
	}
	return 0;
}
