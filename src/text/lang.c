#include "text/lang.h"

#include "base/ascii.h"


#define W(word) {word, sizeof(word) - 1}

/*
 * Function words that occur in almost every sentence of one language and
 * hardly in the other, with the spellings of chats.  Sorted for a binary search.
 */
static const struct str words_id[] = {
	W("ada"), W("adalah"), W("agar"), W("aja"), W("akan"), W("aku"), W("anda"), W("apa"),
	W("apakah"), W("atau"), W("bagaimana"), W("bagi"), W("bahwa"), W("banyak"), W("belum"),
	W("berapa"), W("bisa"), W("boleh"), W("brp"), W("buat"), W("cara"), W("dalam"), W("dan"),
	W("dapat"), W("dari"), W("dengan"), W("dgn"), W("di"), W("dia"), W("dimana"), W("dong"),
	W("dr"), W("dri"), W("ga"), W("gak"), W("gimana"), W("gmn"), W("harus"), W("ini"),
	W("itu"), W("jika"), W("juga"), W("ka"), W("kah"), W("kak"), W("kalau"), W("kalo"),
	W("kami"), W("kampus"), W("kan"), W("kapan"), W("karena"), W("ke"), W("kenapa"),
	W("kepada"), W("kita"), W("klo"), W("knp"), W("kok"), W("kuliah"), W("lagi"),
	W("mahasiswa"), W("mana"), W("mau"), W("mengapa"), W("mereka"), W("nya"), W("oleh"),
	W("pada"), W("para"), W("paling"), W("punya"), W("saat"), W("saja"), W("sama"),
	W("sampai"), W("saya"), W("sebagai"), W("sebelum"), W("secara"), W("sedang"), W("seorang"),
	W("seperti"), W("setelah"), W("siapa"), W("siapakah"), W("sih"), W("sudah"), W("syarat"),
	W("tahun"), W("tapi"), W("tdk"), W("telah"), W("tentang"), W("terus"), W("tersebut"),
	W("tidak"), W("udah"), W("untuk"), W("utk"), W("ya"), W("yang"), W("yg"),
};
static const struct str words_en[] = {
	W("a"), W("about"), W("an"), W("and"), W("any"), W("are"), W("as"), W("at"), W("be"),
	W("been"), W("but"), W("by"), W("can"), W("could"), W("did"), W("do"), W("does"), W("for"),
	W("from"), W("get"), W("had"), W("has"), W("have"), W("he"), W("how"), W("i"), W("if"),
	W("in"), W("into"), W("is"), W("it"), W("its"), W("long"), W("many"), W("may"), W("me"),
	W("much"), W("must"), W("my"), W("need"), W("not"), W("of"), W("on"), W("or"), W("our"),
	W("she"), W("should"), W("so"), W("some"), W("student"), W("students"), W("than"),
	W("that"), W("the"), W("their"), W("them"), W("there"), W("these"), W("they"), W("this"),
	W("to"), W("up"), W("was"), W("we"), W("were"), W("what"), W("when"), W("where"),
	W("which"), W("who"), W("whom"), W("whose"), W("why"), W("will"), W("with"), W("would"),
	W("year"), W("you"), W("your"),
};

/* Endings of longer words: weaker evidence, for texts without function words. */
static const struct str ends_id[] = {
	W("kan"), W("nya"), W("lah"), W("kah"), W("asi"), W("itas"), W("annya"),
};
static const struct str ends_en[] = {
	W("tion"), W("ing"), W("ment"), W("ed"), W("ly"), W("ity"), W("ness"), W("ous"), W("ies"),
	W("'s"),
};

enum {
	SAMPLE_WORDS = 150, /* words looked at: enough to be sure of a document */
	WORD_BYTES = 24,
	LISTED_BYTES = 9,   /* length of the longest function word */
	WEIGHT_WORD = 4,    /* a function word counts as much as four endings */
};

