/* Tests of kb/search/dict: which term of a table a word of a question means. */
#include "place.h"

#include "kb/search/dict.h"
#include "text/stem.h"

static void write_file(const struct place *p, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static struct dict *load(const struct place *p)
{
	BUF_AUTO struct buf faults = BUF_MAX(4096);
	struct err err = {0};
	struct dict *d;

	write_file(p, "synonyms.tsv", "anugerah\thadiah\nharga\tbiaya|tarif^0.8\npenghargaan\tanugerah\n");
	write_file(p, "glossary-en-id.tsv", "requirement\tsyarat\n");
	write_file(p, "abbreviations.tsv", "ipk\tindeks prestasi kumulatif\n");
	write_file(p, "aspects-id.txt", "# what is asked for\nsyarat\nberlaku\n");
	write_file(p, "aspects-en.txt", "deadline\nrequirement\n");
	assert_int_equal(dict_load(p->dir, &d, &faults, &err), 0);
	assert_int_equal(faults.n, 0);
	return d;
}

static const char *first(const struct dict_alternative *a, size_t n)
{
	static char text[64];

	snprintf(text, sizeof text, "%.*s", n ? (int)a->text.n : 0, n ? a->text.p : "");
	return text;
}

static void a_term_is_found_by_word_and_by_its_own_stem(void **state)
{
	static const struct {
		enum dict_table_id table;
		const char *word, *found, *by_stem; /* "": no term */
	} rows[] = {
		{DICT_SYNONYMS, "penghargaan", "anugerah", "biaya"}, /* by word first, so the stem is not asked */
		{DICT_SYNONYMS, "harga", "biaya", "biaya"},
		{DICT_SYNONYMS, "hargakah", "", "biaya"},
		{DICT_SYNONYMS, "penganugerahan", "", "hadiah"},
		{DICT_GLOSSARY, "requirements", "", "syarat"}, /* English terms have more than their own stem */
		{DICT_EXPANSIONS, "indeks prestasi kumulatif", "ipk", "ipk"},
		{DICT_SYNONYMS, "ipk", "", ""},
	};
	struct dict *d = load(*state);
	struct stemmer *stemmer = stemmer_new();
	size_t i, n;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str word = str_of(rows[i].word);
		const struct dict_alternative *a = dict_find(d, rows[i].table, word, &n);
		bool several = strchr(rows[i].word, ' ') != NULL;

		assert_string_equal(first(a, n), rows[i].found);
		if (several)
			continue;
		a = dict_find_stems(d, rows[i].table, stemmer_stem(stemmer, dict_lang(rows[i].table), word), &n);
		assert_string_equal(first(a, n), rows[i].by_stem);
	}
	stemmer_free(stemmer);
	dict_free(d);
}

static void aspects_are_known_by_their_stems(void **state)
{
	struct dict *d = load(*state);
	struct stemmer *stemmer = stemmer_new();

	assert_true(dict_is_aspect(d, LANG_ID, stemmer_stem(stemmer, LANG_ID, STR("persyaratannya"))));
	assert_true(dict_is_aspect(d, LANG_EN, stemmer_stem(stemmer, LANG_EN, STR("deadlines"))));
	assert_false(dict_is_aspect(d, LANG_ID, STR("asrama")));
	assert_false(dict_is_aspect(d, LANG_EN, STR("")));
	stemmer_free(stemmer);
	dict_free(d);
}

static void a_changed_file_changes_the_stamp(void **state)
{
	const struct place *p = *state;
	uint64_t before = dict_stamp(p->dir);

	dict_free(load(p));
	assert_true(dict_stamp(p->dir) != before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_term_is_found_by_word_and_by_its_own_stem, place_setup,
						place_teardown),
		cmocka_unit_test_setup_teardown(aspects_are_known_by_their_stems, place_setup, place_teardown),
		cmocka_unit_test_setup_teardown(a_changed_file_changes_the_stamp, place_setup, place_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
