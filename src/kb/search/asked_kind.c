#include "kb/search/asked_kind.h"

#include <stdio.h>
#include <stdlib.h>

#include "kb/search/asked_noun.h"
#include "text/analyse.h"

enum { WORDS_MOST = 96, ROW_WORDS = 3 };

/* Spellings of chats, and forms that ask the same; sorted by the first. */
static const struct spelling {
	const char *word, *as;
} spellings[] = {
	{"adakah", "apakah"}, {"aja", "saja"}, {"ap", "apa"}, {"apaan", "apa"}, {"apkh", "apakah"},
	{"bagaimanakah", "bagaimana"}, {"berapaan", "berapa"}, {"berapakah", "berapa"}, {"bgmn", "bagaimana"},
	{"bisakah", "apakah"}, {"blh", "boleh"}, {"bolehkah", "apakah"}, {"brapa", "berapa"}, {"brp", "berapa"},
	{"brpa", "berapa"}, {"bs", "bisa"}, {"bsa", "bisa"}, {"dapatkah", "apakah"}, {"dmn", "dimana"},
	{"dmna", "dimana"}, {"engga", "tidak"}, {"enggak", "tidak"}, {"ga", "tidak"}, {"gak", "tidak"},
	{"gimana", "bagaimana"}, {"gimna", "bagaimana"}, {"gk", "tidak"}, {"gmn", "bagaimana"},
	{"haruskah", "apakah"}, {"jg", "juga"}, {"kapankah", "kapan"}, {"kemana", "dimana"}, {"kenapa", "mengapa"},
	{"knp", "mengapa"}, {"kpn", "kapan"}, {"mengapakah", "mengapa"}, {"napa", "mengapa"}, {"ndak", "tidak"},
	{"ngga", "tidak"}, {"nggak", "tidak"}, {"perlukah", "apakah"}, {"sapa", "siapa"}, {"siapakah", "siapa"},
	{"sj", "saja"}, {"taun", "tahun"}, {"tdk", "tidak"}, {"tgl", "tanggal"}, {"thn", "tahun"},
	{"wajibkah", "apakah"}, {"yg", "yang"},
};

/*
 * Words side by side that ask.  The longest row that fits at a word counts, so
 * "jam berapa" asks for no number.  A row of 0 asks nothing of its own.
 */
