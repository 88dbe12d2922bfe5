#include "kb/search/question_words.h"

#include "base/ascii.h"
#include "text/analyse.h"
#include "text/opener.h"

struct reading {
	const struct filling *filling;
	struct question_word *words;
	uint32_t n;
};

static bool is_stop(const struct reading *r, struct str word, bool capitals)
{
	static const struct str enclitics[] = {{"kah", 3}, {"lah", 3}, {"nya", 3}};
	const struct dict *d = r->filling->tools->dict;
	size_t n, i;

	if (capitals && dict_find(d, DICT_ABBREVIATIONS, word, &n))
		return false; /* in capitals DO and AS are abbreviations, no function words */
	for (i = 0; i < sizeof enclitics / sizeof enclitics[0]; i++)
		if (str_ends(word, enclitics[i]) &&
		    dict_is_stop(d, LANG_ID, str_sub(word, 0, word.n - enclitics[i].n)))
			return true;
	return dict_is_stop(d, LANG_ID, word) || dict_is_stop(d, LANG_EN, word);
}

/* A function word as chats spell it, without some vowels ("gmna"), and in no document or table. */
static bool is_short_stop(const struct reading *r, struct str word)
{
	struct str stem = stemmer_stem(r->filling->tools->stemmer, LANG_ID, word);

	return r->filling->lang != LANG_EN && !dict_knows(r->filling->tools->dict, word) &&
	       dict_is_short_stop(r->filling->tools->dict, word) &&
	       index_find(r->filling->tools->index, stem) == INDEX_NONE && !alternatives_known(r->filling, word);
}

/* "nilai T", "plan B": a capital letter within a question that isn't one of the language's own words. */
static bool is_letter_name(const struct reading *r, struct str word)
{
	return word.n == 1 && (r->filling->lang != LANG_EN || strchr("ai", word.p[0]) == NULL);
}

/* "berapa lama", "how far": the second word only says what kind of number is wanted. */
static bool is_measure(const struct reading *r, uint32_t at)
{
	static const char *const asking[] = {"berapa", "berapakah", "brp", "brapa", "seberapa", "how"};
	static const char *const measures[] = {"lama", "banyak", "besar", "jauh", "long", "far", "big", "often"};

	return at > 0 && STR_AMONG(r->words[at - 1].text, asking) && STR_AMONG(r->words[at].text, measures);
}

/*
 * "ada … ga?", "boleh nggak …?": behind a word that asks whether, a "not" of everyday speech asks as well; so does
 * one in standard spelling that ends the question.
 */
static bool is_tag(const struct reading *r, uint32_t at)
{
	static const char *const tags[] = {"ga", "gak", "gk", "nggak", "ngga", "enggak", "engga", "ndak", "kagak"};
	static const char *const standard[] = {"tidak", "tdk"};
	static const char *const whether[] = {
		"ada", "apa", "apakah", "bisa", "boleh", "dapat", "harus", "masih", "perlu", "punya", "sudah", "udah",
		"wajib",
	};
	uint32_t i;

	if (!STR_AMONG(r->words[at].text, tags) && !(at + 1 == r->n && STR_AMONG(r->words[at].text, standard)))
		return false;
	for (i = 0; i < at; i++)
		if (STR_AMONG(r->words[i].text, whether))
			return true;
	return false;
}

/* "SKS singkatan dari apa?", "what does SKS stand for?": no document says so of what it spells out. */
static bool asks_expansion(const struct reading *r, uint32_t at)
{
	static const char *const words[] = {
		"kepanjangan", "kepanjangannya", "kependekan", "singkatan", "singkatannya", "akronim", "akronimnya",
		"abbreviation", "acronym",
	};
	static const char *const stands[] = {"stand", "stands", "short"};

	return STR_AMONG(r->words[at].text, words) || (at + 1 < r->n && STR_AMONG(r->words[at].text, stands) &&
						   str_eq(r->words[at + 1].text, STR("for")));
}

/* "siapa rektor sekarang?": a document tells of its own time without saying so. */
static bool asks_today(const struct reading *r, uint32_t at)
{
	static const char *const words[] = {
		"sekarang", "skrg", "skrng", "skarang", "kini", "now", "current", "currently", "nowadays",
	};

	return STR_AMONG(r->words[at].text, words);
}

/* "what happens if …", "which grades exist?" */
static bool asks_alone(struct str word)
{
	static const char *const words[] = {
		"happen", "happens", "exist", "exists", "available", "tersedia", "terdapat",
	};

	return STR_AMONG(word, words);
}

