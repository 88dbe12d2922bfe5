/* Answers without a language model: what they hold, how they begin and end. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "chat/chat.h"
#include "knowledge.h"
#include "port/system/crypto.h"

static const struct knowledge_row library[] = {
	{"loan", "Peminjaman", "",
	 "(1) Koleksi dipinjam dengan kartu anggota. (2) Anggota sebagaimana dimaksud pada ayat (1) membawa pulang "
	 "paling banyak 5 (lima) buku. (3) Keterlambatan dikenai denda Rp2.000 sehari. (4) Koleksi kuno hanya "
	 "dibaca di tempat.",
	 NULL, LANG_ID},
	{"card", "Kartu anggota", "",
	 "Untuk membuat kartu anggota, pemohon menyerahkan: a. pas foto; b. salinan kartu identitas; c. bukti "
	 "pembayaran; d. formulir yang sudah diisi. Kartu selesai dalam 3 hari kerja.",
	 NULL, LANG_ID},
	{"rules", "Tata tertib", "",
	 "Pengunjung ruang baca wajib: 1. menyimpan tas di loker yang disediakan di dekat pintu masuk sebelah "
	 "timur gedung, dengan kunci yang dititipkan kepada petugas yang berjaga; 2. berpakaian rapi serta "
	 "bersepatu sesuai dengan ketentuan berpakaian yang berlaku di seluruh lingkungan kampus dan sekitarnya; "
	 "3. menjaga ketenangan selama berada di ruang baca, termasuk mematikan suara telepon genggam dan "
	 "perangkat lain yang dibawa; 4. tidak makan dan tidak minum di dalam ruang baca maupun di antara rak "
	 "koleksi, kecuali air putih dalam botol yang tertutup rapat; 5. mengembalikan koleksi yang selesai dibaca "
	 "ke meja pengembalian dan bukan ke rak, agar petugas dapat mencatat pemakaiannya; 6. menunjukkan kartu "
	 "kepada petugas bila diminta, termasuk pada waktu meninggalkan ruang baca dan gedung; 7. tidak mencoret, "
	 "melipat, menyobek, atau merusak koleksi dengan cara apa pun, dan melaporkan kerusakan yang ditemukan; 8. "
	 "meninggalkan ruang baca paling lambat lima belas menit sebelum gedung ditutup oleh petugas keamanan "
	 "setempat; 9. mematuhi petunjuk petugas mengenai keselamatan bila terjadi kebakaran, gempa bumi, atau "
	 "keadaan darurat lain.",
	 NULL, LANG_ID},
	{"room", "Ruang diskusi", "Daftar", "Ruang: Anggrek; Gedung: Timur; Kursi: 8", NULL, LANG_ID},
	{"room", "Ruang diskusi", "Daftar", "Ruang: Melati; Gedung: Barat; Kursi: 6", NULL, LANG_ID},
	{"room", "Ruang diskusi", "Daftar", "Ruang: Dahlia; Gedung: Timur; Kursi: 12", NULL, LANG_ID},
	{"room", "Ruang diskusi", "Daftar", "Ruang: Cempaka; Gedung: Timur; Kursi: 4", NULL, LANG_ID},
	{"paper", "Fotokopi", "Harga", "Kertas: A4; Harga: Rp300", NULL, LANG_ID},
	{"paper", "Fotokopi", "Harga", "Kertas: A3; Harga: Rp600", NULL, LANG_ID},
	{"club", "Unit", "Daftar unit", "Unit: Catur; Bidang: olahraga", NULL, LANG_ID},
	{"club", "Unit", "Daftar unit", "Unit: Angklung; Bidang: kesenian", NULL, LANG_ID},
	{"climb", "Panjat tebing", "", "(1) Pemanjat boleh memanjat tebing apabila: a. terlatih di dinding; b. memakai "
	 "tali. (2) Selama memanjat tebing pemanjat wajib: a. diawasi pelatih; b. memakai helm.", NULL, LANG_ID},
	{"sauna", "Sauna", "", "Tarif sauna\nTamu mengisi kotak di pintu sebelah kiri.\n\nTata tertib sauna\n"
	 "Hanya handuk putih yang masuk ke ruang panas.", NULL, LANG_ID},
	{"giver", "Penyumbang", "", "Rahardja, pengusaha teh, menyumbang teropong.", NULL, LANG_ID},
	{"dome", "Kubah", "", "Kubah menaungi teleskop besar sepanjang malam.", NULL, LANG_ID},
	{"night", "Malam puncak", "", "Tamu malam puncak melihat kubah dari taman.", NULL, LANG_ID},
	{"thesis", "Karya akhir", "",
	 "Skripsi adalah karya akhir program sarjana. Skripsi dan tesis disimpan di perpustakaan.", NULL, LANG_ID},
	{"master", "Karya akhir", "", "Tesis adalah karya akhir program magister.", NULL, LANG_ID},
	{"more", "Denah", "", "Referensi: https://contoh.example/denah-ruang-anggrek", NULL, LANG_ID},
	{"hours", "Jam layanan", "",
	 "Perpustakaan buka pukul 08.00 sampai 16.00. Pada bulan puasa tutup lebih awal.", NULL, LANG_ID},
	{"found", "Barang hilang", "",
	 "Barang temuan dicatat oleh satpam. Barang itu dapat diambil dengan menunjukkan bukti.",
	 NULL, LANG_ID},
	{"print", "Printing", "", "The printers stand beside the stairs. Printing in colour is more expensive.", NULL,
	 LANG_EN},
};

struct world {
	struct knowledge knowledge;
	struct shared *shared;
	struct ports ports;
	struct arena arena;
};

struct reader {
	struct chat_sink out;
	struct buf text, blocks;
	struct chat_answer answer;
};

static int delta(struct chat_sink *out, struct str text)
{
	buf_str(&((struct reader *)out)->text, text);
	return 0;
}

static int done(struct chat_sink *out, const struct chat_answer *a)
{
	((struct reader *)out)->answer = *a;
	json_write(a->blocks, &((struct reader *)out)->blocks);
	return 0;
}

static int begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	setenv("REDIS_URL", "unix:///nonexistent", 1);
	setenv("RELEVANCE_FLOOR", "0.05", 1); /* how scores are calibrated is not the matter here */
	unsetenv("LLM_BASE_URL");
	assert_int_equal(crypto_init(NULL), 0);
	knowledge_open(&w->knowledge, library, sizeof library / sizeof library[0]);
	assert_int_equal(shared_open(w->knowledge.dir, &w->shared, NULL), 0);
	assert_int_equal(ports_open(&w->ports, w->knowledge.conf, w->shared, NULL, NULL), 0);
	arena_init(&w->arena, 8 << 20);
	*state = w;
	return 0;
}

