#include "unit.h"

#include "base/buf.h"
#include "chat/shape.h"

enum { SENTENCES_MOST = 40 };

static void marks_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum mark mark;
		uint16_t bytes;
	} rows[] = {
		{"(2) Loket tutup.", MARK_CLAUSE, 4},    {"12. Loket tutup.", MARK_NUMBER, 4},
		{"b. Loket tutup.", MARK_LETTER, 3},     {"3) Loket tutup.", MARK_NUMBER_PAREN, 3},
		{"c) Loket tutup.", MARK_LETTER_PAREN, 3}, {"- Loket tutup.", MARK_BULLET, 2},
		{"Loket tutup.", MARK_NONE, 0},          {"1959 adalah tahunnya.", MARK_NONE, 0},
		{"3.50 cukup.", MARK_NONE, 0},           {"(lihat atas) Tutup.", MARK_NONE, 0},
		{"", MARK_NONE, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct shape s = shape_of_mark(str_of(rows[i].text));

		if (s.mark != rows[i].mark || s.mark_bytes != rows[i].bytes)
			fail_msg("%s: mark %d of %u bytes", rows[i].text, s.mark, s.mark_bytes);
	}
}

/* For each sentence: "!" idle, "^" points back, the number of its opener or "-". */
static void describe(struct str text, struct buf *ret)
{
	struct snippet all[SENTENCES_MOST];
	const struct snippet *sentences[SENTENCES_MOST];
	struct shape shapes[SENTENCES_MOST];
	struct snippets walk;
	size_t n = 0, i;

	for (snippets_begin(&walk, text); n < SENTENCES_MOST && snippets_next(&walk, &all[n]); n++)
		sentences[n] = &all[n];
	shapes_of(sentences, n, shapes);
	for (i = 0; i < n; i++) {
		buf_cstr(ret, shapes[i].idle ? "!" : shapes[i].points_back ? "^" : "");
		if (shapes[i].opener == SHAPE_NO_OPENER)
			buf_char(ret, '-');
		else
			buf_printf(ret, "%u", shapes[i].opener);
	}
}

static void lists_are_seen(void **state)
{
	static const struct {
		const char *text, *shapes;
	} rows[] = {
		{"Bawalah: a. kartu; b. pas foto; c. formulir. Loket buka pagi.", "-0000"},
		{"(1) Syaratnya: a. umum: 1. sehat; 2. hadir. b. khusus. (2) Loket buka.", "-01" "10-"},
		{"Langkah\n1. Isi formulir.\n2. Kirim.\nTunggu kabar.", "!---" "-"},
		{"Syarat:\n- kartu\n- foto", "-00"},
		{"2. Tutup pukul dua.\n(4) Buka lagi besok.\n(5) Libur.", "---"},
		{"a. Umum\n1. Sehat.\n2. Hadir.\nb. Khusus", "-00-"},
		{"2) lewat loket; atau b) lewat pos, yaitu: 1) biasa; 2) kilat.", "--11"},
		{"Yang harus dibawa:", "!-"},
		{"Referensi: https://contoh.id/a", "!-"},
		{"Formulir diunduh di https://contoh.id/a dan dibawa ke loket.", "-"},
		{"Nama | Jam\nLoket A | 8\nLoket B | 9", "!---"},
		{"Buku dapat dipinjam. Masa itu dua minggu. It ends soon.", "-^-^-"},
		{"(2) Mahasiswa sebagaimana dimaksud pada ayat (1) melapor.", "^-"},
		{"", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(1024);

		describe(str_of(rows[i].text), &b);
		if (!str_eq(buf_view(&b), str_of(rows[i].shapes)))
			fail_msg("%s: %.*s", rows[i].text, STR_ARG(buf_view(&b)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_told_apart),
		cmocka_unit_test(lists_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
