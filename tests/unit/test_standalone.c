#include "unit.h"

#include "kb/search/standalone.h"
#include "knowledge.h"

/* A word is no subject that stands in a good share of the chunks: so there are more. */
static const struct knowledge_row rows[] = {
	{"leave", "Cuti akademik", "", "Mahasiswa mengajukan cuti akademik sebelum awal semester.", NULL, LANG_ID},
	{"library", "Perpustakaan", "", "Buku dapat dipinjam selama dua minggu di perpustakaan pusat.", NULL, LANG_ID},
	{"parking", "Parkir", "", "Sepeda motor diparkir di gedung sebelah timur.", NULL, LANG_ID},
	{"air", "Air", "", "Air disimpan di gudang.", NULL, LANG_ID},
	{"batu", "Batu", "", "Batu disimpan di gudang.", NULL, LANG_ID},
	{"cahaya", "Cahaya", "", "Cahaya disimpan di gudang.", NULL, LANG_ID},
	{"daun", "Daun", "", "Daun disimpan di gudang.", NULL, LANG_ID},
	{"emas", "Emas", "", "Emas disimpan di gudang.", NULL, LANG_ID},
	{"feri", "Feri", "", "Feri disimpan di gudang.", NULL, LANG_ID},
	{"gula", "Gula", "", "Gula disimpan di gudang.", NULL, LANG_ID},
	{"hujan", "Hujan", "", "Hujan disimpan di gudang.", NULL, LANG_ID},
	{"ikan", "Ikan", "", "Ikan disimpan di gudang.", NULL, LANG_ID},
	{"jagung", "Jagung", "", "Jagung disimpan di gudang.", NULL, LANG_ID},
	{"kapas", "Kapas", "", "Kapas disimpan di gudang.", NULL, LANG_ID},
	{"lilin", "Lilin", "", "Lilin disimpan di gudang.", NULL, LANG_ID},
	{"madu", "Madu", "", "Madu disimpan di gudang.", NULL, LANG_ID},
	{"nanas", "Nanas", "", "Nanas disimpan di gudang.", NULL, LANG_ID},
	{"opera", "Opera", "", "Opera disimpan di gudang.", NULL, LANG_ID},
	{"pasir", "Pasir", "", "Pasir disimpan di gudang.", NULL, LANG_ID},
	{"ragi", "Ragi", "", "Ragi disimpan di gudang.", NULL, LANG_ID},
	{"susu", "Susu", "", "Susu disimpan di gudang.", NULL, LANG_ID},
	{"tembaga", "Tembaga", "", "Tembaga disimpan di gudang.", NULL, LANG_ID},
	{"ubi", "Ubi", "", "Ubi disimpan di gudang.", NULL, LANG_ID},
};

static void questions_are_read_whole(void **state)
{
	static const struct str history[] = {{"jam buka perpustakaan?", 22}, {"cuti akademik gmn?", 18}};
	static const struct {
		const char *text, *rewritten;
		size_t history_n;
		unsigned off;
		const char *is;
	} cases[] = {
		{"Gmn cara parkir motor?", "", 0, 0, "bagaimana cara parkir motor?"},
		{"Gmn cara parkir motor?", "", 0, KB_NO_SLANG, "Gmn cara parkir motor?"},
		{"syaratnya apa?", "", 2, 0, "cuti akademik bagaimana? syaratnya apa?"},
		{"syaratnya apa?", "", 2, KB_NO_FOLLOWUP, "syaratnya apa?"},
		{"bedanya?", "", 2, 0, "jam buka perpustakaan? cuti akademik bagaimana? bedanya?"},
		{"parkir sepeda motor di mana?", "", 2, 0, "parkir sepeda motor di mana?"},
		{"syaratnya apa?", "syarat cuti", 0, 0, "syarat cuti syaratnya apa?"},
	};
	struct knowledge *k = *state;
	struct kb_gen *gen = kb_acquire(k->kb);
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ARENA_AUTO struct arena a = {.cap = 4 << 20};
		struct kb_query q = {
			.text = str_of(cases[i].text), .history = history, .history_n = cases[i].history_n,
			.rewritten = str_of(cases[i].rewritten), .off = cases[i].off,
		};
		struct str is;

		assert_int_equal(standalone(gen, &q, &a, &is, NULL), 0);
		assert_str(is, cases[i].is);
	}
	kb_release(gen);
}

static int open_knowledge(void **state)
{
	static struct knowledge k;

	knowledge_open(&k, rows, sizeof rows / sizeof rows[0]);
	*state = &k;
	return 0;
}

static int close_knowledge(void **state)
{
	knowledge_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(questions_are_read_whole, open_knowledge, close_knowledge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
