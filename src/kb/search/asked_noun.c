#include "kb/search/asked_noun.h"

#include "base/ascii.h"
#include "kb/search/asked_kind.h"
#include "text/analyse.h"

enum {
	ENGLISH_NEAR = 8, /* words behind "what is" among which its noun stands */
};

struct noun {
	const char *words;
	unsigned kinds;
};

/* Behind "what", "what is the", "which". */
static const struct noun english[] = {
	{"address", ASKED_PLACE | ASKED_CONTACT}, {"age", ASKED_NUMBER}, {"allowance", ASKED_MONEY},
	{"amount", ASKED_NUMBER | ASKED_MONEY}, {"average", ASKED_NUMBER}, {"budget", ASKED_MONEY},
	{"capacity", ASKED_NUMBER}, {"charge", ASKED_MONEY}, {"cost", ASKED_MONEY}, {"costs", ASKED_MONEY},
	{"deadline", ASKED_WHEN}, {"deposit", ASKED_MONEY}, {"due date", ASKED_WHEN},
	{"duration", ASKED_DURATION}, {"email", ASKED_CONTACT}, {"fee", ASKED_MONEY}, {"fees", ASKED_MONEY},
	{"fine", ASKED_MONEY}, {"gpa", ASKED_NUMBER}, {"hour", ASKED_TIME}, {"hours", ASKED_TIME},
	{"length", ASKED_NUMBER | ASKED_DURATION}, {"limit", ASKED_NUMBER | ASKED_WHEN | ASKED_DURATION},
	{"location", ASKED_PLACE}, {"maximum", ASKED_NUMBER}, {"minimum", ASKED_NUMBER},
	{"number", ASKED_NUMBER}, {"passing grade", ASKED_NUMBER}, {"percentage", ASKED_NUMBER},
	{"phone", ASKED_PHONE}, {"phone number", ASKED_PHONE}, {"population", ASKED_NUMBER},
	{"price", ASKED_MONEY}, {"prices", ASKED_MONEY}, {"quota", ASKED_NUMBER}, {"rate", ASKED_NUMBER},
	{"ratio", ASKED_NUMBER}, {"rent", ASKED_MONEY}, {"salary", ASKED_MONEY}, {"score", ASKED_NUMBER},
	{"size", ASKED_NUMBER}, {"stipend", ASKED_MONEY}, {"telephone", ASKED_PHONE},
	{"telephone number", ASKED_PHONE}, {"total", ASKED_NUMBER}, {"tuition", ASKED_MONEY},
	{"tuition fee", ASKED_MONEY}, {"weight", ASKED_NUMBER}, {"whatsapp", ASKED_PHONE},
	{"whatsapp number", ASKED_PHONE},
};

