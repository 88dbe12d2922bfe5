#include "kb/outline/csv.h"
#include "kb/document/extract.h"
#include "text/decode.h"

/* Most bytes in the tables of a document. */
enum { TABLE_BYTES_MAX = 128 << 20 };

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
	if (decode_text(content, STR(""), &text, err))
		return -1;
	rest = buf_view(&text);
	separator = said_separator(&rest);
	csv_read(rest, separator ? separator : csv_separator(rest), &t);
	if (t.bad)
		return err_set(err, ERR_NO_MEMORY, "a table of more than %d bytes", TABLE_BYTES_MAX);
	table_outline(&t, x->outline);
	return 0;
}
