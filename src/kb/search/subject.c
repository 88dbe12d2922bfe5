#include "kb/search/subject.h"

#include <math.h>

#include "kb/search/tuning.h"

bool subject_is_stop(const struct plan_tools *t, struct str word)
{
	return dict_is_stop(t->dict, LANG_ID, word) || dict_is_stop(t->dict, LANG_EN, word);
}

static bool is_number(struct str word)
{
	size_t i;

	for (i = 0; i < word.n; i++)
		if (word.p[i] < '0' || word.p[i] > '9')
			return false;
	return true;
}

/* A passive verb ("diganti", "ditanggung"), which names no subject itself. */
static bool is_passive(struct str word)
{
	static const char *const others[] = {
		"dialog", "diagnosis", "difabel", "digital", "diktat", "dinas", "dinding", "diploma", "direktorat",
		"direktur", "disertasi", "disiplin", "diskon", "diskusi", "dispensasi", "distribusi", "divisi",
	};
	size_t i;

	if (!str_starts(word, STR("di")) || word.n < 6)
		return false;
	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (str_starts(word, str_of(others[i])))
			return false;
	return true;
}

/* Words that begin with a verb's prefix and are none. */
static bool is_other(struct str word)
{
	static const char *const others[] = {
		"berat", "berita", "berkah", "berlian", "bersih", "beruang", "medali", "mediasi", "medis", "member",
		"menara", "mental", "menteri", "mentor", "merdeka", "mesjid", "metalurgi", "meteor", "metode", "metrik",
		"terang", "terapan", "terapi", "teras", "termin", "ternak", "teropong",
	};
	size_t i;

	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (str_starts(word, str_of(others[i])))
			return true;
	return false;
}

bool subject_is_verb(struct str word)
{
	static const char *const roots[] = {
		"bekerja", "datang", "gugur", "hidup", "jadi", "kerja", "lahir", "lulus", "lulusan", "magang", "masuk",
		"meninggal", "naik", "nikah", "pensiun", "pergi", "pindah", "pulang", "tamat", "terbit", "tinggal",
		"tumbuh", "turun", "wafat", "born",
	};
	static const char *const prefixes[] = {"ber", "bel", "me", "ter"};
	size_t i;

	if (STR_AMONG(word, roots))
		return true;
	for (i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (str_starts(word, str_of(prefixes[i])) && word.n >= 6)
			return !is_other(word);
	return is_passive(word) || (word.n >= 5 && str_ends(word, STR("ed")));
}

static bool names_none(const struct plan_tools *t, struct str words)
{
	struct str word;

	while (str_cut(&words, ' ', &word))
		if (!subject_is_stop(t, word) && !is_number(word) && !is_passive(word) &&
		    !dict_is_aspect(t->dict, LANG_ID, stemmer_stem(t->stemmer, LANG_ID, word)) &&
		    !dict_is_aspect(t->dict, LANG_EN, stemmer_stem(t->stemmer, LANG_EN, word)))
			return false;
	return true;
}

bool subject_is_aspect(const struct plan_tools *t, const struct plan_group *g)
{
	size_t n, i;
	const struct dict_alternative *slang = dict_find(t->dict, DICT_SLANG, g->text, &n);

	if (names_none(t, g->text))
		return true;
	for (i = 0; i < n; i++)
		if (names_none(t, slang[i].text))
			return true;
	for (i = 0; i < g->n; i++)
		if (g->alternatives[i].origin == PLAN_AFFIX && names_none(t, g->alternatives[i].text))
			return true;
	return false;
}

/* Whether it stands in so many chunks that it distinguishes none. */
static bool is_common(const struct plan_group *g)
{
	return g->n && g->idf < -logf(SUBJECT_COMMON);
}

/* An abbreviation that most chunks have is the institution's own name, which is a subject all the same. */
bool subject_is_institution(const struct plan_tools *t, const struct plan_group *g)
{
	size_t n;

	return g->n && g->idf < -logf(INSTITUTION_COMMON) && dict_find(t->dict, DICT_ABBREVIATIONS, g->text, &n);
}

bool subject_is_proper(const struct plan_tools *t, const struct plan_group *g)
{
	size_t n, i;

	for (i = 0; i < g->text.n; i++)
		if (g->text.p[i] >= '0' && g->text.p[i] <= '9')
			return true;
	return g->name || dict_find(t->dict, DICT_ABBREVIATIONS, g->text, &n);
}

bool subject_named(const struct plan_tools *t, const struct plan_group *g)
{
	return g->name || (!subject_is_aspect(t, g) && !is_common(g)) || subject_is_institution(t, g);
}