static bool listed(struct str word, const struct str *list, size_t n)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = str_cmp(word, list[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static bool ends(struct str word, const struct str *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (word.n > list[i].n + 3 && str_ends(word, list[i]))
			return true;
	return false;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int weigh(struct str word)
{
	int score = 0;

	if (word.n <= LISTED_BYTES) {
		score += listed(word, words_id, COUNT(words_id)) ? WEIGHT_WORD : 0;
		score -= listed(word, words_en, COUNT(words_en)) ? WEIGHT_WORD : 0;
	}
	score += ends(word, ends_id, COUNT(ends_id)) ? 1 : 0;
	score -= ends(word, ends_en, COUNT(ends_en)) ? 1 : 0;
	return score;
}

/* "IT1.A/PER/2024", "A4": a number or a code, of no language. */
static size_t code_at(struct str s)
{
	bool digit = false;
	size_t n = 0;

	for (; n < s.n && !is_space(s.p[n]); n++)
		digit = digit || is_digit(s.p[n]);
	return digit ? n : 0;
}

/* The next run of ASCII letters and apostrophes, lower-cased; empty at the end. */
static struct str next_word(struct str *rest, char out[WORD_BYTES])
{
	bool begins = true; /* a token */
	size_t n = 0;

	while (rest->n) {
		size_t code = begins && n == 0 ? code_at(*rest) : 0;
		char c = *rest->p;
		bool letter = is_letter(c) || (c == '\'' && n);

		if (code) {
			*rest = str_sub(*rest, code, rest->n);
			continue;
		}
		begins = is_space(c);
		if (!letter && n)
			break;
		if (letter && n < WORD_BYTES)
			out[n++] = to_lower(c);
		rest->p++;
		rest->n--;
	}
	return (struct str){out, n};
}

enum lang lang_detect(struct str text)
{
	char out[WORD_BYTES];
	int score = 0, words;

	for (words = 0; words < SAMPLE_WORDS; words++) {
		struct str word = next_word(&text, out);

		if (word.n == 0)
			break;
		score += weigh(word);
	}
	return score > 0 ? LANG_ID : score < 0 ? LANG_EN : LANG_UNKNOWN;
}

/* The letters of a token without what stands around them, lower-cased; "" when something else is among them. */
static struct str plain_word(struct str token, char out[WORD_BYTES])
{
	size_t i, n = 0;

	while (token.n && !is_letterlike(token.p[token.n - 1]))
		token.n--;
	while (token.n && !is_letterlike(token.p[0]))
		token = str_sub(token, 1, token.n);
	for (i = 0; i < token.n && n < WORD_BYTES; i++) {
		if (!is_letterlike(token.p[i]) && token.p[i] != '-')
			return STR("");
		out[n++] = to_lower(token.p[i]);
	}
	return (struct str){out, n};
}

size_t lang_known(struct str text, size_t *ret_words)
{
	char out[WORD_BYTES];
	size_t known = 0, i, letters;

	*ret_words = 0;
	while (text.n) {
		struct str token = {text.p, 0}, word;

		for (letters = 0; token.n < text.n && !is_space(text.p[token.n]); token.n++)
			letters += is_letterlike(text.p[token.n]);
		text = str_sub(text, token.n + 1, text.n);
		if (letters == 0)
			continue;
		++*ret_words;
		word = plain_word(token, out);
		for (i = 0; i < 2 && word.n; i++) {
			const struct str *list = i ? words_en : words_id, *endings = i ? ends_en : ends_id;

			if ((word.n > 1 && listed(word, list, i ? COUNT(words_en) : COUNT(words_id))) ||
			    ends(word, endings, i ? COUNT(ends_en) : COUNT(ends_id))) {
				known++;
				break;
			}
		}
	}
	return known;
}

const char *lang_code(enum lang lang)
{
	return lang == LANG_ID ? "id" : lang == LANG_EN ? "en" : "";
}

enum lang lang_of_code(struct str code)
{
	return str_eq(code, STR("id")) ? LANG_ID : str_eq(code, STR("en")) ? LANG_EN : LANG_UNKNOWN;
}