/* At the beginning of a question that has no other asking word. */
static const struct noun indonesian[] = {
	{"alamat", ASKED_PLACE | ASKED_CONTACT}, {"batas umur", ASKED_NUMBER}, {"batas usia", ASKED_NUMBER},
	{"batas waktu", ASKED_WHEN}, {"biaya", ASKED_MONEY}, {"daya tampung", ASKED_NUMBER},
	{"deadline", ASKED_WHEN}, {"denda", ASKED_MONEY}, {"durasi", ASKED_DURATION}, {"email", ASKED_CONTACT},
	{"harga", ASKED_MONEY}, {"iuran", ASKED_MONEY}, {"jumlah", ASKED_NUMBER}, {"kontak", ASKED_CONTACT},
	{"kuota", ASKED_NUMBER}, {"letak", ASKED_PLACE}, {"lokasi", ASKED_PLACE}, {"luas", ASKED_NUMBER},
	{"nomer hp", ASKED_PHONE}, {"nomer telepon", ASKED_PHONE}, {"nomer telpon", ASKED_PHONE},
	{"nomer wa", ASKED_PHONE}, {"nomor hp", ASKED_PHONE}, {"nomor telepon", ASKED_PHONE},
	{"nomor telpon", ASKED_PHONE}, {"nomor wa", ASKED_PHONE}, {"nomor whatsapp", ASKED_PHONE},
	{"ongkos", ASKED_MONEY}, {"passing grade", ASKED_NUMBER}, {"persentase", ASKED_NUMBER},
	{"sewa", ASKED_MONEY}, {"skor", ASKED_NUMBER}, {"tarif", ASKED_MONEY}, {"telepon", ASKED_PHONE},
	{"tenggat", ASKED_WHEN}, {"umur", ASKED_NUMBER}, {"usia", ASKED_NUMBER}, {"wa", ASKED_PHONE},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct str without_nya(struct str word)
{
	return str_ends(word, STR("nya")) && word.n > 5 ? str_sub(word, 0, word.n - 3) : word;
}

/* How many words the noun has when it stands at word `at`, the last of them perhaps with -nya; else 0. */
static size_t stands(const struct str *words, size_t n, size_t at, struct str noun)
{
	struct str word;
	size_t i = at;

	while (str_cut(&noun, ' ', &word)) {
		if (i == n || !(str_eq(words[i], word) || (noun.n == 0 && str_eq(without_nya(words[i]), word))))
			return 0;
		i++;
	}
	return i - at;
}

/* The longest noun at word `at`: its kinds, and its words. */
static unsigned kinds_at(const struct str *words, size_t n, size_t at, const struct noun *nouns, size_t nouns_n,
			 size_t *ret_words)
{
	unsigned kinds = 0;
	size_t i;

	*ret_words = 0;
	for (i = 0; i < nouns_n; i++) {
		size_t found = stands(words, n, at, str_of(nouns[i].words));

		if (found > *ret_words) {
			*ret_words = found;
			kinds = nouns[i].kinds;
		}
	}
	return kinds;
}

static bool any_among(const struct str *words, size_t n, const char *const *list, size_t list_n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_among(words[i], list, list_n))
			return true;
	return false;
}

/* The head of the phrase behind "what": not "the form of the fee", nor "the fee waiver". */
static unsigned english_kinds(const struct str *words, size_t n)
{
	static const char *const what[] = {"what", "what's", "whats", "which"};
	static const char *const behind[] = {
		"of", "for", "to", "in", "at", "on", "between", "that", "when", "if", "per", "do", "does", "did", "is",
		"are", "was", "were", "can", "must", "should", "will", "i", "you", "we", "needed", "required", "now",
	};
	size_t i, k, used;

	for (i = 0; i < n; i++) {
		if (!STR_AMONG(words[i], what))
			continue;
		/* the first word may be a verb: "what is", "what does it" */
		for (k = i + 1; k < n && k <= i + ENGLISH_NEAR && (k == i + 1 || !STR_AMONG(words[k], behind)); k++) {
			unsigned kinds = kinds_at(words, n, k, english, COUNT(english), &used);

			if (kinds && (k + used == n || STR_AMONG(words[k + used], behind)))
				return kinds;
		}
	}
	return 0;
}

/* "biaya hidup ditanggung?" */
static bool any_passive(const struct str *words, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (str_starts(words[i], STR("di")) && words[i].n > 6)
			return true;
	return false;
}

/* "nama rektor ITB?", "biayanya?"; not "biaya itu bisa dicicil nggak?". */
static unsigned indonesian_kinds(const struct str *words, size_t n)
{
	static const char *const openings[] = {
		"kak", "min", "eh", "oh", "iya", "oiya", "kalau", "kalo", "klo", "terus", "untuk",
	};
	static const char *const others[] = {
		"apa", "apakah", "ada", "bisa", "boleh", "dapat", "harus", "masih", "perlu", "tidak", "wajib", "yang",
	};
	size_t first = 0, used;

	while (first < n && STR_AMONG(words[first], openings))
		first++;
	if (any_among(words, n, others, COUNT(others)) || any_passive(words, n))
		return 0;
	return kinds_at(words, n, first, indonesian, COUNT(indonesian), &used);
}