static int end(void **state)
{
	struct world *w = *state;

	ports_close(&w->ports);
	shared_close(w->shared);
	arena_release(&w->arena);
	knowledge_close(&w->knowledge);
	free(w);
	return 0;
}

static void ask(struct world *w, struct reader *r, const char *text)
{
	struct chat_env env = {&w->ports, w->knowledge.kb, &w->arena, deadline_in(20000)};
	struct chat_question q = {.text = str_of(text)};
	struct err err = {0};

	*r = (struct reader){.out = {.delta = delta, .done = done}, .text = BUF_MAX(1 << 20),
			     .blocks = BUF_MAX(1 << 20)};
	if (chat_ask(&env, &q, &r->out, &err))
		fail_msg("%s: %s", text, err.msg);
}

static bool holds(const struct reader *r, const char *part)
{
	return *part && str_find(buf_view(&r->text), str_of(part)) < r->text.n;
}

static void answers_hold_what_is_asked(void **state)
{
	static const struct {
		const char *question, *begins, *holds, *lacks;
	} rows[] = {
		/* the kind asked for, by other words than the document's, without the clause's number */
		{"Berapa buku yang boleh dibawa pulang?", "", "paling banyak 5 (lima) buku", "(2)"},
		{"telat balikin kena denda brp?", "Keterlambatan dikenai denda Rp2.000", "", ""},
		{"Jam berapa perpustakaan buka?", "Perpustakaan buka pukul 08.00", "", ""},
		{"siapa yang mencatat barang temuan?", "Barang temuan dicatat oleh satpam.", "", ""},
		/* a name by itself asks for whatever is told of it */
		{"siapa Rahardja?", "Rahardja, pengusaha teh", "", ""},
		/* a second piece is about more than "cara" and "resmi" */
		{"Bagaimana cara resmi menyumbang teropong?", "Rahardja, pengusaha teh, menyumbang teropong.", "",
		 "kartu"},
		/* a document about it, and not one that mentions it */
		{"kubah itu buat apa?", "Kubah menaungi teleskop besar", "", "taman"},
		/* a list whole, or with a word about its rest */
		{"Apa saja yang diserahkan untuk membuat kartu anggota?", "Untuk membuat kartu anggota",
		 "formulir yang sudah diisi", ""},
		{"Apa saja kewajiban pengunjung ruang baca?", "Pengunjung ruang baca wajib", " lainnya.",
		 "keadaan darurat"},
		/* one clause's list ends where the next clause begins */
		{"kapan boleh memanjat tebing?", "Pemanjat boleh memanjat tebing apabila:\n1. terlatih di dinding\n"
		 "2. memakai tali.", "", ""},
		/* a second piece shares more than a new word */
		{"What do the printers cover?", "The printers stand beside the stairs.", "", "Kubah"},
		/* what the heading above says */
		{"tata tertib sauna gimana?", "Hanya handuk putih", "", "kotak"},
		/* an item with what introduces its list */
		{"bukti pembayaran buat kartu anggota perlu ga", "Untuk membuat kartu anggota",
		 "bukti pembayaran", ""},
		/* rows together, counted */
		{"Ruang apa saja yang ada di gedung timur?", "Ruang (3):\n- Anggrek\n- Dahlia\n- Cempaka", "",
		 "Melati"},
		{"ruang diskusi apa aja yg ada", "Ruang (4):\n- Anggrek\n- Melati\n- Dahlia\n- Cempaka", "",
		 ""},
		{"Ada berapa ruang di gedung timur?", "Ruang (3):\n- ", "", ""},
		{"Berapa kursi ruang Melati?", "Ruang: Melati; Gedung: Barat; Kursi: 6", "", ""},
		{"Apa saja jenis kertas dan berapa harganya?",
		 "Harga (2):\nKertas: A4; Harga: Rp300\nKertas: A3; Harga: Rp600", "", ""},
		{"Ada berapa unit?", "Daftar unit (2):\n- Catur\n- Angklung", "", ""},
		/* a comparison: what either is */
		{"Apa bedanya skripsi sama tesis?", "", "Skripsi adalah", ""},
		{"What is the difference between skripsi and tesis?", "", "Tesis adalah", ""},
		{"Apa bedanya skripsi sama disertasi?", "Maaf", "", "Skripsi adalah"},
		/* a link is no answer */
		{"Di mana ruang Anggrek?", "Ruang: Anggrek", "", "Referensi"},
		/* each part, and what none answers */
		{"perpus buka jam berapa, dendanya berapa?", "", "pukul 08.00", "tidak menemukan"},
		{"perpus buka jam berapa, dendanya berapa?", "", "Rp2.000", ""},
		{"perpus buka jam berapa, nomor telepon satpam berapa?", "Perpustakaan buka",
		 "tidak menemukan jawaban untuk “nomor telepon satpam berapa”", ""},
		/* a word about the other language */
		{"When does the library open?",
		 "The documents answer this in Indonesian:\n\nPerpustakaan buka", "", ""},
		{"Where do the printers stand?", "The printers stand beside the stairs.", "", "Indonesian"},
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct reader r;

		ask(w, &r, rows[i].question);
		if (!str_starts(buf_view(&r.text), str_of(rows[i].begins)) ||
		    (*rows[i].holds && !holds(&r, rows[i].holds)) || holds(&r, rows[i].lacks))
			fail_msg("%s\n%.*s", rows[i].question, STR_ARG(buf_view(&r.text)));
		buf_release(&r.text);
		buf_release(&r.blocks);
	}
}

