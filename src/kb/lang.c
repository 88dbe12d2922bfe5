#include "kb/lang.h"


/*
 * Function words that occur in almost every sentence of one language and
 * hardly in the other, with the spellings of chats.  Sorted: searched by halves.
 */
static const char *const words_id[] = {
	"ada", "adalah", "agar", "aja", "akan", "aku", "anda", "apa", "apakah", "atau", "bagaimana",
	"bagi", "bahwa", "banyak", "belum", "berapa", "bisa", "boleh", "brp", "buat", "cara", "dalam",
	"dan", "dapat", "dari", "dengan", "dgn", "di", "dia", "dimana", "dong", "dr", "dri", "ga",
	"gak", "gimana", "gmn", "harus", "ini", "itu", "jika", "juga", "ka", "kah", "kak", "kalau",
	"kalo", "kami", "kampus", "kan", "kapan", "karena", "ke", "kenapa", "kepada", "kita", "klo",
	"knp", "kok", "kuliah", "lagi", "mahasiswa", "mana", "mau", "mengapa", "mereka", "nya", "oleh",
	"pada", "para", "paling", "punya", "saat", "saja", "sama", "sampai", "saya", "sebagai", "sebelum",
	"secara", "sedang", "seorang", "seperti", "setelah", "siapa", "siapakah", "sih", "sudah",
	"syarat", "tahun", "tapi", "tdk", "telah", "tentang", "terus", "tersebut", "tidak", "udah",
	"untuk", "utk", "ya", "yang", "yg",
};
static const char *const words_en[] = {
	"a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
	"did", "do", "does", "for", "from", "get", "had", "has", "have", "he", "how", "i", "if", "in",
	"into", "is", "it", "its", "long", "many", "may", "me", "much", "must", "my", "need", "not", "of",
	"on", "or", "our", "she", "should", "so", "some", "student", "students", "than", "that", "the",
	"their", "them", "there", "these", "they", "this", "to", "up", "was", "we", "were", "what",
	"when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "year", "you",
	"your",
};

/* Endings of longer words: cheap evidence where no function word speaks. */
static const char *const ends_id[] = {"kan", "nya", "lah", "kah", "asi", "itas", "annya"};
static const char *const ends_en[] = {"tion", "ing", "ment", "ed", "ly", "ity", "ness", "ous", "ies", "'s"};

enum {
	SAMPLE_WORDS = 400, /* enough to be sure of a document */
	WORD_BYTES = 24,
	WEIGHT_WORD = 4,    /* a function word against one ending */
};

static bool listed(struct str word, const char *const *list, size_t n)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = str_cmp(word, str_of(list[middle]));

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static bool ends(struct str word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (word.n > strlen(list[i]) + 3 && str_ends(word, str_of(list[i])))
			return true;
	return false;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int weigh(struct str word)
{
	int score = 0;

	score += listed(word, words_id, COUNT(words_id)) ? WEIGHT_WORD : 0;
	score -= listed(word, words_en, COUNT(words_en)) ? WEIGHT_WORD : 0;
	score += ends(word, ends_id, COUNT(ends_id)) ? 1 : 0;
	score -= ends(word, ends_en, COUNT(ends_en)) ? 1 : 0;
	return score;
}

/* The next run of ASCII letters and apostrophes, lower-cased; empty at the end. */
static struct str next_word(struct str *rest, char out[WORD_BYTES])
{
	size_t n = 0;

	while (rest->n) {
		char c = *rest->p;
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c == '\'' && n);

		if (!letter && n)
			break;
		if (letter && n < WORD_BYTES)
			out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
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

const char *lang_code(enum lang lang)
{
	return lang == LANG_ID ? "id" : lang == LANG_EN ? "en" : "";
}

enum lang lang_of_code(struct str code)
{
	return str_eq(code, STR("id")) ? LANG_ID : str_eq(code, STR("en")) ? LANG_EN : LANG_UNKNOWN;
}
