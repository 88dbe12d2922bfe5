#include "text/sentence.h"

#include "base/ascii.h"

/* Abbreviations, without their point: the point behind one does not end the sentence. */
static const char *const abbreviations[] = {
	"Dr", "dr", "Drs", "Dra", "Prof", "Ir", "H", "Hj", "Jl", "Jln", "No", "no", "Nomor", "Kab", "Kec",
	"Gd", "Lt", "Tel", "Telp", "hlm", "hal", "dkk", "dll", "dsb", "dst", "tsb", "yg", "a.n", "u.b", "u.p",
	"s.d", "S.T", "S.Si", "S.E", "S.H", "M.T", "M.Si", "M.Sc", "M.Eng", "Ph.D", "Ph", "Mr", "Mrs", "Ms",
	"St", "vs", "e.g", "i.e", "etc", "cf", "approx", "Fig", "Vol", "Art", "Inc", "Ltd", "Co", "Jan", "Feb",
	"Mar", "Apr", "Jun", "Jul", "Aug", "Agt", "Sep", "Sept", "Okt", "Oct", "Nov", "Des", "Dec",
};

/* Longer words are no abbreviations. */
enum { WORD_MAX = 12 };

/* The word that ends before text.p[end]. */
static struct str word_before(struct str text, size_t end)
{
	size_t from = end;

	while (from > 0 && end - from <= WORD_MAX && !is_space(text.p[from - 1]))
		from--;
	while (from < end && (text.p[from] == '(' || text.p[from] == '"'))
		from++;
	return str_sub(text, from, end - from);
}

/* "12", "a", "iv": the number of an item, or an initial. */
static bool is_number_or_letter(struct str w)
{
	size_t i;

	if (w.n == 1)
		return is_alnum(w.p[0]);
	for (i = 0; i < w.n; i++)
		if (!is_digit(w.p[i]) && strchr("ivxIVX", w.p[i]) == NULL)
			return false;
	return w.n > 0 && w.n <= 4 && !(is_digit(w.p[0]) && w.n == 4);
}

/* "B.J", "K.H": letters with points between them. */
static bool is_initials(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (i % 2 ? w.p[i] != '.' : !is_upper(w.p[i]))
			return false;
	return w.n % 2;
}

static bool is_abbreviation(struct str w)
{
	size_t i;

	if (is_initials(w))
		return true;
	for (i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++)
		if (str_eq(w, str_of(abbreviations[i])))
			return true;
	return false;
}

/* Whether "2. ", "b) " or "(3) " stands at text.p[at]. */
static bool item_number_at(struct str text, size_t at)
{
	size_t end = at;

	if (end < text.n && text.p[end] == '(')
		end++;
	while (end < text.n && end - at <= 4 && is_alnum(text.p[end]))
		end++;
	return end + 1 < text.n && (text.p[end] == '.' || text.p[end] == ')') && is_space(text.p[end + 1]) &&
	       is_number_or_letter(str_sub(text, at + (text.p[at] == '('), end - at - (text.p[at] == '(')));
}

/* In "; atau b) " the item begins after the word that joins it to the item before. */
static bool joins_item(struct str text, size_t end, size_t at)
{
	static const char *const joining[] = {"dan", "atau", "dan/atau", "and", "or", "and/or"};
	struct str word;
	size_t before, i;

	if (!item_number_at(text, at))
		return false;
	word = word_before(text, end);
	before = end - word.n;
	while (before > 0 && is_space(text.p[before - 1]))
		before--;
	if (before == 0 || text.p[before - 1] != ';')
		return false;
	for (i = 0; i < sizeof joining / sizeof joining[0]; i++)
		if (str_eq(word, str_of(joining[i])))
			return true;
	return false;
}

bool sentence_begins(struct str text, size_t at)
{
	size_t end = at;
	struct str word;
	char last;

	while (end > 0 && is_space(text.p[end - 1]))
		if (text.p[--end] == '\n')
			return true;
	if (end == 0 || at >= text.n)
		return true;
	last = text.p[end - 1];
	if ((last == ';' || last == '.' || last == ':') && item_number_at(text, at) &&
	    !(last == '.' &&
	      (is_number_or_letter(word_before(text, end - 1)) || is_abbreviation(word_before(text, end - 1)))))
		return true;
	if (is_letter(last) && joins_item(text, end, at))
		return true;
	while (end > 1 && (last == '"' || last == ')' || last == '\''))
		last = text.p[--end - 1];
	if (last == '?' || last == '!' || (end >= 3 && memcmp(text.p + end - 3, "…", 3) == 0))
		return !is_lower(text.p[at]);
	if (last != '.' || is_lower(text.p[at]))
		return false;
	word = word_before(text, end - 1);
	return !is_number_or_letter(word) && !is_abbreviation(word);
}

bool sentence_cut(struct str *rest, struct str *ret_sentence)
{
	struct str all = str_trim(*rest);
	size_t at;

	if (all.n == 0)
		return false;
	for (at = 1; at < all.n; at++)
		if (is_space(all.p[at - 1]) && !is_space(all.p[at]) && sentence_begins(all, at))
			break;
	*ret_sentence = str_trim(str_sub(all, 0, at));
	*rest = str_sub(all, at, all.n);
	return true;
}
