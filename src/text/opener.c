#include "text/opener.h"

#include "text/analyse.h"

enum { WORDS_MOST = 24 /* of a question that are looked at */ };

/* Whether an opener counts without a mark behind it. */
enum { ALWAYS, MARKED };

static const struct opener {
	const char *words;
	int when;
} openers[] = {
	{"halo", ALWAYS}, {"hallo", ALWAYS}, {"hai", ALWAYS}, {"hi", ALWAYS}, {"hi there", ALWAYS}, {"hey", ALWAYS},
	{"hey there", ALWAYS}, {"hello", ALWAYS}, {"hello there", ALWAYS}, {"p", MARKED},
	{"pagi", MARKED}, {"siang", MARKED}, {"sore", MARKED}, {"malam", MARKED}, {"met pagi", ALWAYS},
	{"selamat pagi", ALWAYS}, {"selamat siang", ALWAYS}, {"selamat sore", ALWAYS}, {"selamat malam", ALWAYS},
	{"good morning", ALWAYS}, {"good afternoon", ALWAYS}, {"good evening", ALWAYS}, {"good day", ALWAYS},
	{"assalamualaikum", ALWAYS}, {"assalamu alaikum", ALWAYS}, {"shalom", ALWAYS}, {"salam", MARKED},
	{"permisi", ALWAYS}, {"punten", ALWAYS}, {"misi", MARKED}, {"maaf", ALWAYS}, {"maaf ganggu", ALWAYS},
	{"maaf mengganggu", ALWAYS}, {"mohon maaf", ALWAYS}, {"sorry", ALWAYS}, {"sorry to bother you", ALWAYS},
	{"excuse me", ALWAYS}, {"pardon", MARKED},
	{"kak", ALWAYS}, {"kakak", MARKED}, {"ka", MARKED}, {"min", ALWAYS}, {"mimin", ALWAYS}, {"admin", ALWAYS},
	{"bang", ALWAYS}, {"bg", MARKED}, {"mas", ALWAYS}, {"mbak", ALWAYS}, {"gan", ALWAYS}, {"sis", ALWAYS},
	{"bro", ALWAYS}, {"guys", ALWAYS}, {"gaes", ALWAYS}, {"cuy", ALWAYS}, {"om", MARKED}, {"tante", MARKED},
	{"pak", MARKED}, {"bu", MARKED}, {"bapak", MARKED}, {"ibu", MARKED}, {"sir", MARKED}, {"madam", MARKED},
	{"eh", ALWAYS}, {"oh", ALWAYS}, {"oh iya", ALWAYS}, {"oh ya", ALWAYS}, {"o iya", ALWAYS}, {"oiya", ALWAYS},
	{"oh begitu", ALWAYS}, {"oh gitu", ALWAYS}, {"iya", MARKED}, {"ya", MARKED}, {"hm", ALWAYS}, {"hmm", ALWAYS},
	{"hmmm", ALWAYS}, {"nah", ALWAYS}, {"wah", ALWAYS}, {"ok", ALWAYS}, {"oke", ALWAYS}, {"okay", ALWAYS},
	{"okey", ALWAYS}, {"sip", ALWAYS}, {"siap", MARKED}, {"baik", MARKED}, {"baiklah", ALWAYS}, {"great", MARKED},
	{"cool", MARKED}, {"alright", ALWAYS}, {"all right", ALWAYS}, {"ok next", ALWAYS}, {"next", MARKED},
	{"next question", ALWAYS}, {"moving on", ALWAYS}, {"anyway", ALWAYS}, {"anyways", ALWAYS}, {"well", MARKED},
	{"well then", ALWAYS}, {"now", MARKED}, {"also", MARKED}, {"sekarang", MARKED}, {"lanjut", MARKED},
	{"lanjut ya", ALWAYS}, {"selanjutnya", MARKED}, {"berikutnya", MARKED}, {"satu lagi", ALWAYS},
	{"satu lagi dong", ALWAYS}, {"satu pertanyaan lagi", ALWAYS}, {"pertanyaan lain", ALWAYS},
	{"pertanyaan berikutnya", ALWAYS}, {"one more thing", ALWAYS}, {"one more question", ALWAYS},
	{"another question", ALWAYS}, {"quick question", ALWAYS}, {"a quick question", ALWAYS}, {"question", MARKED},
	{"i have a question", ALWAYS}, {"i have another question", ALWAYS}, {"just wondering", ALWAYS},
	{"i was wondering", ALWAYS}, {"btw", ALWAYS}, {"by the way", ALWAYS}, {"ngomong ngomong", ALWAYS},
	{"omong omong", ALWAYS}, {"thanks", MARKED}, {"thank you", MARKED}, {"makasih", MARKED}, {"mksh", MARKED},
	{"terima kasih", MARKED}, {"please", MARKED}, {"mau tanya", ALWAYS}, {"mau nanya", ALWAYS},
	{"mo nanya", ALWAYS}, {"mau bertanya", ALWAYS}, {"ingin bertanya", ALWAYS}, {"ingin tanya", ALWAYS},
	{"pengen nanya", ALWAYS}, {"pengen tanya", ALWAYS}, {"saya mau tanya", ALWAYS}, {"saya mau bertanya", ALWAYS},
	{"saya ingin bertanya", ALWAYS}, {"aku mau tanya", ALWAYS}, {"aku mau nanya", ALWAYS},
	{"numpang tanya", ALWAYS}, {"numpang nanya", ALWAYS},
	{"izin bertanya", ALWAYS}, {"izin tanya", ALWAYS}, {"ijin bertanya", ALWAYS},
	{"ijin tanya", ALWAYS}, {"boleh tanya", ALWAYS}, {"boleh nanya", ALWAYS}, {"tanya dong", ALWAYS},
	{"nanya dong", ALWAYS}, {"dong", ALWAYS}, {"deh", ALWAYS}, {"dulu", MARKED},
};