static void lists_and_rows_are_blocks(void **state)
{
	static const struct {
		const char *question, *blocks;
	} rows[] = {
		{"Apa saja yang diserahkan untuk membuat kartu anggota?",
		 "[{\"type\":\"p\",\"spans\":[{\"text\":\"Untuk membuat kartu anggota, pemohon menyerahkan:\"}]},"
		 "{\"type\":\"ol\",\"items\":[[{\"text\":\"pas foto\"}],[{\"text\":\"salinan kartu identitas\"}],"
		 "[{\"text\":\"bukti pembayaran\"}],[{\"text\":\"formulir yang sudah diisi."},
		{"Apa saja jenis kertas dan berapa harganya?",
		 "[{\"type\":\"p\",\"spans\":[{\"text\":\"Harga (2):\"}]},"
		 "{\"type\":\"table\",\"head\":[[{\"text\":\"Kertas\"}],[{\"text\":\"Harga\"}]],"
		 "\"rows\":[[[{\"text\":\"A4\"}],[{\"text\":\"Rp300\"}]],"
		 "[[{\"text\":\"A3\"}],[{\"text\":\"Rp600\",\"cite\":[0]}]]]}]"},
		{"Berapa kursi ruang Melati?",
		 "[{\"type\":\"table\",\"head\":[[{\"text\":\"Ruang\"}],[{\"text\":\"Gedung\"}],"
		 "[{\"text\":\"Kursi\"}]],"
		 "\"rows\":[[[{\"text\":\"Melati\"}],[{\"text\":\"Barat\"}],[{\"text\":\"6\",\"cite\":[0]}]]"},
	};
	struct world *w = *state;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct reader r;

		ask(w, &r, rows[i].question);
		if (!str_starts(buf_view(&r.blocks), str_of(rows[i].blocks)))
			fail_msg("%s\n%s", rows[i].question, r.blocks.p);
		buf_release(&r.text);
		buf_release(&r.blocks);
	}
}

