#include "base/dotenv.h"

/*
 * Appends what stands between the quotes; in double quotes \n, \t, \" and \\
 * are escapes.  False when the closing quote is missing.
 */
static bool unquote(struct str s, struct buf *value)
{
	char quote = s.p[0];
	size_t i;

	for (i = 1; i < s.n && s.p[i] != quote; i++) {
		char c = s.p[i];

		if (c == '\\' && quote == '"' && i + 1 < s.n) {
			c = s.p[++i];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		buf_char(value, c);
	}
	return i < s.n;
}

/* An unquoted value ends at a comment: " #". */
static struct str bare_value(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '#' && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			break;
	return str_trim(str_sub(s, 0, i));
}

enum dotenv dotenv_read(struct str line, struct str *ret_key, struct buf *value)
{
	struct str raw;
	size_t equals;

	line = str_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return DOTENV_BLANK;
	if (str_starts(line, STR("export ")))
		line = str_trim(str_sub(line, 7, line.n));
	equals = str_find_char(line, '=');
	*ret_key = str_trim(str_sub(line, 0, equals));
	if (equals == line.n || ret_key->n == 0)
		return DOTENV_NO_PAIR;
	raw = str_trim(str_sub(line, equals + 1, line.n));
	if (raw.n && (raw.p[0] == '"' || raw.p[0] == '\''))
		return unquote(raw, value) ? DOTENV_PAIR : DOTENV_OPEN_QUOTE;
	buf_str(value, bare_value(raw));
	return DOTENV_PAIR;
}
