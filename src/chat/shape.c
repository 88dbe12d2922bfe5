#include "chat/shape.h"

#include "base/ascii.h"
#include "chat/reply/url.h"
#include "text/analyse.h"

enum {
	NESTED_MOST = 8,     /* lists within lists; deeper ones count as this deep */
	MARK_DIGITS = 3,     /* "(12)"; a longer number is no mark */
	LABEL_WORDS = 2,     /* beside a link: "Referensi:", "Lihat juga" */
	BACK_WORDS = 8,      /* "as meant in …" within so many words makes a beginning that points back */
	POINTER_WORDS = 3,   /* so does "this" within these */
};

struct level {
	enum mark mark;
	uint16_t opener;
};

struct walk {
	struct level levels[NESTED_MOST];
	size_t n;
};

/* Digits or one letter, then `end`: gives the bytes up to behind it, 0 when it isn't so. */
static size_t counter_at(struct str s, size_t at, char end, bool *ret_letter)
{
	size_t n = at;

	*ret_letter = at < s.n && is_lower(s.p[at]);
	if (*ret_letter)
		n++;
	while (!*ret_letter && n < s.n && n - at < MARK_DIGITS && is_digit(s.p[n]))
		n++;
	return n > at && n < s.n && s.p[n] == end ? n + 1 : 0;
}

static size_t blank_behind(struct str s, size_t at)
{
	return at && at < s.n && is_space(s.p[at]) ? at + 1 : 0;
}

static struct shape marked(enum mark mark, size_t bytes)
{
	return (struct shape){.mark = mark, .mark_bytes = (uint16_t)bytes, .opener = SHAPE_NO_OPENER};
}

struct shape shape_of_mark(struct str s)
{
	bool letter;
	size_t n;

	if (snippet_without_bullet(s).p != s.p)
		return marked(MARK_BULLET, (size_t)(snippet_without_bullet(s).p - s.p));
	n = s.n && s.p[0] == '(' ? blank_behind(s, counter_at(s, 1, ')', &letter)) : 0;
	if (n)
		return marked(MARK_CLAUSE, n);
	n = blank_behind(s, counter_at(s, 0, '.', &letter));
	if (n)
		return marked(letter ? MARK_LETTER : MARK_NUMBER, n);
	n = blank_behind(s, counter_at(s, 0, ')', &letter));
	if (n)
		return marked(letter ? MARK_LETTER_PAREN : MARK_NUMBER_PAREN, n);
	return marked(MARK_NONE, 0);
}

static bool ends_open(struct str s)
{
	return s.n && s.p[s.n - 1] == ':';
}

/* "1.", "a)", "(1)"; bullets too. */
static bool counts_from_one(struct str s)
{
	size_t at = s.n && s.p[0] == '(';

	return at + 1 < s.n && !is_alnum(s.p[at + 1]) && (s.p[at] == '1' || s.p[at] == 'a' || !is_alnum(s.p[at]));
}

/* What introduces a new level of items at sentence i: the one before, when it says so or is an item itself. */
static uint16_t opener_before(const struct snippet *const *sentences, const struct shape *shapes, size_t i)
{
	if (i == 0 || i > SHAPE_NO_OPENER)
		return SHAPE_NO_OPENER;
	if (!ends_open(sentences[i - 1]->text) &&
	    (shapes[i - 1].mark == MARK_NONE || shapes[i - 1].mark == shapes[i].mark ||
	     !counts_from_one(sentences[i]->text)))
		return SHAPE_NO_OPENER;
	return (uint16_t)(i - 1);
}