/* "lantai berapa", "what floor": numbers by which places are told. */
static bool is_storey(const struct str *words, size_t n, size_t at)
{
	if (str_eq(words[at], STR("lantai")))
		return at + 1 < n && (str_eq(words[at + 1], STR("berapa")) || str_eq(words[at + 1], STR("brp")));
	return at > 0 && str_eq(words[at], STR("floor")) &&
	       (str_eq(words[at - 1], STR("what")) || str_eq(words[at - 1], STR("which")));
}

/* "kuota SNBP STEI berapa?" */
static bool measured_first(const struct str *words, size_t n, size_t *ret)
{
	size_t used;

	*ret = 0;
	return n > 0 && kinds_at(words, n, 0, indonesian, COUNT(indonesian), &used) == ASKED_NUMBER &&
	       !str_eq(words[0], STR("jumlah"));
}

bool asked_counted(const struct str *words, size_t n, size_t *ret)
{
	static const char *const asking[] = {"berapa", "berapakah", "brp", "brapa", "brpa", "many"};
	/* between the asking word and the noun */
	static const char *const between[] = {
		"banyak", "banyakkah", "besar", "buah", "jumlah", "maks", "maksimal", "maksimum", "minim", "minimal",
		"minimum", "orang", "org", "rata", "total",
	};
	/* the number may stand without them */
	static const char *const nothing[] = {
		"aja", "ada", "angka", "biaya", "harga", "jauh", "jika", "kali", "kalau", "lama", "persen",
		"persentase", "saja", "sih", "times", "tingkat", "tinggi", "umur", "usia", "ya", "yang",
	};
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (is_storey(words, n, i)) {
			*ret = i;
			return true;
		}
		if (!STR_AMONG(words[i], asking) || (i > 0 && str_eq(words[i - 1], STR("ke"))))
			continue;
		for (k = i + 1; k < n && STR_AMONG(words[k], between); k++)
			;
		if (k < n && !STR_AMONG(words[k], nothing)) {
			*ret = k;
			return true;
		}
		if (k == n)
			return measured_first(words, n, ret);
	}
	return false;
}

bool asked_size(const struct str *words, size_t n)
{
	static const char *const asking[] = {"berapa", "berapakah", "brp", "brapa", "seberapa", "how"};
	static const char *const sizes[] = {
		"berat", "jarak", "jauh", "lebar", "luas", "panjang", "tinggi", "deep", "far", "heavy", "tall", "wide",
	};
	size_t i;

	for (i = 1; i < n; i++)
		if (STR_AMONG(words[i - 1], asking) && STR_AMONG(without_nya(words[i]), sizes))
			return true;
	return false;
}

bool asked_size_held(struct str text)
{
	static const char *const units[] = {
		"acre", "acres", "centimeter", "centimeters", "centimetre", "centimetres", "cm", "dpl", "feet", "foot",
		"ft", "gram", "ha", "hectare", "hectares", "hektar", "hektare", "inch", "inches", "inci", "kaki", "kg",
		"kilogram", "kilograms", "kilometer", "kilometers", "kilometre", "kilometres", "km", "km2", "m", "m2",
		"mdpl", "meter", "meters", "metre", "metres", "mil", "mile", "miles", "mm", "persegi", "sentimeter",
		"square", "ton", "tons",
		/* a way may be told by its time */
		"hour", "hours", "jam", "menit", "minutes",
	};
	struct analyser a;
	struct word w;

	for (analyse_begin(&a, text); analyse_next(&a, &w);) {
		while (w.text.n && is_digit(w.text.p[0])) /* "253km" */
			w.text = str_sub(w.text, 1, w.text.n);
		if (STR_AMONG(w.text, units))
			return true;
	}
	return false;
}

unsigned asked_noun_kinds(const struct str *words, size_t n, bool office)
{
	static const char *const names[] = {"nama", "namanya", "name"};
	unsigned kinds = english_kinds(words, n);

	if (office && any_among(words, n, names, COUNT(names)))
		return ASKED_NAME;
	return kinds ? kinds : indonesian_kinds(words, n);
}
