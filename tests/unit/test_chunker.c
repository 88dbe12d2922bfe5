#include "unit.h"

#include <stdio.h>

#include "kb/outline/chunker.h"
#include "text/sentence.h"

enum { CHUNKS_MAX = 64 };

struct taken {
	struct buf text[CHUNKS_MAX], heading[CHUNKS_MAX];
	uint32_t page[CHUNKS_MAX];
	size_t n;
};

static int take(void *arg, const struct chunk *c)
{
	struct taken *t = arg;

	assert_true(t->n < CHUNKS_MAX);
	buf_init(&t->text[t->n], 1 << 20);
	buf_init(&t->heading[t->n], 1 << 20);
	buf_str(&t->text[t->n], c->text);
	buf_str(&t->heading[t->n], c->heading);
	t->page[t->n++] = c->page;
	return 0;
}

static void cut(const struct outline *o, struct taken *t)
{
	memset(t, 0, sizeof *t);
	assert_int_equal(chunker_cut(o, take, t), 0);
}

static void forget(struct taken *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		buf_release(&t->text[i]);
		buf_release(&t->heading[i]);
	}
}

/* n sentences of ten words. */
static void add_sentences(struct outline *o, int n)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	int i;

	for (i = 0; i < n; i++)
		buf_printf(&b, "Kalimat nomor %d ini berisi tepat sepuluh kata, tidak lebih. ", i + 1);
	outline_text(o, buf_view(&b));
}

static void a_short_document_is_one_chunk(void **state)
{
	OUTLINE_AUTO struct outline o;
	struct taken t;

	(void)state;
	outline_init(&o, 1 << 20);
	outline_plain(&o, STR("Satu  baris\nlagi.\n\nParagraf dua."));
	cut(&o, &t);
	assert_int_equal(t.n, 1);
	assert_str(buf_view(&t.text[0]), "Satu baris lagi.\nParagraf dua.");
	assert_str(buf_view(&t.heading[0]), "");
	forget(&t);
}

static void long_text_is_cut_at_sentences_into_even_parts(void **state)
{
	OUTLINE_AUTO struct outline o;
	struct taken t;
	size_t i, bytes = 0;

	(void)state;
	outline_init(&o, 1 << 20);
	add_sentences(&o, 50);
	cut(&o, &t);
	assert_int_equal(t.n, 4);
	for (i = 0; i < t.n; i++) {
		size_t words = chunker_words(buf_view(&t.text[i]));

		assert_in_range(words, CHUNKER_LEAST, CHUNKER_MOST);
		assert_true(str_starts(buf_view(&t.text[i]), STR("Kalimat")));
		assert_true(str_ends(buf_view(&t.text[i]), STR(".")));
		/* each chunk is verbatim, and nothing between them is lost */
		assert_true(str_find(buf_view(&o.text), buf_view(&t.text[i])) < o.text.n);
		bytes += t.text[i].n + 1;
	}
	assert_int_equal(bytes, o.text.n);
	forget(&t);
}

static void headings_make_the_path_and_part_chunks(void **state)
{
	OUTLINE_AUTO struct outline o;
	struct taken t;

	(void)state;
	outline_init(&o, 1 << 20);
	outline_set_title(&o, STR("Peraturan"));
	outline_heading(&o, 1, STR("Peraturan"));
	outline_heading(&o, 2, STR("BAB I"));
	o.page = 3;
	outline_heading(&o, 3, STR("Pasal 1"));
	add_sentences(&o, 10);
	o.page = 4;
	outline_heading(&o, 3, STR("Pasal 2"));
	add_sentences(&o, 20);
	outline_heading(&o, 2, STR("BAB II"));
	outline_text(&o, STR("Penutup."));
	cut(&o, &t);
	assert_int_equal(t.n, 4);
	assert_str(buf_view(&t.heading[0]), "BAB I > Pasal 1");
	assert_str(buf_view(&t.heading[1]), "BAB I > Pasal 2");
	assert_str(buf_view(&t.heading[2]), "BAB I > Pasal 2");
	assert_str(buf_view(&t.heading[3]), "BAB II");
	assert_int_equal(t.page[0], 3);
	assert_int_equal(t.page[1], 4);
	forget(&t);
}

static void small_sections_are_joined_under_what_they_share(void **state)
{
	OUTLINE_AUTO struct outline o;
	struct taken t;

	(void)state;
	outline_init(&o, 1 << 20);
	outline_heading(&o, 1, STR("Kampus"));
	outline_heading(&o, 2, STR("Ganesha"));
	outline_text(&o, STR("Di Bandung."));
	outline_heading(&o, 2, STR("Cirebon"));
	outline_text(&o, STR("Di Cirebon."));
	outline_heading(&o, 1, STR("Sejarah"));
	outline_text(&o, STR("Sejak 1920."));
	outline_heading(&o, 2, STR("Kosong"));
	cut(&o, &t);
	assert_int_equal(t.n, 1);
	assert_str(buf_view(&t.text[0]),
		   "Kampus\nGanesha\nDi Bandung.\nCirebon\nDi Cirebon.\nSejarah\nSejak 1920.\nKosong");
	assert_str(buf_view(&t.heading[0]), "");
	forget(&t);
}

