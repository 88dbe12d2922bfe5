#include "kb/outline/csv.h"

/* Bytes looked at to find the separator; the longest field. */
enum { PROBE_BYTES = 8192, FIELD_BYTES_MAX = 1 << 20 };

/* Separators outside quotes in one line of the text. */
static size_t count_in_line(struct str *text, char separator)
{
	bool quoted = false;
	size_t n = 0, i;

	for (i = 0; i < text->n && (quoted || text->p[i] != '\n'); i++) {
		if (text->p[i] == '"')
			quoted = !quoted;
		n += !quoted && text->p[i] == separator;
	}
	*text = str_sub(*text, i + 1, text->n);
	return n;
}

char csv_separator(struct str text)
{
	static const char candidates[] = {',', ';', '\t', '|'};
	size_t i, most = 0;
	char best = ',';

	for (i = 0; i < sizeof candidates; i++) {
		struct str probe = str_sub(text, 0, PROBE_BYTES);
		size_t first = count_in_line(&probe, candidates[i]), lines = 1, same = 1;

		for (; probe.n; lines++)
			same += count_in_line(&probe, candidates[i]) == first;
		/* the same number in most lines counts for more than a great number in one */
		if (first && same * 100 / lines * 10 + first > most) {
			most = same * 100 / lines * 10 + first;
			best = candidates[i];
		}
	}
	return best;
}

struct reader {
	struct str rest;
	char separator;
	struct buf field;
};

/* The inside of a quoted field, after its first quote. */
static void quoted(struct reader *r)
{
	while (r->rest.n) {
		size_t end = str_find_char(r->rest, '"');

		buf_str(&r->field, str_sub(r->rest, 0, end));
		r->rest = str_sub(r->rest, end + 1, r->rest.n);
		if (r->rest.n == 0 || r->rest.p[0] != '"')
			return;
		buf_char(&r->field, '"');
		r->rest = str_sub(r->rest, 1, r->rest.n);
	}
}

/* One field, and what ended it: the separator, '\n', or '\0' for the end of the text. */
static char field(struct reader *r)
{
	buf_reset(&r->field);
	if (r->rest.n && r->rest.p[0] == '"') {
		r->rest = str_sub(r->rest, 1, r->rest.n);
		quoted(r);
	}
	while (r->rest.n) {
		char c = r->rest.p[0];

		r->rest = str_sub(r->rest, 1, r->rest.n);
		if (c == '\r' && r->rest.n && r->rest.p[0] == '\n')
			continue;
		if (c == r->separator)
			return c;
		if (c == '\n' || c == '\r')
			return '\n';
		buf_char(&r->field, c);
	}
	return '\0';
}

void csv_read(struct str text, char separator, struct table *t)
{
	struct reader r = {text, separator, BUF_MAX(FIELD_BYTES_MAX)};
	char end;

	while (r.rest.n && !t->bad) {
		do {
			end = field(&r);
			table_add(t, buf_view(&r.field));
		} while (end == separator);
		table_end_row(t);
	}
	buf_release(&r.field);
}
