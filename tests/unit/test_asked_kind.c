#include "unit.h"

#include <stdio.h>

#include "kb/search/asked_kind.h"
#include "kb/search/asked_noun.h"

static void questions_ask_for_kinds(void **state)
{
	static const struct {
		const char *question, *kinds;
	} rows[] = {
		{"Berapa harga sewa loker?", "money"},
		{"sewa loker brp ya", "money"},
		{"How much does a locker cost?", "money"},
		{"Berapa buku yang boleh dibawa?", "number"},
		{"How many books may I take?", "number"},
		{"Berapa lama pendaftaran dibuka?", "duration"},
		{"brp semester paling lama?", "duration"},
		{"Tanggal berapa rapat dimulai?", "date"},
		{"kpn mulai", "when"},
		{"Kapan rapat terdekat?", "date"},
		{"When does it begin?", "when"},
		{"jam berapa loket tutup", "time"},
		{"Jam bukanya?", "time"},
		{"siapa yang menandatangani formulir?", "person"},
		{"Siapa dekannya?", "name"},
		{"direktur kantor itu sapa", "name"},
		{"Siapa yang memilih ketua?", "person"},
		{"ambil kartunya dmn", "place"},
		{"Where is the counter?", "place"},
		{"Loket ada di gedung apa?", "place"},
		{"Berkas apa aja yang dibawa?", "list"},
		{"Ruang apa saja yang kosong?", "list"},
		{"What are the requirements?", "list"},
		{"knp ditolak", "reason"},
		{"Apakah boleh diwakilkan?", "yes or no"},
		{"boleh diwakilin ga", "yes or no"},
		{"What happens when I am late?", ""},
		{"Loket apakah yang kosong?", ""},
		{"Can a student who is ill send somebody else?", "yes or no"},
		{"What is due, and when?", "when"},
		{"biaya formulir ditanggung?", ""},
		{"ada loket ga di gedung itu", "yes or no"},
		{"boleh ga diwakilin sama teman sekelas", "yes or no"},
		{"KHS kepanjangannya apa?", "expansion"},
		{"What does KHS stand for?", "expansion"},
		{"Can I send somebody else?", "yes or no"},
		{"Bagaimana mendaftar?", "procedure"},
		{"KHS itu maksudnya apa", "definition"},
		{"What is a transcript?", "definition"},
		/* by a noun alone, when it is the head of what is asked for */
		{"What is the deadline of the form?", "when"},
		{"What is the form of the deadline?", ""},
		{"What does it cost to rent a locker?", "money"},
		{"What is the fee waiver process?", ""},
		{"What is the minimum score for that?", "number"},
		{"What is the name of the director?", "name"},
		{"What is the phone number of the office?", "telephone"},
		{"biayanya?", "money"},
		{"biaya itu bisa dicicil ga?", "yes or no"},
		{"nama ketuanya apa?", "name"},
		{"siapa nama yang menandatangani?", "name"},
		{"nomer telpon kantornya dong", "telephone"},
		{"berapa nomor wa kantornya", "telephone"},
		{"kalau kuota loker?", "number"},
		{"skor dipakai buat apa?", ""},
		{"taun berapa dibangun", "date"},
		{"alamat surel kantornya?", "contact"},
		{"kapan dibuka, bayar berapa?", "money, when"},
		{"pendaftaran ulang", ""},
		{"syarat pinjam buku?", "list"},
		{"Which forms must I fill in?", "list"},
		{"What is this?", "definition"},
		{"", ""},
	};
	char room[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_str(asked_kinds_names(asked_kinds(str_of(rows[i].question)), room, sizeof room), rows[i].kinds);
}

static void texts_hold_kinds(void **state)
{
	static const struct {
		const char *text;
		unsigned kind;
		bool held;
	} rows[] = {
		{"Paling banyak 5 buku.", ASKED_NUMBER, true},
		{"Paling banyak lima buku.", ASKED_NUMBER, true},
		{"(2) Buku dipinjam dengan kartu.", ASKED_NUMBER, false},
		{"3. Buku dipinjam dengan kartu.", ASKED_NUMBER, false},
		{"sebagaimana dimaksud pada Pasal 48 ayat (2) huruf a", ASKED_NUMBER, false},
		{"Gedung itu berdiri sejak 1959.", ASKED_NUMBER, false},
		{"Loket dibuka 3-7 Mei.", ASKED_NUMBER, false},
		{"Loket dibuka 30 April dan 3 – 7 Mei.", ASKED_NUMBER, false},
		{"Loket dibuka pada 3 Mei untuk 7", ASKED_NUMBER, true},
		{"Ambil 5, lalu 7 Mei", ASKED_NUMBER, true},
		{"Jumlah buku dibatasi.", ASKED_NUMBER, false},
		{"Dendanya Rp2.000 sehari.", ASKED_MONEY, true},
		{"Sewa: 150.000 sebulan", ASKED_MONEY, true},
		{"Lima juta rupiah.", ASKED_MONEY, true},
		{"Kursus ini gratis.", ASKED_MONEY, true},
		{"Harga diumumkan di situs.", ASKED_MONEY, false},
		{"Paling banyak 5 buku.", ASKED_MONEY, false},
		{"selama 4 (empat) semester", ASKED_DURATION, true},
		{"within three days", ASKED_DURATION, true},
		{"setiap semester", ASKED_DURATION, false},
		{"Gedung itu berdiri sejak 1959.", ASKED_DATE, true},
		{"on 2 July", ASKED_DATE, true},
		{"setiap awal semester", ASKED_DATE, false},
		{"setiap awal semester", ASKED_WHEN, true},
		{"Diumumkan di situs.", ASKED_WHEN, false},
		{"Buka pukul 8 sampai 15.", ASKED_TIME, true},
		{"Buka 08.00-15.00.", ASKED_TIME, true},
		{"IPK sekurang-kurangnya 3.50.", ASKED_TIME, false},
		{"Disetujui oleh Dekan.", ASKED_PERSON, true},
		{"Dekan fakultas itu dipilih.", ASKED_NAME, false},
		{"Sejak itu dipimpin Budi Santoso.", ASKED_NAME, true},
		{"Dirancang oleh Siti.", ASKED_NAME, true},
		{"Formulir diisi sendiri.", ASKED_PERSON, false},
		{"Kartu diambil di lantai bawah.", ASKED_PLACE, true},
		{"Kartu diambil di Jatinangor.", ASKED_PLACE, true},
		{"Kartu diambil sendiri.", ASKED_PLACE, false},
		{"Bawalah pas foto, kartu, dan formulir.", ASKED_LIST, true},
		{"Bawalah kartu.", ASKED_LIST, false},
		{"Ditolak karena terlambat.", ASKED_REASON, true},
		{"Tidak dapat diwakilkan.", ASKED_YES_NO, true},
		{"Tulis ke kantor@contoh.id.", ASKED_CONTACT, true},
		{"Telepon 022-2500935", ASKED_CONTACT, true},
		{"Telepon 022-2500935", ASKED_PHONE, true},
		{"Tulis ke kantor@contoh.id.", ASKED_PHONE, false},
		{"Apa saja.", ASKED_DEFINITION, false},
		{"Loket ialah tempat membayar.", ASKED_DEFINITION, true},
		{"Apa saja.", ASKED_PROCEDURE, true},
		{"Isilah kartu rencana studi (KRS).", ASKED_EXPANSION, true},
		{"KRS (kartu rencana studi) diisi tiap semester.", ASKED_EXPANSION, true},
		{"Kartu Rencana Studi, disingkat KRS, diisi sendiri.", ASKED_EXPANSION, true},
		{"KRS diisi tiap semester.", ASKED_EXPANSION, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (asked_kinds_held(str_of(rows[i].text), rows[i].kind) != (rows[i].held ? rows[i].kind : 0))
			fail_msg("%s: kind %u", rows[i].text, rows[i].kind);
}

static size_t split(char *text, struct str ret[16])
{
	struct str rest = str_of(text);
	size_t n = 0;

	while (n < 16 && str_cut(&rest, ' ', &ret[n]))
		n++;
	return n;
}

static void a_number_counts_something(void **state)
{
	static const struct {
		const char *question, *counted;
	} rows[] = {
		{"berapa jumlah kursi di ruang itu", "kursi"},
		{"how many chairs are there", "chairs"},
		{"kuota kelas malam brp", "kuota"},
		{"urutan ke berapa ruang itu", ""},
		{"berapa usia gedung itu", ""},
		{"biayanya berapa", ""},
		{"kelas itu di lantai berapa", "lantai"},
		{"what floor is the counter on", "floor"},
	};
	struct str words[16];
	size_t i, at, n;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[100];

		snprintf(text, sizeof text, "%s", rows[i].question);
		n = split(text, words);
		assert_str(asked_counted(words, n, &at) ? words[at] : STR(""), rows[i].counted);
	}
}

static void a_size_has_a_unit(void **state)
{
	char tall[] = "how tall is the tower", wide[] = "luasnya berapa luas ruang itu", other[] = "berapa kursi";
	struct str words[16];

	(void)state;
	assert_true(asked_size(words, split(tall, words)));
	assert_true(asked_size(words, split(wide, words)));
	assert_false(asked_size(words, split(other, words)));
	assert_true(asked_size_held(STR("Luasnya 1.825km\xc2\xb2.")));
	assert_true(asked_size_held(STR("Ruang itu 12 x 8 meter.")));
	assert_false(asked_size_held(STR("Ruang itu memuat 12 kursi.")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_ask_for_kinds),
		cmocka_unit_test(texts_hold_kinds),
		cmocka_unit_test(a_number_counts_something),
		cmocka_unit_test(a_size_has_a_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