static void rows_stand_alone(void **state)
{
	OUTLINE_AUTO struct outline o;
	struct taken t;

	(void)state;
	outline_init(&o, 1 << 20);
	outline_heading(&o, 1, STR("Biaya"));
	outline_text(&o, STR("Lihat tabel."));
	outline_row(&o, STR("Prodi: Fisika; UKT: 5"));
	outline_row(&o, STR("Prodi: Kimia; UKT: 6"));
	outline_table(&o, STR("Prodi | UKT\nFisika | 5\n\nKimia | 6"));
	outline_text(&o, STR("Berlaku 2025."));
	cut(&o, &t);
	assert_int_equal(t.n, 5);
	assert_str(buf_view(&t.text[1]), "Prodi: Fisika; UKT: 5");
	assert_str(buf_view(&t.heading[2]), "Biaya");
	assert_str(buf_view(&t.text[3]), "Prodi | UKT\nFisika | 5\nKimia | 6");
	assert_str(buf_view(&t.heading[4]), "Biaya");
	forget(&t);
}

static void rows_know_their_titles(void **state)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf b = BUF_MAX(1 << 16);
	struct taken t;
	size_t i;

	(void)state;
	outline_init(&o, 1 << 20);
	outline_heading(&o, 1, STR("Lembar"));
	outline_text(&o, STR("Jadwal"));
	o.under[0] = o.blocks_n;
	outline_row(&o, STR("Prodi: Fisika; UKT: 5"));
	o.under[0] = 0;
	buf_cstr(&b, "Tanya: Bagaimana; Jawab:");
	for (i = 0; i < 200; i++)
		buf_cstr(&b, " kata");
	outline_row(&o, buf_view(&b));
	cut(&o, &t);
	assert_int_equal(t.n, 4);
	assert_str(buf_view(&t.heading[1]), "Lembar > Jadwal");
	assert_str(buf_view(&t.heading[2]), "Lembar > Tanya: Bagaimana");
	assert_str(buf_view(&t.heading[3]), "Lembar > Tanya: Bagaimana");
	forget(&t);
}

static void text_without_spaces_is_bounded_too(void **state)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct taken t;
	size_t i, bytes = 0;

	(void)state;
	outline_init(&o, 1 << 20);
	for (i = 0; i < 10000; i++)
		buf_cstr(&b, "é");
	outline_text(&o, buf_view(&b));
	cut(&o, &t);
	for (i = 0; i < t.n; i++) {
		assert_true(t.text[i].n <= CHUNKER_MOST * 24 + 24);
		assert_int_equal(t.text[i].n % 2, 0);
		bytes += t.text[i].n;
	}
	assert_int_equal(bytes, 20000);
	forget(&t);
}

static void sentences_end_where_people_end_them(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} cases[] = {
		{"Satu. Dua! Tiga? Empat", 4},
		{"Biaya Rp1.500.000 per semester. Lunas.", 2},
		{"Menurut Prof. Dr. Ir. Budi S.T. M.T. hal itu benar. Ya.", 2},
		{"yang dimaksud dengan: 1. ITB adalah institut. 2. Rektor adalah rektor; 3. Dekan.", 4},
		{"a. satu; b. dua; c. tiga", 3},
		{"Lihat Pasal 5. Berlaku.", 1}, /* no end of a sentence: the number may be a citation's */
		{"Pukul 15.00 WIB s.d. selesai. \"Baik.\" Katanya.", 3},
		{"a) satu; atau b) dua; dan c) tiga", 3},
		{"Di Jalan Ir. H. Juanda. Ya.", 2},
		{"Menurut B.J. Habibie dan K.H. Dewantara. Ya.", 2},
		{"baris\nlain", 2},
		{"  ", 0},
	};
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str rest = str_of(cases[i].text), s;

		for (n = 0; sentence_cut(&rest, &s); n++)
			;
		if (n != cases[i].n)
			print_error("%s: %zu sentences\n", cases[i].text, n);
		assert_int_equal(n, cases[i].n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_document_is_one_chunk),
		cmocka_unit_test(long_text_is_cut_at_sentences_into_even_parts),
		cmocka_unit_test(headings_make_the_path_and_part_chunks),
		cmocka_unit_test(small_sections_are_joined_under_what_they_share),
		cmocka_unit_test(rows_stand_alone),
		cmocka_unit_test(rows_know_their_titles),
		cmocka_unit_test(text_without_spaces_is_bounded_too),
		cmocka_unit_test(sentences_end_where_people_end_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