static void enter_item(struct walk *w, const struct snippet *const *sentences, struct shape *shapes, size_t i)
{
	bool begins = shapes[i].mark != MARK_BULLET && counts_from_one(sentences[i]->text);
	size_t n = begins ? 0 : w->n; /* "1)" goes on with no list, even where "5)" stands before it */

	while (n > 0 && w->levels[n - 1].mark != shapes[i].mark)
		n--;
	if (n == 0) {
		n = w->n < NESTED_MOST ? w->n + 1 : NESTED_MOST;
		w->levels[n - 1] = (struct level){shapes[i].mark, opener_before(sentences, shapes, i)};
	}
	w->n = n;
	shapes[i].opener = w->levels[n - 1].opener;
	if (shapes[i].opener != SHAPE_NO_OPENER)
		shapes[shapes[i].opener].opens = true;
}

/* Words of the text but those of addresses, up to LABEL_WORDS + 1. */
static size_t words_beside_links(struct str text, bool *ret_link)
{
	struct analyser a;
	struct word w;
	struct str rest = text, url;
	size_t n = 0, at = 0;

	*ret_link = false;
	while (url_find(&rest, &url)) {
		*ret_link = true;
		analyse_begin(&a, str_sub(text, at, (size_t)(url.p - text.p) - at));
		while (n <= LABEL_WORDS && analyse_next(&a, &w))
			n++;
		at = (size_t)(url.p - text.p) + url.n;
	}
	analyse_begin(&a, str_sub(text, at, text.n));
	while (*ret_link && n <= LABEL_WORDS && analyse_next(&a, &w))
		n++;
	return n;
}

static bool is_bare_link(struct str text)
{
	bool link;
	size_t words = words_beside_links(text, &link);

	return link && words <= LABEL_WORDS;
}

/* The first line of a whole table, as table_outline.c writes it. */
static bool is_table_header(const struct snippet *const *sentences, size_t n, size_t i)
{
	struct str bar = STR(" | "), first = sentences[i]->text;

	return i == 0 && n > 1 && str_find(first, bar) < first.n &&
	       str_find(sentences[1]->text, bar) < sentences[1]->text.n;
}

/* "It …", "Jalur ini …", "Untuk itu …", "… sebagaimana dimaksud …": only what stands before says of what. */
static bool points_back(struct str text)
{
	static const char *const pronouns[] = {"it", "they", "he", "she", "such", "ia", "mereka", "keduanya", "those"};
	static const char *const pointers[] = {"this", "these", "ini", "itu", "tersebut"};
	struct analyser a;
	struct word w;
	bool as = false;
	int n = 0;

	for (analyse_begin(&a, text); n < BACK_WORDS && analyse_next(&a, &w); n++) {
		if ((n == 0 && STR_AMONG(w.text, pronouns)) || (n < POINTER_WORDS && STR_AMONG(w.text, pointers)))
			return true;
		if (as && (str_eq(w.text, STR("dimaksud")) || str_eq(w.text, STR("diatur"))))
			return true;
		as = str_eq(w.text, STR("sebagaimana")) || str_eq(w.text, STR("seperti"));
	}
	return false;
}

void shapes_of(const struct snippet *const *sentences, size_t n, struct shape *ret)
{
	struct walk walk = {.n = 0};
	size_t i;

	for (i = 0; i < n; i++) {
		const struct snippet *s = sentences[i];

		ret[i] = s->continues ? (struct shape){.opener = SHAPE_NO_OPENER} : shape_of_mark(s->text);
		if (ret[i].mark != MARK_NONE)
			enter_item(&walk, sentences, ret, i);
		else if (s->paragraph && !s->continues)
			walk.n = 0;
		else if (walk.n)
			ret[i].opener = walk.levels[walk.n - 1].opener;
	}
	for (i = 0; i < n; i++) {
		struct str text = str_sub(sentences[i]->text, ret[i].mark_bytes, sentences[i]->text.n);

		ret[i].idle = sentences[i]->heading || is_bare_link(text) || is_table_header(sentences, n, i) ||
			      (ends_open(text) && !ret[i].opens);
		ret[i].opens = ret[i].opens || ends_open(text);
		ret[i].points_back = points_back(text);
	}
}