/* "beasiswa buat mahasiswa asing": for; not "cara buat kartu": to make. "paling mahal": a degree of what follows. */
static bool is_function(const struct reading *r, uint32_t at)
{
	static const char *const making[] = {
		"bagaimana", "bisa", "boleh", "cara", "gimana", "gmn", "harus", "ingin", "mau", "untuk", "yang",
	};

	if (str_eq(r->words[at].text, STR("paling")))
		return at + 1 < r->n;
	return str_eq(r->words[at].text, STR("buat")) && at > 0 && at + 1 < r->n &&
	       !STR_AMONG(r->words[at - 1].text, making);
}

/* "siapa nama rektor?", "dekannya namanya siapa?"; not "ganti nama di ijazah". */
static bool asks_name(const struct reading *r, uint32_t at)
{
	static const char *const names[] = {"nama", "namanya", "name", "names"};
	static const char *const beside[] = {"apa", "apakah", "siapa", "siapakah", "sapa"};

	return STR_AMONG(r->words[at].text, names) &&
	       ((at > 0 && STR_AMONG(r->words[at - 1].text, beside)) ||
		(at + 1 < r->n && (STR_AMONG(r->words[at + 1].text, beside) ||
				   str_eq(r->words[at + 1].text, STR("of")))));
}

/* "berapa jumlah fakultas?", "jumlah fakultas berapa?" */
static bool asks_count(const struct reading *r, uint32_t at)
{
	static const char *const asking[] = {"berapa", "berapakah", "brp", "brapa"};
	static const char *const counts[] = {"jumlah", "jumlahnya", "total", "totalnya", "banyaknya"};

	return STR_AMONG(r->words[at].text, counts) &&
	       (at > 0 ? STR_AMONG(r->words[at - 1].text, asking) : STR_AMONG(r->words[r->n - 1].text, asking));
}

static bool only_asks(const struct reading *r, uint32_t at)
{
	return is_measure(r, at) || asks_expansion(r, at) || asks_today(r, at) || asks_alone(r->words[at].text) ||
	       is_function(r, at) || asks_name(r, at) || asks_count(r, at);
}

/* Makes stop words of those, provided that other words say what the question is about. */
static void stop_asking(struct reading *r)
{
	uint32_t topics = 0, i;

	for (i = 0; i < r->n; i++)
		topics += !r->words[i].stop && !only_asks(r, i);
	for (i = 0; i < r->n && topics; i++)
		r->words[i].stop = r->words[i].stop || only_asks(r, i);
}

/* "terus syaratnya apa?"; "soal asrama, siapa …", unless that is one of the documents' own words. */
static bool only_begins(const struct reading *r, struct str word)
{
	return r->n > 1 && (opener_joins(word) ||
			    (str_eq(word, STR("soal")) && index_find(r->filling->tools->index, word) == INDEX_NONE));
}

/* Whether the word is a function word, and whether it is written like a name. */
static void tell(struct reading *r, uint32_t at, bool titled)
{
	struct question_word *w = &r->words[at];
	bool letter = w->name && is_letter_name(r, w->text);

	if (is_tag(r, at)) {
		w->stop = true;
		w->name = false;
		return;
	}
	w->stop = !letter && (is_stop(r, w->text, w->capitals) || is_short_stop(r, w->text) ||
			      (at == 0 && only_begins(r, w->text)));
	w->name = letter || (((w->name && !titled && !w->stop) || w->capitals) &&
			     !alternatives_known(r->filling, w->text));
}

int question_words(const struct filling *f, struct str question, struct question_word ret[PLAN_WORDS],
		   uint32_t *ret_n)
{
	struct reading r = {.filling = f, .words = ret};
	struct analyser a;
	struct word word;
	bool shouting = true, titled = true;
	uint32_t i;

	analyse_begin(&a, question);
	while (r.n < PLAN_WORDS && analyse_next(&a, &word)) {
		struct str text = arena_str(f->tools->arena, word.text);
		bool capital = is_upper(question.p[word.from]);

		if (text.n != word.text.n)
			return -1;
		shouting = shouting && (word.capitals || word.text.n < 2);
		titled = titled && capital;
		ret[r.n] = (struct question_word){text, word.capitals, false, capital && r.n > 0};
		r.n++;
	}
	for (i = 0; i < r.n; i++) {
		ret[i].capitals = ret[i].capitals && !shouting;
		tell(&r, i, titled);
	}
	stop_asking(&r);
	*ret_n = r.n;
	return 0;
}
