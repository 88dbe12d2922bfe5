#include "unit.h"

#include "base/utf8.h"
#include "chat/sentence.h"

/* Sentences are joined by "|", those that continue by "~", new paragraphs by "#". */
static const struct {
	const char *text, *cut;
} cases[] = {
	{"Satu. Dua! Tiga?", "#Satu.|Dua!|Tiga?"},
	{"Prof. Dr. Budi hadir. Ia pulang.", "#Prof. Dr. Budi hadir.|Ia pulang."},
	{"Jl. Ganesa No. 10 Bandung. Kota B. J. Habibie.", "#Jl. Ganesa No. 10 Bandung.|Kota B. J. Habibie."},
	{"1. Isi formulir.\n2. Kirim.", "#1. Isi formulir.#2. Kirim."},
	{"Baris yang\nterputus. Lalu\nBaru", "#Baris yang\nterputus.|Lalu#Baru"},
	{"Judul\n\nIsi.", "#Judul#Isi."},
	{"Ia berkata \"ya.\" Lalu pergi.", "#Ia berkata \"ya.\"|Lalu pergi."},
	{"IPK 3.25 cukup. Versi 2.0", "#IPK 3.25 cukup.|Versi 2.0"},
	{"", ""},
	{" \n ", ""},
};

static void borders_are_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(4096);
		struct sentences walk;
		struct sentence s;

		for (sentences_begin(&walk, str_of(cases[i].text)); sentences_next(&walk, &s);) {
			buf_char(&b, s.paragraph ? '#' : s.continues ? '~' : '|');
			buf_str(&b, s.text);
		}
		assert_str(buf_view(&b), cases[i].cut);
	}
}

static void long_ones_are_cut_at_clauses(void **state)
{
	BUF_AUTO struct buf text = BUF_MAX(4096);
	struct sentences walk;
	struct sentence s;
	size_t n = 0, i;

	(void)state;
	for (i = 0; i < 60; i++)
		buf_cstr(&text, i == 30 ? "kata, " : "kat\xc3\xa9 ");
	for (sentences_begin(&walk, buf_view(&text)); sentences_next(&walk, &s); n++) {
		assert_true(utf8_count(s.text) <= SENTENCE_MAX_POINTS);
		assert_true(utf8_valid(s.text));
		assert_int_equal(s.continues, n > 0);
	}
	assert_true(n > 1);
	buf_reset(&text);
	for (i = 0; i < 900; i++)
		buf_char(&text, 'x');
	for (n = 0, sentences_begin(&walk, buf_view(&text)); sentences_next(&walk, &s); n++)
		assert_true(utf8_count(s.text) <= SENTENCE_MAX_POINTS);
	assert_int_equal(n, 3);
}

static void the_last_one_is_found(void **state)
{
	static const struct {
		const char *text, *last;
	} rows[] = {
		{"Satu. Dua", "Dua"},  {"Satu. Dua. ", "Dua. "}, {"Satu", "Satu"},
		{"A\nB", "B"},         {"", ""},                 {"Oleh Prof. Budi", "Oleh Prof. Budi"},
		{"Satu. ", "Satu. "},  {"...", "..."},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str s = str_of(rows[i].text);

		assert_str(str_sub(s, sentence_last_start(s), s.n), rows[i].last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(borders_are_found),
		cmocka_unit_test(long_ones_are_cut_at_clauses),
		cmocka_unit_test(the_last_one_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
