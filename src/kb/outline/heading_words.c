#include "kb/outline/heading_words.h"

#include "base/ascii.h"

/* A longer title is a paragraph. */
enum { PART_TITLE_BYTES = 200 };

static struct str first_word(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_letterlike(s.p[n]))
		n++;
	return str_sub(s, 0, n);
}

/* Cuts `word` and a space off the front of s; false unless something follows. */
static bool after_word(struct str s, const char *word, struct str *ret)
{
	struct str w = str_of(word);

	if (s.n <= w.n + 1 || !str_ieq(str_sub(s, 0, w.n), w) || s.p[w.n] != ' ')
		return false;
	*ret = str_trim(str_sub(s, w.n, s.n));
	return true;
}

/* "Bagian Kesatu", "Paragraf Ketiga". */
static bool names_ordinal(struct str s, const char *word)
{
	struct str rest;

	if (!after_word(s, word, &rest))
		return false;
	return first_word(rest).n == rest.n && (str_starts(rest, STR("Ke")) || str_starts(rest, STR("KE")) ||
						 str_ieq(rest, STR("pertama")));
}

/* A digit or Roman number and nothing else after `word`: "Pasal 7", "BAB IV". */
static bool names_part(struct str s, const char *word)
{
	struct str rest;
	size_t i;

	if (!after_word(s, word, &rest))
		return false;
	for (i = 0; i < rest.n && rest.p[i] != ' '; i++)
		if (strchr("0123456789IVXLCABD.-:", rest.p[i]) == NULL)
			return false;
	/* "Pasal 7 ayat (2)" at the front of a line is a reference */
	return i == rest.n || rest.p[i - 1] == '.' || rest.p[i - 1] == ':' || is_upper(rest.p[i + 1]);
}

unsigned heading_words_level(struct str s)
{
	static const struct {
		const char *word;
		unsigned level;
	} parts[] = {{"BAB", 1},     {"Lampiran", 1}, {"Chapter", 1}, {"Part", 1},   {"Appendix", 1},
		     {"Bagian", 2},  {"Paragraf", 3}, {"Pasal", 3},   {"Article", 3}};
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (names_part(s, parts[i].word))
			return parts[i].level;
	if (names_ordinal(s, "Bagian"))
		return 2;
	return names_ordinal(s, "Paragraf") ? 3 : 0;
}

/* Has letters, none of them in lower case. */
static bool is_capitals(struct str s)
{
	size_t i, letters = 0;

	for (i = 0; i < s.n; i++) {
		if (is_lower(s.p[i]))
			return false;
		letters += is_letterlike(s.p[i]);
	}
	return letters > 1;
}

bool heading_words_title(struct str number, struct str s)
{
	if (s.n == 0 || s.n > PART_TITLE_BYTES || (!is_letterlike(s.p[s.n - 1]) && s.p[s.n - 1] != ')'))
		return false;
	if (is_capitals(s))
		return !str_starts(number, STR("Pasal "));
	return (names_ordinal(number, "Bagian") || names_ordinal(number, "Paragraf")) && !is_lower(s.p[0]);
}

/* Adds the heading `number`, with the title at the front of *rest if there is one. */
static void take_heading(struct outline *o, struct str number, struct str *rest)
{
	BUF_AUTO struct buf heading = BUF_MAX(4 * PART_TITLE_BYTES);
	struct str after = *rest, line = STR("");

	buf_str(&heading, number);
	while (str_cut(&after, '\n', &line) && str_trim(line).n == 0)
		;
	if (heading_words_title(number, str_trim(line))) {
		buf_char(&heading, ' ');
		buf_str(&heading, str_trim(line));
		*rest = after;
	}
	outline_heading(o, heading_words_level(number), buf_view(&heading));
}

void heading_words_plain(struct outline *o, struct str text)
{
	struct str rest = text, line, between = {text.p, 0};

	while (str_cut(&rest, '\n', &line)) {
		struct str number = str_trim(line);

		if (number.n > PART_TITLE_BYTES || heading_words_level(number) == 0) {
			between.n = (size_t)(line.p + line.n - between.p);
			continue;
		}
		outline_plain(o, between);
		take_heading(o, number, &rest);
		between = (struct str){rest.p, 0};
	}
	outline_plain(o, between);
}
