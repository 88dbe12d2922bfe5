/* Tests of kb/search/about: which of the found passages come first. */
#include "knowledge.h"

#include "unit.h"

static const struct knowledge_row rows[] = {
	{"itb", "ITB", "", "ITB adalah perguruan tinggi negeri di Bandung.", "", LANG_ID},
	{"union", "Unit mahasiswa", "", "Unit mahasiswa ITB dan himpunan ITB berkumpul di lapangan ITB.", "", LANG_ID},
	{"fee-link", "Biaya kursus bahasa", "", "Referensi: https://example.org/biaya-kursus", "", LANG_ID},
	{"fee", "Daftar biaya", "", "Kursus bahasa: biaya Rp500.000 sebulan.", "", LANG_ID},
};

static void the_very_thing_comes_first_and_a_bare_link_later(void **state)
{
	static const struct {
		const char *question, *first;
	} cases[] = {
		{"Apa itu ITB?", "itb"},
		{"berapa biaya kursus bahasa?", "fee"},
		{"apa link biaya kursus bahasa?", "fee-link"},
	};
	struct knowledge k;
	struct kb_gen *gen;
	size_t i;

	(void)state;
	knowledge_open(&k, rows, sizeof rows / sizeof rows[0]);
	gen = kb_acquire(k.kb);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ARENA_AUTO struct arena a;
		struct kb_query q = {.text = str_of(cases[i].question), .k = 3};
		struct kb_hits hits;
		struct kb_chunk c;

		arena_init(&a, 4 << 20);
		assert_int_equal(kb_search(gen, &q, &a, &hits, NULL, NULL), 0);
		assert_true(hits.n > 0);
		kb_chunk(gen, hits.hits[0].chunk, &c);
		if (!str_eq(c.document_id, str_of(cases[i].first)))
			fail_msg("%s: %.*s", cases[i].question, STR_ARG(c.document_id));
	}
	kb_release(gen);
	knowledge_close(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_very_thing_comes_first_and_a_bare_link_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