/* Whatever is asked: no mark in front, no colon at the end, quotes from the documents, citations within the text. */
static void answers_can_be_read(void **state)
{
	static const char *const questions[] = {
		"denda", "kartu", "ruang baca", "Apa syarat kartu?", "koleksi kuno", "petugas", "How many books?",
		"kursi", "menyimpan tas di loker", "keadaan darurat", "Where is the room?",
	};
	struct world *w = *state;
	size_t i, k;

	for (i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		struct reader r;
		struct str text;

		ask(w, &r, questions[i]);
		text = buf_view(&r.text);
		assert_true(utf8_valid(text) && text.n > 0);
		assert_null(strchr("(-•0123456789", text.p[0]));
		assert_int_not_equal(text.p[text.n - 1], ':');
		for (k = 0; k < r.answer.citations_n; k++)
			assert_true(r.answer.citations[k].start < r.answer.citations[k].end &&
				    r.answer.citations[k].end <= utf8_count(text));
		for (k = 0; k < r.answer.sources_n; k++)
			assert_true(r.answer.sources[k].quote.n > 0);
		buf_release(&r.text);
		buf_release(&r.blocks);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_hold_what_is_asked, begin, end),
		cmocka_unit_test_setup_teardown(lists_and_rows_are_blocks, begin, end),
		cmocka_unit_test_setup_teardown(answers_can_be_read, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