static const struct {
	const char *words;
	unsigned kinds;
} rows[] = {
	{"akronim", ASKED_EXPANSION}, {"akronimnya", ASKED_EXPANSION}, {"alamat email", ASKED_CONTACT},
	{"alamat surel", ASKED_CONTACT}, {"apa akibat", ASKED_REASON}, {"apa alasan", ASKED_REASON},
	{"apa alasannya", ASKED_REASON}, {"apa arti", ASKED_DEFINITION}, {"apa artinya", ASKED_DEFINITION},
	{"apa itu", ASKED_DEFINITION}, {"apa maksud", ASKED_DEFINITION}, {"apa maksudnya", ASKED_DEFINITION},
	{"apa penyebab", ASKED_REASON}, {"apa saja", ASKED_LIST}, {"apa sebab", ASKED_REASON},
	{"apakah", ASKED_YES_NO}, {"artinya apa", ASKED_DEFINITION}, {"bagaimana", ASKED_PROCEDURE},
	{"berapa", ASKED_NUMBER}, {"berapa bulan", ASKED_DURATION}, {"berapa hari", ASKED_DURATION},
	{"berapa jam", ASKED_DURATION}, {"berapa lama", ASKED_DURATION}, {"berapa menit", ASKED_DURATION},
	{"berapa minggu", ASKED_DURATION}, {"berapa saja", ASKED_NUMBER | ASKED_LIST},
	{"berapa semester", ASKED_DURATION}, {"berapa tahun", ASKED_DURATION}, {"bulan apa", ASKED_DATE},
	{"bulan berapa", ASKED_DATE}, {"di mana", ASKED_PLACE}, {"di mana saja", ASKED_PLACE | ASKED_LIST},
	{"dimana", ASKED_PLACE}, {"dimana saja", ASKED_PLACE | ASKED_LIST}, {"email address", ASKED_CONTACT},
	{"gedung apa", ASKED_PLACE}, {"gedung mana", ASKED_PLACE}, {"hari apa", ASKED_DATE | ASKED_WHEN},
	{"how", ASKED_PROCEDURE}, {"how cheap", ASKED_NUMBER}, {"how expensive", ASKED_NUMBER},
	{"how far", ASKED_NUMBER}, {"how few", ASKED_NUMBER}, {"how high", ASKED_NUMBER},
	{"how large", ASKED_NUMBER}, {"how long", ASKED_DURATION}, {"how many", ASKED_NUMBER},
	{"how many days", ASKED_DURATION}, {"how many months", ASKED_DURATION},
	{"how many semesters", ASKED_DURATION}, {"how many weeks", ASKED_DURATION},
	{"how many years", ASKED_DURATION}, {"how much", ASKED_NUMBER}, {"how often", ASKED_NUMBER},
	{"how old", ASKED_NUMBER}, {"jam berapa", ASKED_TIME}, {"jam buka", ASKED_TIME},
	{"jam bukanya", ASKED_TIME}, {"jam kerja", ASKED_TIME}, {"jam layanan", ASKED_TIME},
	{"jam operasional", ASKED_TIME}, {"kampus mana", ASKED_PLACE}, {"kapan", ASKED_WHEN},
	{"kapan saja", ASKED_WHEN | ASKED_LIST}, {"ke mana", ASKED_PLACE},
	{"ke mana saja", ASKED_PLACE | ASKED_LIST}, {"kepanjangan", ASKED_EXPANSION},
	{"kepanjangannya", ASKED_EXPANSION}, {"kependekan", ASKED_EXPANSION}, {"kota apa", ASKED_PLACE},
	{"kota mana", ASKED_PLACE}, {"lantai berapa", ASKED_NUMBER}, {"list all", ASKED_LIST},
	{"list the", ASKED_LIST}, {"maksudnya apa", ASKED_DEFINITION}, {"mana saja", ASKED_LIST},
	{"mengapa", ASKED_REASON}, {"mobile number", ASKED_PHONE}, {"name all", ASKED_LIST},
	{"name the", ASKED_LIST}, {"no hp", ASKED_PHONE}, {"no telepon", ASKED_PHONE}, {"no telp", ASKED_PHONE},
	{"no wa", ASKED_PHONE}, {"nomer hp", ASKED_PHONE}, {"nomer telepon", ASKED_PHONE},
	{"nomer wa", ASKED_PHONE}, {"nomer whatsapp", ASKED_PHONE}, {"nomor hp", ASKED_PHONE},
	{"nomor telepon", ASKED_PHONE}, {"nomor telp", ASKED_PHONE}, {"nomor telpon", ASKED_PHONE},
	{"nomor wa", ASKED_PHONE}, {"nomor whatsapp", ASKED_PHONE}, {"office hours", ASKED_TIME},
	{"opening hours", ASKED_TIME}, {"phone number", ASKED_PHONE}, {"pukul berapa", ASKED_TIME},
	{"ruang apa", ASKED_PLACE}, {"ruang mana", ASKED_PLACE}, {"sebutkan", ASKED_LIST},
	{"short for", ASKED_EXPANSION}, {"siapa", ASKED_PERSON}, {"siapa nama", ASKED_NAME},
	{"siapa saja", ASKED_PERSON | ASKED_LIST}, {"singkatan", ASKED_EXPANSION},
	{"singkatannya", ASKED_EXPANSION}, {"stand for", ASKED_EXPANSION}, {"stands for", ASKED_EXPANSION},
	{"tahun berapa", ASKED_DATE}, {"tanggal berapa", ASKED_DATE}, {"telephone number", ASKED_PHONE},
	{"wa number", ASKED_PHONE}, {"what are", ASKED_LIST}, {"what date", ASKED_DATE},
	{"what day", ASKED_DATE | ASKED_WHEN}, {"what do you", 0}, {"what floor", ASKED_NUMBER},
	{"what time", ASKED_TIME}, {"what year", ASKED_DATE}, {"whatsapp number", ASKED_PHONE},
	{"when", ASKED_WHEN}, {"where", ASKED_PLACE}, {"which building", ASKED_PLACE},
	{"which city", ASKED_PLACE}, {"which date", ASKED_DATE}, {"which day", ASKED_DATE | ASKED_WHEN},
	{"which floor", ASKED_NUMBER}, {"which month", ASKED_DATE}, {"which room", ASKED_PLACE},
	{"which year", ASKED_DATE}, {"who", ASKED_PERSON}, {"whom", ASKED_PERSON}, {"whose", ASKED_PERSON},
	{"why", ASKED_REASON},
};

