#include "kb/document/number_token.h"

#include "base/ascii.h"
#include "base/utf8.h"

/* Windows' numbers of languages; from SYSTEM on they mean the one of the reader's own system. */
enum { INDONESIAN = 0x421, SYSTEM = 0xF000 };

static void add(struct number_section *s, enum number_token_kind kind, char c, unsigned n, struct str text)
{
	if (s->n < NUMBER_TOKENS_MAX)
		s->tokens[s->n++] = (struct number_token){kind, c, n, text};
}

static long hexadecimal(struct str s)
{
	long value = 0;
	size_t i;

	for (i = 0; i < s.n && i < 7 && hex_value(s.p[i]) >= 0; i++)
		value = value * 16 + hex_value(s.p[i]);
	return value;
}

/* "[$Rp-421]", "[h]", "[>=100]", "[Red]": what is between the brackets. */
static void bracket(struct number_section *s, struct str in)
{
	size_t dash = str_find_char(in, '-');
	char c = in.n ? to_lower(in.p[0]) : '\0';

	if (c == '$') {
		add(s, NUMBER_LITERAL, 0, 0, str_sub(in, 1, dash - 1));
		if (dash < in.n)
			s->language = hexadecimal(str_sub(in, dash + 1, in.n)) & 0xFFFF;
		if (s->language >= SYSTEM)
			s->language = 0;
	} else if (c == '<' || c == '>' || c == '=') {
		s->condition = in;
	} else if ((c == 'h' || c == 'm' || c == 's') && (in.n == 1 || to_lower(in.p[in.n - 1]) == c)) {
		add(s, NUMBER_ELAPSED, c, (unsigned)in.n, in);
		s->date = true;
	}
}

/* Bytes of the character at the front. */
static size_t character(struct str s)
{
	return utf8_prefix(s, 1);
}

/* A word that means something: its length, 0 for none. */
static size_t word(struct number_section *s, struct str code)
{
	if (str_ieq(str_sub(code, 0, 7), STR("General"))) {
		add(s, NUMBER_GENERAL, 0, 0, STR(""));
		return 7;
	}
	if (str_ieq(str_sub(code, 0, 5), STR("AM/PM")) || str_ieq(str_sub(code, 0, 3), STR("A/P"))) {
		add(s, NUMBER_NOON, 0, 0, STR(""));
		return to_lower(code.p[1]) == 'm' ? 5 : 3;
	}
	if (to_lower(code.p[0]) == 'e' && code.n > 1 && (code.p[1] == '+' || code.p[1] == '-')) {
		add(s, NUMBER_POWER, 0, 0, STR(""));
		return 2;
	}
	return 0;
}

/* What is written as it stands, in quotes, behind a backslash or by itself: its length. */
static size_t literal(struct number_section *s, struct str code)
{
	struct str rest = str_sub(code, 1, code.n);
	size_t end;

	switch (code.p[0]) {
	case '"':
		end = str_find_char(rest, '"');
		add(s, NUMBER_LITERAL, 0, 0, str_sub(rest, 0, end));
		return end + 2;
	case '\\':
		add(s, NUMBER_LITERAL, 0, 0, str_sub(rest, 0, character(rest)));
		return 1 + character(rest);
	case '_': /* as wide as the next character; that character over and over */
	case '*':
		add(s, NUMBER_LITERAL, 0, 0, STR(" "));
		return 1 + character(rest);
	default:
		add(s, NUMBER_LITERAL, 0, 0, str_sub(code, 0, character(code)));
		return character(code);
	}
}

static size_t token(struct number_section *s, struct str code)
{
	char c = to_lower(code.p[0]);
	size_t n = word(s, code);

	if (n)
		return n;
	if (c == '[') {
		n = str_find_char(code, ']');
		bracket(s, str_sub(code, 1, n - 1));
		return n + 1;
	}
	if (strchr("ymdhs", c)) {
		while (n < code.n && to_lower(code.p[n]) == c)
			n++;
		add(s, NUMBER_DATE, c, (unsigned)n, STR(""));
		s->date = true;
		return n;
	}
	if (c == '0' || c == '#' || c == '?')
		add(s, NUMBER_DIGIT, c, 1, STR(""));
	else if (c == '.')
		add(s, NUMBER_POINT, c, 1, STR("."));
	else if (c == ',')
		add(s, NUMBER_COMMA, c, 1, STR(","));
	else if (c == '%')
		add(s, NUMBER_PERCENT, c, 1, STR("%"));
	else if (c == '@')
		add(s, NUMBER_GENERAL, c, 1, STR(""));
	else
		return literal(s, code);
	return 1;
}

static void read_section(struct number_section *s, struct str code)
{
	s->n = 0;
	s->condition = STR("");
	s->language = 0;
	s->date = false;
	while (code.n)
		code = str_sub(code, token(s, code), code.n);
}

/* --- the whole code */

