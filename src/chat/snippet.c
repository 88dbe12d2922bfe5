#include "chat/snippet.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/sentence.h"

enum { HEADING_POINTS = 90 };

/* The last place in the first SNIPPET_POINTS to cut: after a clause, else after a word. */
static size_t cut_long(struct str text)
{
	size_t max = utf8_prefix(text, SNIPPET_POINTS), at, word = 0;

	for (at = max; at > max / 2; at--) {
		if (!is_space(text.p[at]))
			continue;
		if (word == 0)
			word = at;
		if (text.p[at - 1] == ',' || text.p[at - 1] == ';' || text.p[at - 1] == ':')
			return at;
	}
	return word ? word : max;
}

void snippets_begin(struct snippets *s, struct str text)
{
	*s = (struct snippets){.start = text.p, .rest = text};
}

/* Whether nothing but blanks stands between p and the line end, or the text's start, before it. */
static bool begins_line(const char *start, const char *p)
{
	while (p > start && p[-1] != '\n' && is_space(p[-1]))
		p--;
	return p == start || p[-1] == '\n';
}

struct str snippet_without_bullet(struct str s)
{
	static const char *const bullets[] = {"- ", "* ", "\xe2\x80\xa2 ", "\xe2\x80\x93 "};
	size_t i;

	for (i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
		if (str_starts(s, str_of(bullets[i])))
			return str_trim(str_sub(s, strlen(bullets[i]), s.n));
	return s;
}

/* "2. Umum", "b) Khusus", "(3) …": an item, however short. */
static bool is_marked(struct str line)
{
	return is_digit(line.p[0]) || line.p[0] == '(' ||
	       (line.n > 2 && is_letter(line.p[0]) && strchr(".)", line.p[1]) && is_space(line.p[2]));
}

/* Lines as "Cara membayar" stand over a section; rows ("a: b", "a | b") and list items don't. */
static bool is_heading(struct str line, struct str rest)
{
	return rest.n > 0 && snippet_without_bullet(line).p == line.p && utf8_prefix(line, HEADING_POINTS) == line.n &&
	       strchr(".?!:;,", line.p[line.n - 1]) == NULL && str_find(line, STR(": ")) == line.n &&
	       str_find(line, STR(" | ")) == line.n && !is_marked(line);
}

bool snippets_next(struct snippets *s, struct snippet *ret)
{
	size_t n;

	*ret = (struct snippet){.continues = s->sentence.n > 0};
	if (!ret->continues) {
		if (!sentence_cut(&s->rest, &s->sentence))
			return false;
		ret->paragraph = begins_line(s->start, s->sentence.p);
		ret->heading = ret->paragraph && is_heading(s->sentence, s->rest) &&
			       begins_line(s->sentence.p + s->sentence.n, s->rest.p);
	}
	n = utf8_prefix(s->sentence, SNIPPET_POINTS);
	if (n < s->sentence.n)
		n = cut_long(s->sentence);
	ret->text = str_trim(str_sub(s->sentence, 0, n));
	s->sentence = str_trim(str_sub(s->sentence, n, s->sentence.n));
	return true;
}

size_t snippet_last_start(struct str text)
{
	size_t end = text.n, at;

	while (end > 0 && is_space(text.p[end - 1]))
		end--;
	for (at = end; at > 0; at--)
		if (at < end && is_space(text.p[at - 1]) && !is_space(text.p[at]) && sentence_begins(text, at))
			break;
	while (at < end && is_space(text.p[at]))
		at++;
	return at;
}
