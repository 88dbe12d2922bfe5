#include "kb/outline/raised.h"

#include "base/ascii.h"

/* A note's mark has at most so many digits; a longer raised number is part of the text. */
enum { MARK_DIGITS = 3 };

/* A number, several with commas between them, or a sign such as * that refers to a note. */
static bool is_mark(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]) && strchr("*,()[]-+ ", s.p[i]) == NULL)
			return false;
	return s.n > 0;
}

/* "7.500.000ᵃ": a lone letter behind an amount marks a note. */
static bool is_letter_mark(struct str word, struct str raised)
{
	return raised.n == 1 && is_lower(raised.p[0]) && raised.p[0] != 'n' && word.n && is_digit(word.p[word.n - 1]);
}

/* The word at the end of the line. */
static struct str last_word(struct str line)
{
	size_t from = line.n;

	while (from && (is_alnum(line.p[from - 1]) || strchr(".,", line.p[from - 1])))
		from--;
	return str_sub(line, from, line.n);
}

/* Whether what stands before is raised to a power: a unit, one letter, or the number ten. */
static bool is_base(struct str word)
{
	static const char *const bases[] = {"10", "m", "cm", "mm", "km", "dm", "s", "x", "y", "n", "r", "R"};
	size_t i;

	for (i = 0; i < sizeof bases / sizeof bases[0]; i++)
		if (str_eq(word, str_of(bases[i])))
			return true;
	return false;
}

void raised_put(struct buf *line, struct str raised)
{
	struct str text = str_trim(raised), word = last_word(buf_view(line));

	if (is_letter_mark(word, text)) {
		if (text.p[0] == 'o')
			buf_cstr(line, "\xC2\xB0"); /* degrees */
	} else if (!is_mark(text)) {
		buf_str(line, raised);
	} else if (is_base(word) && strpbrk("0123456789", (char[]){text.p[text.n - 1], '\0'})) {
		buf_char(line, '^');
		buf_str(line, text);
	} else if (text.n > MARK_DIGITS && strchr(",()* ", text.p[0]) == NULL && str_find_char(text, ',') == text.n) {
		buf_char(line, ' ');
		buf_str(line, text);
	} else if (raised.n && raised.p[raised.n - 1] == ' ') {
		buf_char(line, ' ');
	}
}