/* Beside them "berapa" and "how much" ask for money. */
static const char *const payments[] = {
	"allowance", "angsuran", "angsurannya", "bayar", "bayaran", "bayarnya", "bea", "biaya", "biayanya", "bill",
	"bpp", "charge", "charged", "cheap", "cicilan", "cicilannya", "cost", "costs", "denda", "dendanya", "deposit",
	"dollars", "duit", "duitnya", "expensive", "fee", "fees", "fine", "gaji", "gajinya", "harga", "harganya",
	"honor", "honorarium", "insentif", "ipi", "iuran", "iurannya", "karcis", "karcisnya", "mahal", "money",
	"murah", "nominal", "nominalnya", "ongkos", "ongkosnya", "paid", "pay", "pembayaran", "price", "rent",
	"rupiah", "salary", "sewa", "sewanya", "spp", "stipend", "subsidi", "sumbangan", "tarif", "tarifnya",
	"ticket", "tickets", "tiket", "tiketnya", "tuition", "tunjangan", "uang", "uangnya", "ukt", "uktnya", "upah",
	"upahnya", "wage", "wages",
};

/* Offices: beside "siapa" they are asked about, so the answer is a name. */
static const char *const offices[] = {
	"chair", "chairman", "dean", "dekan", "dekannya", "director", "direktur", "direkturnya", "head", "kaprodi",
	"kaprodinya", "kepala", "kepalanya", "ketua", "ketuanya", "presiden", "president", "rector", "rektor",
	"rektornya", "sekretaris", "vice", "wakil",
};

/* They open a question of yes or no in English, at its beginning alone. */
static const char *const auxiliaries[] = {
	"am", "are", "can", "could", "did", "do", "does", "has", "have", "is", "may", "must", "shall", "should",
	"was", "were", "will", "would",
};

/* With "tidak" behind them they make one in Indonesian: "boleh pindah nggak". */
static const char *const modals[] = {"ada", "apa", "bisa", "boleh", "dapat", "harus", "masih", "msh", "perlu", "wajib"};

/* What comes in several, beside which nothing else needs to be asked: "syarat cuti?", "what documents …". */
static const char *const several[] = {
	"berkas", "berkasnya", "conditions", "criteria", "documents", "dokumen", "dokumennya", "jenis",
	"jenisnya", "kriteria", "langkah", "langkahnya", "macam", "macamnya", "persyaratan", "persyaratannya",
	"requirements", "stages", "steps", "syarat", "syaratnya", "tahap", "tahapan", "tahapannya", "tugas",
	"tugasnya", "types",
};

/* They name a kind of thing beside a question word that asks for it anyway. */
static const char *const others[] = {
	"alamat", "date", "deadline", "hari", "jadwal", "jadwalnya", "jam", "jumlah", "jumlahnya", "lama",
	"lamanya", "lokasi", "lokasinya", "long", "nama", "name", "nomor", "number", "pukul", "tanggal",
	"tanggalnya", "telepon", "tempat", "tempatnya", "time", "waktu", "waktunya",
};

/* So do these, of things that no word shows. */
static const char *const vague[] = {
	"alasan", "alasannya", "arti", "artinya", "bedanya", "cara", "caranya", "definisi", "difference",
	"differences", "list", "maksud", "maksudnya", "mean", "meaning", "perbedaan", "perbedaannya", "reason",
	"ways",
};

struct reading {
	struct str words[WORDS_MOST];
	bool breaks[WORDS_MOST]; /* a comma or an end mark stands before the word */
	char room[WORDS_MOST * 24];
	size_t n, used;
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int compare_spelling(const void *key, const void *item)
{
	const struct spelling *s = item;

	return str_cmp(*(const struct str *)key, str_of(s->word));
}

static struct str spelt(struct str word)
{
	const struct spelling *s = bsearch(&word, spellings, COUNT(spellings), sizeof spellings[0], compare_spelling);