/* Bytes of the first section: up to a semicolon that is neither quoted nor in brackets. */
static size_t section_end(struct str code)
{
	char until = '\0';
	size_t i;

	for (i = 0; i < code.n; i++) {
		if (until)
			until = code.p[i] == until ? '\0' : until;
		else if (code.p[i] == '"' || code.p[i] == '[')
			until = code.p[i] == '"' ? '"' : ']';
		else if (strchr("\\_*", code.p[i]))
			i++;
		else if (code.p[i] == ';')
			return i;
	}
	return code.n;
}

static bool holds(struct str condition, double value)
{
	size_t n = 1;
	double bound;

	if (condition.n > 1 && strchr("=>", condition.p[1]))
		n = 2;
	if (!str_to_double(str_trim(str_sub(condition, n, condition.n)), &bound))
		return false;
	if (condition.p[0] == '=')
		return value == bound;
	if (n == 2 && condition.p[1] == '>')
		return value != bound;
	if (condition.p[0] == '<')
		return n == 2 ? value <= bound : value < bound;
	return n == 2 ? value >= bound : value > bound;
}

/* The section that shows the value. *ret_plain: it shows negative ones without a minus. */
static void choose(struct str code, double value, struct number_section *ret, bool *ret_plain)
{
	struct str sections[3];
	size_t n, which;

	for (n = 0; n < 3 && (code.n || n == 0); n++) {
		sections[n] = str_sub(code, 0, section_end(code));
		code = str_sub(code, sections[n].n + 1, code.n);
	}
	for (which = 0; which < n; which++) {
		read_section(ret, sections[which]);
		if (ret->condition.n == 0 && which == 0)
			break;
		if (ret->condition.n == 0 || holds(ret->condition, value)) {
			*ret_plain = false;
			return;
		}
	}
	which = n > 1 && value < 0 ? 1 : n > 2 && value == 0 ? 2 : 0;
	*ret_plain = which == 1;
	read_section(ret, sections[which]);
}

static bool has(const struct number_section *s, enum number_token_kind kind)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->tokens[i].kind == kind)
			return true;
	return false;
}

/* "# ?/?": no digits of its own are worth it. */
static bool is_fraction(const struct number_section *s)
{
	size_t i;

	for (i = 1; i + 1 < s->n; i++)
		if (s->tokens[i].kind == NUMBER_LITERAL && str_eq(s->tokens[i].text, STR("/")) &&
		    s->tokens[i - 1].c == '?' && s->tokens[i + 1].kind == NUMBER_DIGIT)
			return true;
	return false;
}

void number_format(const char *code, double value, const struct number_style *style, struct buf *out)
{
	struct number_section s;
	bool plain;

	choose(str_of(code), value, &s, &plain);
	if (s.date && number_date(&s, value, style, out))
		return;
	if (s.date || s.n == 0 || has(&s, NUMBER_GENERAL) || is_fraction(&s))
		number_general(value, style->comma, out);
	else
		number_digits(&s, value < 0 ? -value : value, value < 0 && !plain, style->comma, out);
}

bool number_format_is_indonesian(const char *code)
{
	struct number_section s;
	struct str rest = str_of(code);
	size_t i;

	while (rest.n) {
		size_t end = section_end(rest);

		read_section(&s, str_sub(rest, 0, end));
		rest = str_sub(rest, end + 1, rest.n);
		if (s.language == INDONESIAN)
			return true;
		for (i = 0; i < s.n; i++)
			if (s.tokens[i].kind == NUMBER_LITERAL && str_starts(str_trim(s.tokens[i].text), STR("Rp")))
				return true;
	}
	return false;
}

const char *number_format_builtin(long id)
{
	static const char *const codes[] = {
		[1] = "0", [2] = "0.00", [3] = "#,##0", [4] = "#,##0.00",
		[5] = "#,##0;-#,##0", [6] = "#,##0;-#,##0", [7] = "#,##0.00;-#,##0.00", [8] = "#,##0.00;-#,##0.00",
		[9] = "0%", [10] = "0.00%", [11] = "0.00E+00", [12] = "# ?/?", [13] = "# ?\?/?\?",
		[14] = "mm-dd-yy", [15] = "d-mmm-yy", [16] = "d-mmm", [17] = "mmm-yy", [18] = "h:mm AM/PM",
		[19] = "h:mm:ss AM/PM", [20] = "h:mm", [21] = "h:mm:ss", [22] = "m/d/yy h:mm",
		[37] = "#,##0;(#,##0)", [38] = "#,##0;(#,##0)", [39] = "#,##0.00;(#,##0.00)",
			[40] = "#,##0.00;(#,##0.00)",
		[41] = "#,##0;(#,##0);-", [42] = "#,##0;(#,##0);-", [43] = "#,##0.00;(#,##0.00);-",
		[44] = "#,##0.00;(#,##0.00);-", [45] = "mm:ss", [46] = "[h]:mm:ss", [47] = "mm:ss.0", [48] = "##0.0E+0",
	};
	const char *code = id >= 0 && id < (long)(sizeof codes / sizeof codes[0]) ? codes[id] : NULL;

	return code ? code : "";
}
