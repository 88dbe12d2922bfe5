/* Whether a text holds the kind of thing that is asked for: one walk over its words. */
#include <stdlib.h>

#include "base/ascii.h"
#include "kb/search/asked_kind.h"
#include "text/analyse.h"

/* What a word may be; sets of these. */
enum sense {
	COUNT_WORD = 1,  /* "dua", "twelve" */
	UNIT = 2,        /* of time */
	CURRENCY = 4,
	GRATIS = 8,      /* an amount of money by itself */
	MONTH = 16,
	MOMENT = 32,     /* a point of time told without the calendar */
	CLOCK = 64,      /* the hour follows, or "WIB" precedes */
	OFFICE = 128,    /* somebody by office */
	TITLE = 256,     /* a name follows */
	BODY = 512,      /* its capital begins an institution or a thing, no person */
	SITE = 1024,     /* a place */
	AT = 2048,       /* a place follows, when written with a capital */
	CAUSE = 4096,
	WHETHER = 8192,  /* allows, forbids, denies */
	CLAUSE = 16384,  /* the number behind it counts clauses */
	DEFINES = 32768, /* says what something is */
	JOINT = 65536,   /* joins the last item of a list */
	SPELLS = 131072, /* says that an abbreviation stands for something */
};

/* Sorted: searched by halves. */
static const struct lexeme {
	const char *word;
	unsigned senses;
} lexicon[] = {
#include "kb/search/asked_kind.def"
};

struct held {
	struct str text;
	unsigned kinds;       /* found so far */
	unsigned before;      /* senses of the word before */
	bool number_before;   /* the word before was a number */
	bool pending;         /* so it was, and it is a count unless a month follows */
	size_t number_end;    /* of the last number */
	bool capital_before;  /* the word before may be part of a name */
	unsigned marks;       /* commas and semicolons */
};

static int compare_lexeme(const void *key, const void *item)
{
	return str_cmp(*(const struct str *)key, str_of(((const struct lexeme *)item)->word));
}

static unsigned senses_of(struct str word)
{
	const struct lexeme *l = bsearch(&word, lexicon, sizeof lexicon / sizeof lexicon[0], sizeof lexicon[0],
					 compare_lexeme);

	return l ? l->senses : 0;
}

static char char_at(struct str s, size_t at)
{
	return at < s.n ? s.p[at] : ' ';
}

static size_t digits_at(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && is_digit(s.p[at + n]))
		n++;
	return n;
}

/* "(3)", "3. " and "3) " at the beginning, "ayat 3". */
static bool counts_clauses(const struct held *h, const struct word *w)
{
	char before = w->from ? h->text.p[w->from - 1] : '\n', after = char_at(h->text, w->to);

	if (h->before & CLAUSE || (before == '(' && after == ')' && w->to - w->from <= 2))
		return true;
	return w->to - w->from <= 2 && (before == '\n' || w->from == 0) && (after == '.' || after == ')') &&
	       !is_digit(char_at(h->text, w->to + 1));
}

static bool is_year(const struct held *h, const struct word *w)
{
	const char *p = h->text.p + w->from;
	char after = char_at(h->text, w->to);

	return w->to - w->from == 4 && ((p[0] == '1' && p[1] == '9') || (p[0] == '2' && p[1] == '0')) &&
	       !((after == '.' || after == ',') && is_digit(char_at(h->text, w->to + 1)));
}

/* "12.500" and the like: groups of three. */
static bool is_grouped(const struct held *h, const struct word *w)
{
	char mark = char_at(h->text, w->to);

	return w->to - w->from <= 3 && (mark == '.' || mark == ',') && digits_at(h->text, w->to + 1) == 3;
}

/* "08.30", "16:00"; "8.30" only behind a word of the clock, since a mark may be 3.50. */
static bool is_clock(const struct held *h, const struct word *w)
{
	char mark = char_at(h->text, w->to);
	size_t digits = w->to - w->from;

	if (h->before & CLOCK)
		return true;
	if (digits > 2 || (mark != '.' && mark != ':') || digits_at(h->text, w->to + 1) != 2)
		return false;
	return mark == ':' || (digits == 2 && char_at(h->text, w->to + 3) != '.');
}

/* A hyphen or a longer dash. */
static bool dash_between(struct str text, size_t from, size_t to)
{
	struct str gap = str_sub(text, from, to - from);

	return str_find_char(gap, '-') < gap.n || str_find(gap, STR("–")) < gap.n;
}

static void take_number(struct held *h, const struct word *w)
{
	if (counts_clauses(h, w))
		return;
	if (is_year(h, w)) {
		h->kinds |= ASKED_DATE | ASKED_WHEN;
		return;
	}
	if (h->pending && !dash_between(h->text, h->number_end, w->from)) /* "2-7 Mei" is one date */
		h->kinds |= ASKED_NUMBER;
	h->number_end = w->to;
	h->pending = true;
	if (is_clock(h, w))
		h->kinds |= ASKED_TIME;
	if (is_grouped(h, w) || h->before & CURRENCY)
		h->kinds |= ASKED_MONEY;
	if (h->before & MONTH)
		h->kinds |= ASKED_DATE | ASKED_WHEN;
	if (w->to - w->from >= 7 || (char_at(h->text, w->to) == '-' && digits_at(h->text, w->to + 1) >= 3))
		h->kinds |= ASKED_CONTACT | ASKED_PHONE;
	h->number_before = true;
}

