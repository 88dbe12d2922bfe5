#include "unit.h"

#include "base/utf8.h"
#include "chat/snippet.h"

/* Each snippet begins with "#" (on a new line), "~" (continues the one before) or "|". */
static const struct {
	const char *text, *cut;
} cases[] = {
	{"Satu. Dua! Tiga?", "#Satu.|Dua!|Tiga?"},
	{"Prof. Dr. Budi hadir. Ia pulang.", "#Prof. Dr. Budi hadir.|Ia pulang."},
	{"1. Isi formulir.\n  2. Kirim.", "#1. Isi formulir.#2. Kirim."},
	{"Judul\n\nIsi. Lagi", "#Judul#Isi.|Lagi"},
	{"", ""},
	{" \n ", ""},
};

static void sentences_tell_where_they_begin(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(4096);
		struct snippets walk;
		struct snippet s;

		for (snippets_begin(&walk, str_of(cases[i].text)); snippets_next(&walk, &s);) {
			buf_char(&b, s.paragraph ? '#' : s.continues ? '~' : '|');
			buf_str(&b, s.text);
		}
		assert_str(buf_view(&b), cases[i].cut);
	}
}

/* The snippets cover the whole text, each of at most SNIPPET_POINTS. */
static size_t check_pieces(struct str text)
{
	BUF_AUTO struct buf all = BUF_MAX(65536);
	struct snippets walk;
	struct snippet s;
	size_t n = 0;

	for (snippets_begin(&walk, text); snippets_next(&walk, &s); n++) {
		assert_true(s.text.n > 0 && utf8_count(s.text) <= SNIPPET_POINTS && utf8_valid(s.text));
		assert_int_equal(s.continues, n > 0);
		if (n && !str_eq(str_sub(text, all.n, 1), str_sub(s.text, 0, 1)))
			buf_char(&all, ' ');
		buf_str(&all, s.text);
	}
	assert_true(str_eq(buf_view(&all), text));
	return n;
}

static void long_ones_are_cut_at_clauses(void **state)
{
	BUF_AUTO struct buf text = BUF_MAX(4096);
	struct snippets walk;
	struct snippet s;
	size_t i;

	(void)state;
	for (i = 0; i < 60; i++)
		buf_cstr(&text, i == 40 ? "akhir, " : i < 59 ? "kat\xc3\xa9s " : "x");
	assert_int_equal(check_pieces(buf_view(&text)), 2);
	snippets_begin(&walk, buf_view(&text));
	assert_true(snippets_next(&walk, &s));
	assert_true(str_ends(s.text, STR("akhir,")));
	buf_reset(&text);
	for (i = 0; i < 900; i++)
		buf_char(&text, 'x');
	assert_int_equal(check_pieces(buf_view(&text)), 3);
}

static void the_last_one_is_found(void **state)
{
	static const struct {
		const char *text, *last;
	} rows[] = {
		{"Satu. Dua", "Dua"},  {"Satu. Dua. ", "Dua. "}, {"Satu", "Satu"},
		{"A\nB", "B"},         {"", ""},                 {"Oleh Prof. Budi", "Oleh Prof. Budi"},
		{"Satu. ", "Satu. "},  {"...", "..."},           {"A.\n\nB.\n", "B.\n"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str s = str_of(rows[i].text);

		assert_str(str_sub(s, snippet_last_start(s), s.n), rows[i].last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_tell_where_they_begin),
		cmocka_unit_test(long_ones_are_cut_at_clauses),
		cmocka_unit_test(the_last_one_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