/* They open what a question is about, and so does a mark. */
static const char *const topics[] = {"soal", "tentang", "mengenai", "kalau", "kalo", "klo", "about", "regarding"};
/* They join a question to the one before it. */
static const char *const joining[] = {
	"terus", "trus", "trs", "lalu", "dan", "tapi", "kalau", "kalo", "klo", "and", "but", "then", "so",
};

struct reading {
	struct str question;
	size_t from[WORDS_MOST + 1], to[WORDS_MOST];
	char room[WORDS_MOST * ANALYSE_WORD_BYTES];
	struct str words[WORDS_MOST];
	size_t n;
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void read_words(struct reading *r)
{
	struct analyser a;
	struct word w;
	size_t used = 0;

	for (analyse_begin(&a, r->question); r->n < WORDS_MOST && analyse_next(&a, &w); r->n++) {
		memcpy(r->room + used, w.text.p, w.text.n);
		r->words[r->n] = (struct str){r->room + used, w.text.n};
		r->from[r->n] = w.from;
		r->to[r->n] = w.to;
		used += w.text.n;
	}
	r->from[r->n] = r->question.n;
}

/* Whether a mark, or a word that opens what the question is about, stands before word `at`. */
static bool is_marked(const struct reading *r, size_t at)
{
	size_t i;

	for (i = r->to[at - 1]; i < r->from[at]; i++)
		if (strchr(",.!:;-\n", r->question.p[i]))
			return true;
	return at < r->n && str_among(r->words[at], topics, COUNT(topics));
}

/* How many words of the opener stand at word `at`, 0 when it doesn't. */
static size_t stands(const struct reading *r, size_t at, struct str opener)
{
	struct str word;
	size_t n = 0;

	while (str_cut(&opener, ' ', &word)) {
		if (at + n == r->n || !str_eq(r->words[at + n], word))
			return 0;
		n++;
	}
	return n;
}

/* How many words the longest opener at word `at` has. */
static size_t opener_at(const struct reading *r, size_t at)
{
	size_t most = 0, i;

	for (i = 0; i < COUNT(openers); i++) {
		size_t n = stands(r, at, str_of(openers[i].words));

		if (n > most && (openers[i].when == ALWAYS || is_marked(r, at + n)))
			most = n;
	}
	return most;
}

bool opener_joins(struct str word)
{
	return str_among(word, joining, COUNT(joining));
}

struct str opener_skip(struct str question)
{
	struct reading r = {.question = question};
	size_t begin = 0, at = 0, n;

	read_words(&r);
	while (at < r.n) {
		n = opener_at(&r, at);
		if (n) /* with what joins before it: "terus btw …" */
			begin = at + n;
		else if (!opener_joins(r.words[at]))
			break;
		at += n ? n : 1;
	}
	return begin < r.n ? str_sub(question, r.from[begin], question.n) : question;
}