/* A capital that no sentence's beginning asks for. */
static bool is_name_part(const struct held *h, const struct word *w, unsigned senses)
{
	char c = h->text.p[w->from];
	size_t at = w->from;

	if (!is_upper(c) || w->capitals || senses & (BODY | MONTH | OFFICE | SITE))
		return false;
	while (at > 0 && h->text.p[at - 1] == ' ')
		at--;
	return h->before & TITLE || (at > 0 && strchr(".?!:;|\n-(", h->text.p[at - 1]) == NULL);
}

/* "satuan kredit semester (SKS)", "SKS (satuan kredit semester)" */
static bool is_spelt_out(const struct held *h, const struct word *w)
{
	bool within = w->from && h->text.p[w->from - 1] == '(' && char_at(h->text, w->to) == ')';

	return w->capitals && (within || (char_at(h->text, w->to) == ' ' && char_at(h->text, w->to + 1) == '('));
}

static void take_word(struct held *h, const struct word *w, unsigned senses)
{
	bool named = is_name_part(h, w, senses), first = w->from == 0;
	bool money = senses & CURRENCY && w->text.n > 1;

	if (senses & COUNT_WORD || (h->pending && !(senses & MONTH)))
		h->kinds |= ASKED_NUMBER;
	h->pending = false;
	if (senses & UNIT && (h->number_before || h->before & COUNT_WORD))
		h->kinds |= ASKED_DURATION;
	if (senses & GRATIS || (money && (h->number_before || h->before & COUNT_WORD)))
		h->kinds |= ASKED_MONEY;
	if (senses & MONTH && w->text.n > 2)
		h->kinds |= ASKED_DATE | ASKED_WHEN;
	if (senses & MOMENT)
		h->kinds |= ASKED_WHEN;
	if (senses & CLOCK && h->number_before)
		h->kinds |= ASKED_TIME;
	if (senses & (OFFICE | TITLE))
		h->kinds |= ASKED_PERSON;
	if (named && (h->capital_before || h->before & TITLE))
		h->kinds |= ASKED_PERSON | ASKED_NAME;
	if (senses & SITE || (h->before & AT && !first && is_upper(h->text.p[w->from])))
		h->kinds |= ASKED_PLACE;
	if (senses & DEFINES)
		h->kinds |= ASKED_DEFINITION;
	if (senses & CAUSE)
		h->kinds |= ASKED_REASON;
	if (senses & WHETHER)
		h->kinds |= ASKED_YES_NO;
	if (senses & SPELLS || is_spelt_out(h, w))
		h->kinds |= ASKED_EXPANSION;
	h->capital_before = named;
}

/* "Rp500.000", "IDR200,000": one word for the analyser. */
static bool is_amount(struct str word)
{
	static const struct str currencies[] = {{"rp", 2}, {"idr", 3}, {"usd", 3}};
	size_t i;

	for (i = 0; i < sizeof currencies / sizeof currencies[0]; i++)
		if (str_starts(word, currencies[i]) && word.n > currencies[i].n && is_digit(word.p[currencies[i].n]))
			return true;
	return false;
}

static void take(struct held *h, const struct word *w)
{
	unsigned senses = senses_of(w->text);
	bool number = is_digit(h->text.p[w->from]);

	if (number && digits_at(h->text, w->from) == w->to - w->from) {
		h->number_before = false;
		take_number(h, w);
		h->capital_before = false;
	} else {
		take_word(h, w, senses);
		h->number_before = number; /* "6th", "2x" */
	}
	if (is_amount(w->text))
		h->kinds |= ASKED_MONEY | ASKED_NUMBER;
	if (char_at(h->text, w->to) == '%')
		h->number_before = false;
	if (h->marks == 1 && senses & JOINT) /* "A, B and C" */
		h->marks++;
	if (char_at(h->text, w->to) == '@')
		h->kinds |= ASKED_CONTACT;
	h->marks += strchr(",;|\n", char_at(h->text, w->to)) != NULL;
	h->before = senses;
}

unsigned asked_kinds_held(struct str text, unsigned kinds)
{
	struct held h = {.text = text};
	struct analyser a;
	struct word w;

	for (analyse_begin(&a, text); (kinds & ~h.kinds) && analyse_next(&a, &w);)
		take(&h, &w);
	if (h.pending)
		h.kinds |= ASKED_NUMBER;
	if (h.marks >= 2)
		h.kinds |= ASKED_LIST;
	return kinds & (h.kinds | ~(unsigned)ASKED_SHOWN);
}
