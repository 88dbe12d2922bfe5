/* Tests of kb/search/shown: does a passage show the kind of thing that is asked for, near the question's words? */
#include "knowledge.h"

#include "unit.h"

#include "kb/search/shown.h"

enum { HOSTEL, LIBRARY, DEAN, HISTORY, HOLDER, POOL, THESIS };

static const struct knowledge_row rows[] = {
	[HOSTEL] = {"hostel", "Asrama", "",
		    "Asrama Kanayakan dihuni mahasiswa tahun pertama. Sewa asrama dibayar tiap bulan.", "", LANG_ID},
	[LIBRARY] = {"library", "Perpustakaan", "",
		     "Buku yang terlambat dikembalikan kena denda. Besarnya Rp1.000 sehari. Anggota membawa kartunya. "
		     "Ruang baca di lantai dua tenang. Gedungnya dibuka pada tahun 1995.", "", LANG_ID},
	[DEAN] = {"dean", "Fakultas", "", "Tiap fakultas dipimpin seorang dekan yang diangkat rektor.", "", LANG_ID},
	[HISTORY] = {"history", "Sejarah", "",
		     "Kampus ini diresmikan oleh Presiden Soekarno pada 2 Maret 1959.", "", LANG_ID},
	[HOLDER] = {"holder", "Jabatan", "",
		    "Dekan Fakultas Teknik ialah Wirastuti Kencanawati. Harjono Wibisastra pernah menjadi ketua senat. "
		    "Direktur menetapkan Wali Akademik.", "", LANG_ID},
	[POOL] = {"pool", "Olahraga", "",
		  "Fasilitas olahraga meliputi:\nlapangan bola;\nkolam renang;\nloket tiket. Mahasiswa boleh "
		  "berenang di sana, dan kelas karyawan libur. Gedungnya besar. Kelas dibuka lagi untuk mahasiswa.", "",
		  LANG_ID},
	[THESIS] = {"thesis", "Tesis", "",
		    "Halaman judul tesis memakai huruf besar. Tesis memuat lima bab. Ujian tesis pada 3-7 Mei.", "",
		    LANG_ID},
};

#include "plan_world.h"

static void a_kind_is_shown_near_the_question_s_words(void **state)
{
	static const struct {
		const char *question;
		uint32_t chunk;
		unsigned shown;
	} cases[] = {
		{"berapa sewa asrama?", HOSTEL, 0},
		{"how much is the rent of the dormitory?", HOSTEL, 0},
		/* in the sentence behind that of the words */
		{"berapa denda buku terlambat?", LIBRARY, ASKED_MONEY},
		/* a year stands there, but far from the words */
		{"tahun berapa denda buku terlambat naik?", LIBRARY, 0},
		/* an office is somebody, but no name */
		{"siapa yang memimpin fakultas?", DEAN, ASKED_PERSON},
		{"siapa dekan fakultas?", DEAN, 0},
		{"kapan kampus diresmikan?", HISTORY, ASKED_WHEN},
		{"siapa yang meresmikan kampus?", HISTORY, ASKED_PERSON},
		/* nothing that shows is asked for */
		{"apa itu asrama?", HOSTEL, SHOWN_KINDS},
		{"buat siapa asrama Kanayakan?", HOSTEL, SHOWN_KINDS},
		/* the name stands beside the office, and the office is held today */
		{"siapa dekan fakultas teknik?", HOLDER, ASKED_NAME},
		{"siapa dekan fakultas hukum?", HOLDER, 0},
		{"siapa ketua senat?", HOLDER, 0},
		{"siapa mantan ketua senat?", HOLDER, ASKED_NAME},
		{"siapa direktur sekarang?", HOLDER, 0},
		/* an office that is not what is asked about */
		{"siapa yang menjadi ketua senat?", HOLDER, ASKED_PERSON},
		/* the number counts what is asked about, and no day */
		{"berapa bab tesis?", THESIS, ASKED_NUMBER},
		{"berapa halaman tesis?", THESIS, 0},
		{"berapa ujian tesis?", THESIS, 0},
		/* what may be there is in one place, or behind the words that announce a list */
		{"ada kolam renang ga?", POOL, ASKED_YES_NO},
		{"apakah ada fasilitas kolam renang?", POOL, ASKED_YES_NO},
		{"is there a swimming pool?", POOL, ASKED_YES_NO},
		{"ada kelas karyawan ga?", POOL, ASKED_YES_NO},
		{"ada kelas renang malam ga?", POOL, 0},
		{"apakah mahasiswa boleh memelihara kucing oranye?", POOL, 0},
		{"apakah asrama bisa dibayar?", HOSTEL, ASKED_YES_NO},
		{"mengapa asrama dibayar?", HOSTEL, SHOWN_KINDS},
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct plan *p;
		unsigned shown;

		assert_int_equal(plan_make(&w->tools, str_of(cases[i].question), LANG_UNKNOWN, &p, NULL), 0);
		assert_int_equal(shown_kinds(w->gen, &w->tools, p, &cases[i].chunk, 1, &shown, NULL), 0);
		if (shown != cases[i].shown)
			fail_msg("%s: %x", cases[i].question, shown);
	}
}

static void any_of_the_passages_may_show_it(void **state)
{
	static const uint32_t chunks[] = {DEAN, HOSTEL, LIBRARY};
	struct world *w = *state;
	struct plan *p;
	unsigned shown;

	assert_int_equal(plan_make(&w->tools, STR("berapa denda buku?"), LANG_UNKNOWN, &p, NULL), 0);
	assert_int_equal(shown_kinds(w->gen, &w->tools, p, chunks, 2, &shown, NULL), 0);
	assert_int_equal(shown, 0);
	assert_int_equal(shown_kinds(w->gen, &w->tools, p, chunks, 3, &shown, NULL), 0);
	assert_int_equal(shown, ASKED_MONEY);
	assert_int_equal(shown_kinds(w->gen, &w->tools, p, chunks, 0, &shown, NULL), 0);
	assert_int_equal(shown, 0);
}

/* Of each pair the first must get a lower score than the second. */
static void a_score_falls_without_it(void **state)
{
	static const char *const pairs[][2] = {
		{"berapa sewa asrama Kanayakan?", "siapa penghuni asrama Kanayakan?"},
		{"siapa rektor fakultas?", "bagaimana dekan fakultas diangkat?"},
		{"jam berapa buku dikembalikan?", "berapa denda buku dikembalikan?"},
	};
	struct world *w = *state;
	float score[2];
	size_t i, k;

	for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		for (k = 0; k < 2; k++) {
			struct kb_query q = {.text = str_of(pairs[i][k]), .k = 3};
			struct kb_hits hits;

			assert_int_equal(kb_search(w->gen, &q, &w->arena, &hits, NULL, NULL), 0);
			score[k] = hits.n ? hits.hits[0].score : 0;
		}
		if (score[0] >= score[1])
			fail_msg("%s (%.3f) >= %s (%.3f)", pairs[i][0], (double)score[0], pairs[i][1],
				 (double)score[1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_is_shown_near_the_question_s_words),
		cmocka_unit_test(any_of_the_passages_may_show_it),
		cmocka_unit_test(a_score_falls_without_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