	return s ? str_of(s->as) : word;
}

static void read_question(struct reading *r, struct str question)
{
	struct analyser a;
	struct word w;
	size_t end = 0;

	for (analyse_begin(&a, question); r->n < WORDS_MOST && analyse_next(&a, &w);) {
		struct str word = spelt(w.text), gap = str_sub(question, end, w.from - end);

		if (r->used + word.n > sizeof r->room)
			return;
		memcpy(r->room + r->used, word.p, word.n);
		r->words[r->n] = (struct str){r->room + r->used, word.n};
		r->breaks[r->n++] = str_find_char(gap, ',') < gap.n || str_find_char(gap, '?') < gap.n ||
				    str_find_char(gap, '.') < gap.n || str_find_char(gap, ';') < gap.n;
		r->used += word.n;
		end = w.to;
	}
}

/* Words of the row when it stands at word `at`, 0 when it doesn't. */
static size_t row_fits(const struct reading *r, size_t at, struct str row)
{
	struct str word;
	size_t n = 0;

	while (str_cut(&row, ' ', &word)) {
		if (at + n >= r->n || !str_eq(r->words[at + n], word))
			return 0;
		n++;
	}
	return n;
}

/* The longest row at word `at`: its words, and its kinds. */
static size_t row_at(const struct reading *r, size_t at, unsigned *ret_kinds)
{
	size_t most = 0, i;

	for (i = 0; i < COUNT(rows); i++) {
		size_t n = rows[i].words[0] == r->words[at].p[0] ? row_fits(r, at, str_of(rows[i].words)) : 0;

		if (n > most) {
			most = n;
			*ret_kinds = rows[i].kinds;
		}
	}
	return most;
}

/* Whether the clause around word `at` has one of the list's words. */
static bool clause_has(const struct reading *r, size_t at, const char *const *list, size_t n)
{
	size_t i;

	for (i = at;; i--) {
		if (str_among(r->words[i], list, n))
			return true;
		if (i == 0 || r->breaks[i])
			break;
	}
	for (i = at + 1; i < r->n && !r->breaks[i]; i++)
		if (str_among(r->words[i], list, n))
			return true;
	return false;
}

/* "What happens when …", "can a student who …": within a question the word joins a clause and asks nothing. */
static bool is_relative(const struct reading *r, size_t at)
{
	static const char *const relative[] = {"when", "where", "who"};
	static const char *const asking[] = {
		"what", "how", "which", "why", "when", "where", "who", "can", "could", "do", "does", "is", "are", "may",
		"must", "should", "will", "would",
	};
	size_t first = at;

	if (!STR_AMONG(r->words[at], relative))
		return false;
	while (first > 0 && !r->breaks[first])
		first--;
	return first < at && STR_AMONG(r->words[first], asking);
}

/* "tumbuhan apakah yang …": behind a noun it asks which. */
static bool is_which(const struct reading *r, size_t at)
{
	return at > 0 && at + 1 < r->n && !r->breaks[at] && str_eq(r->words[at], STR("apakah")) &&
	       str_eq(r->words[at + 1], STR("yang"));
}

/* What the words around an asking word make of its kinds. */
static unsigned sharpen(const struct reading *r, size_t at, unsigned kinds)
{
	static const char *const doing[] = {"yang", "oleh", "kepada", "ke", "by", "to", "approves", "appoints"};
	static const char *const coming[] = {"terdekat", "dekat", "next", "nearest", "upcoming"};

	if (kinds == ASKED_WHEN && clause_has(r, at, coming, COUNT(coming)))
		return ASKED_DATE; /* "each semester" is none of them */
	if (kinds == ASKED_NUMBER && clause_has(r, at, payments, COUNT(payments)))
		return ASKED_MONEY;
	if (kinds == ASKED_PERSON && clause_has(r, at, offices, COUNT(offices)) &&
	    !clause_has(r, at, doing, COUNT(doing)))
		return ASKED_NAME;
	return kinds;
}

/* "boleh … nggak", "ada … ga di kampus"; the second near the end, or a word or two behind the first. */
static bool asks_whether(const struct reading *r)
{
	size_t i, k;

	if (r->n && STR_AMONG(r->words[0], auxiliaries))
		return true;
	for (i = 0; i < r->n; i++)
		for (k = i + 1; STR_AMONG(r->words[i], modals) && k < r->n; k++)
			if (str_eq(r->words[k], STR("tidak")) && (k + 4 > r->n || k <= i + 2))
				return true;
	return false;
}

/* "What is a quota?", "What is TOEFL?"; not "What is the deadline of …?", which asks for the deadline. */
static bool asks_definition(const struct reading *r)
{
	size_t is = r->n && str_eq(r->words[0], STR("what")) && r->n > 2;

	if (!is || !str_eq(r->words[1], STR("is")) || str_eq(r->words[2], STR("the")))
		return false;
	return r->n <= 5;
}

/* "which skills", "what kinds of forms": a plural, a word or two behind. */
static bool asks_plural(const struct reading *r)
{
	static const char *const no_plurals[] = {
		"is", "was", "does", "happens", "has", "this", "its", "campus", "status",
	};
	size_t i, k;

	for (i = 0; i < r->n; i++) {
		if (!str_eq(r->words[i], STR("which")) && !str_eq(r->words[i], STR("what")))
			continue;
		for (k = i + 1; k < r->n && k <= i + 2 && !STR_AMONG(r->words[k], no_plurals); k++)
			if (str_ends(r->words[k], STR("s")) && !str_ends(r->words[k], STR("ss")))
				return true;
	}
	return false;
}

static bool asks_several(const struct reading *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (STR_AMONG(r->words[i], several))
			return true;
	return asks_plural(r);
}

static bool names_office(const struct reading *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (STR_AMONG(r->words[i], offices))
			return true;
	return false;
}

unsigned asked_kinds(struct str question)
{
	struct reading r = {.n = 0};
	unsigned all = 0;
	size_t at = 0;

	read_question(&r, question);
	while (at < r.n) {
		unsigned kinds = 0, behind = 0;
		size_t n = row_at(&r, at, &kinds);

		if (n > 1 && row_at(&r, at + n - 1, &behind) > 1) /* "ruang apa saja" asks for rooms, not where */
			n--;
		else if (n && !is_relative(&r, at) && !is_which(&r, at))
			all |= sharpen(&r, at, kinds);
		at += n ? n : 1;
	}
	if ((all & ~(unsigned)(ASKED_PROCEDURE | ASKED_LIST)) == 0)
		all |= asked_noun_kinds(r.words, r.n, names_office(&r));
	if (all & ASKED_PHONE) /* "berapa nomor telepon": no other number */
		all &= ~(unsigned)ASKED_NUMBER;
	if ((all & ~(unsigned)ASKED_PROCEDURE) == 0 && asks_several(&r))
		all |= ASKED_LIST;
	if (all == 0 && asks_definition(&r))
		all = ASKED_DEFINITION;
	if (all == 0 && asks_whether(&r))
		all = ASKED_YES_NO;
	return all;
}

bool asked_office(struct str word)
{
	return STR_AMONG(word, offices);
}

bool asked_kind_names(struct str word)
{
	return STR_AMONG(word, payments) || STR_AMONG(word, others) || asked_kind_sorts(word);
}

bool asked_kind_sorts(struct str word)
{
	return STR_AMONG(word, several) || STR_AMONG(word, vague);
}

struct str asked_kinds_names(unsigned kinds, char *room, size_t room_bytes)
{
	static const char *const names[] = {
		"number", "money", "duration", "date", "when", "time", "person", "name", "place", "list", "reason",
		"yes or no", "procedure", "definition", "contact", "expansion", "telephone",
	};
	size_t n = 0, i;

	for (i = 0; i < COUNT(names) && n < room_bytes; i++)
		if (kinds & 1u << i)
			n += (size_t)snprintf(room + n, room_bytes - n, "%s%s", n ? ", " : "", names[i]);
	return (struct str){room, n < room_bytes ? n : room_bytes ? room_bytes - 1 : 0};
}
