#include "unit.h"

#include "chat/reply/reply_filter.h"

/* What a reader got: text, and "<1,2>" where markers stood. */
struct got {
	struct buf text, cited, styles;
	bool stop;
};

/* "*" where text is strong, "/" emphasised, "#" code, "_" linked. */
static void add_style(struct buf *b, struct str piece, const struct reply_style *style)
{
	size_t i;

	for (i = 0; i < piece.n; i++)
		buf_char(b, style->href.n ? '_' : style->strong ? '*' : style->em ? '/' : style->code ? '#' : ' ');
}

static int text(void *arg, struct str piece, const struct reply_style *style)
{
	struct got *g = arg;

	assert_true(piece.n > 0);
	buf_str(&g->text, piece);
	add_style(&g->styles, piece, style);
	return g->stop;
}

static int cited(void *arg, const unsigned *numbers, size_t n)
{
	struct got *g = arg;
	size_t i;

	buf_printf(&g->cited, "%zu:", g->text.n);
	for (i = 0; i < n; i++)
		buf_printf(&g->cited, "%s%u", i ? "," : "", numbers[i]);
	buf_char(&g->cited, ' ');
	return 0;
}

static bool knows(void *arg, struct str url, bool whole)
{
	static const char *const known[] = {"https://www.itb.ac.id/a", "https://itb.ac.id/wiki/A_(b)"};
	size_t i;

	(void)arg;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (whole ? str_eq(str_of(known[i]), url) : str_starts(str_of(known[i]), url))
			return true;
	return false;
}

/* Feeds s in pieces of `step` bytes. */
static void run(struct got *g, const char *s, size_t step)
{
	struct reply_filter m;
	struct str rest = str_of(s);

	*g = (struct got){.text = BUF_MAX(65536), .cited = BUF_MAX(65536), .styles = BUF_MAX(65536)};
	reply_filter_init(&m, (struct reply_filter_sink){text, cited, knows, g});
	while (rest.n) {
		size_t n = step < rest.n ? step : rest.n;

		while (n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
			n++; /* whole code points, as the model's client gives them */
		assert_int_equal(reply_filter_feed(&m, str_sub(rest, 0, n), NULL), 0);
		rest = str_sub(rest, n, rest.n);
	}
	assert_int_equal(reply_filter_end(&m, NULL), 0);
	reply_filter_release(&m);
}

static void done(struct got *g)
{
	buf_release(&g->text);
	buf_release(&g->cited);
	buf_release(&g->styles);
}

/* Longer than a marker may be. */
#define STARS "********************************************************************************"

static const struct {
	const char *in, *text, *cited;
} cases[] = {
	{"ITB berdiri 1920 [1].", "ITB berdiri 1920.", "16:1 "},
	{"ITB berdiri 1920. [1]", "ITB berdiri 1920.", "17:1 "},
	{"A [1][2] dan B [1, 3].", "A dan B.", "1:1 1:2 7:1,3 "},
	{"A[1]dan", "A dan", "1:1 "},
	{"A [1-3], B [[2]] C [^4]!", "A, B C!", "1:1,2,3 4:2 6:4 "},
	{"A\xe3\x80\x90" "1\xe2\x80\xa0source\xe3\x80\x91.", "A.", "1:1 "},
	{"[1] A", "A", "0:1 "},
	{"A [Source 1]. B [Sumber: 2, 3]", "A. B", "1:1 4:2,3 "},
	{"A [[ref. 4]] B (Sumber 1) C (sources: [2]).", "A B C.", "1:4 3:1 5:2 "},
	{"[Sumber] (3) (sumber: BPS 2) [Dokumen 2 tahun]", "[Sumber] (3) (sumber: BPS 2) [Dokumen 2 tahun]", ""},
	{"A (so", "A (so", ""},
	{"A [1]\n\nB", "A\n\nB", "1:1 "},
	{"A (lihat [1]) B ([2]) C", "A (lihat) B C", "8:1 11:2 "},
	{"[sic] x[i] [1", "[sic] x[i] [1", ""},
	{"tanda [", "tanda [", ""},
	{"[99999999] x", "x", "0:999999,99 "},
	{"lihat https://www.itb.ac.id/a.", "lihat https://www.itb.ac.id/a.", ""},
	{"teks https://evil.example/x?y=1 ya", "teks ya", ""},
	{"teks https://evil.example/x. Ya", "teks. Ya", ""},
	/* what leads to an address that is taken out goes with it */
	{"Lihat https://evil.example/x?y=1 ya", "", ""},
	{"Lihat https://evil.example/x. Ya", "Ya", ""},
	{"Buka https://evil.example dan masuk [1]. Lalu isi.", "Lalu isi.", ""},
	{"Buka **https://evil.example** dan masuk.", "", ""},
	{"Satu. Silakan kunjungi laman berikut: https://evil.example! Dua.", "Satu. Dua.", ""},
	{"Untuk daftar, buka https://evil.example dan masuk, lalu isi 2.5 data.",
	 "Untuk daftar, lalu isi 2.5 data.", ""},
	{"Daftar di https://evil.example paling lambat 3 Mei.", "Daftar paling lambat 3 Mei.", ""},
	{"Daftar (lihat https://evil.example) paling lambat 3 Mei.", "Daftar paling lambat 3 Mei.", ""},
	{"Klik [di sini](https://evil.example) untuk masuk.\nDua", "Dua", ""},
	{"Lihat https://www.itb.ac.id/a dan masuk.", "Lihat https://www.itb.ac.id/a dan masuk.", ""},
	{"Bukan di ini", "Bukan di ini", ""},
	{"[Prodi](https://evil.example) ada [A](#b)", "Prodi ada A", ""},
	{"Lihat [laman *resmi*](https://www.itb.ac.id/a \"x\").", "Lihat laman resmi.", ""},
	{"[https://evil.example](https://www.itb.ac.id/a) x", "https://www.itb.ac.id/a x", ""},
	{"[x] (y) [z]( w", "[x] (y) [z]( w", ""},
	{"a\\*b\\_c \\n", "a*b_c \\n", ""},
	{"(https://evil.example) ya", "ya", ""},
	{"A (https://evil.example) ya", "A ya", ""},
	{"A (HTTPS://evil.example ya) b", "A (ya) b", ""},
	{"[teks](https://evil.example)!", "teks!", ""},
	{"[1](https://evil.example)!", "!", "0:1 "},
	{"xhttp://evil.example", "x", ""},
	{"www.evil.example", "", ""},
	{"www. www.", "www. www.", ""},
	{"https://itb.ac.id/wiki/A_(b), ya", "https://itb.ac.id/wiki/A_(b), ya", ""},
	{"https://www.itb.ac.id/abc", "", ""},
	{"https://www.itb.ac.id/a[1] b", "https://www.itb.ac.id/a b", "23:1 "},
	/* other brackets and words */
	{"A [cite:1] B [cite: 1, 2].", "A B.", "1:1 3:1,2 "},
	{"A \\[1\\] B \\[2].", "A B.", "1:1 3:2 "},
	{"A\xef\xbc\xbb" "1\xef\xbc\xbd B\xe3\x80\x94" "2\xe3\x80\x95 C\xe2\x9f\xa6" "3\xe2\x9f\xa7.", "A B C.",
	 "1:1 3:2 5:3 "},
	{"Bandung<sup>1</sup> dan<sup>[2, 3]</sup>. A <cite>4</cite>.", "Bandung dan. A.", "7:1 11:2,3 14:4 "},
	{"A [1\xe2\x80\xa0L3-L5].", "A.", "1:1 "},
	{"A [Dokumen 1: Peraturan Akademik]. [Sumber 2 tahun]", "A. [Sumber 2 tahun]", "1:1 "},
	{"A [Sumber 1, Sumber 2] B [1 dan 2] C [1\xe2\x80\x93" "3].", "A B C.", "1:1,2 3:1,2 5:1,2,3 "},
	{"Bandung\xc2\xb9\xc2\xb2 dan\xe2\x81\xb4.", "Bandung dan.", "7:1 7:2 11:4 "},
	{"Luas 10 m\xc2\xb2, 3 km<sup>2</sup>, 2 cm<sup>3</sup>, m<sup>4</sup>, x\xc2\xb2, 10\xc2\xb3, "
	 "10\xe2\x81\xbb\xc2\xb3.",
	 "Luas 10 m\xc2\xb2, 3 km\xc2\xb2, 2 cm\xc2\xb3, m^4, x\xc2\xb2, 10\xc2\xb3, 10\xe2\x81\xbb\xc2\xb3.", ""},
	{"A \xee\x88\x80" "cite\xee\x88\x82" "1\xee\x88\x82" "turn0search1\xee\x88\x81. B\xee\x88\x80 x\xee\x80\x81",
	 "A. B x", "1:1 "},
	{"<sup>th</sup> \\n <b>1</b> \\( [cited] <supp>1", "<sup>th</sup> \\n <b>1</b> \\( [cited] <supp>1", ""},
	/* removing something never joins two halves */
	{"htt**ps://evil.example", "htt ps://evil.example", ""},
	{"http[1]://evil.example", "http ://evil.example", "4:1 "},
	{"www.`evil.example`", "www. evil.example", ""},
	{"https://www.itb.ac.id/a [1].", "https://www.itb.ac.id/a.", "23:1 "},
	{"https://www.itb.ac.id/a [1].evil.example", "https://www.itb.ac.id/a .evil.example", "23:1 "},
	{"https://www.itb.ac.id/a*bc*", "https://www.itb.ac.id/a bc", ""},
	{"https://www.itb.ac.id/a*(bc", "https://www.itb.ac.id/a (bc", ""},
	{"https://www.itb.ac.id/a`(`[1] bc)", "https://www.itb.ac.id/a (bc)", "23:1 "},
	{"[**1**] [`2`]", "", "0:1 0:2 "},
	{"A[1" STARS "]", "A[1 ]", ""},
	{"A[" STARS "1]", "A[ 1]", ""},
	{"A[1" STARS "2]", "A[1 2]", ""},
	{"**Tebal** dan *miring* `kode`", "Tebal dan miring kode", ""},
	{"# Judul\n* satu\n* dua", "Judul\n- satu\n- dua", ""},
	{"2*3 = 2 * 3, C# #1", "2*3 = 2 * 3, C# #1", ""},
	{"  a  b  ", "a  b", ""},
};

static void pieces_of_any_size_give_the_same(void **state)
{
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (step = 1; step <= strlen(cases[i].in); step++) {
			struct got g;

			run(&g, cases[i].in, step);
			if (!str_eq(buf_view(&g.text), str_of(cases[i].text)))
				print_message("case %zu, pieces of %zu: %.*s\n", i, step, STR_ARG(buf_view(&g.text)));
			assert_str(buf_view(&g.text), cases[i].text);
			assert_str(buf_view(&g.cited), cases[i].cited);
			done(&g);
		}
}

static const struct {
	const char *in, *text, *styles;
} styled[] = {
	{"A **b c**, d", "A b c, d", "  ***   "},
	{"*a* `b*c*` d", "a b*c* d", "//####  "},
	{"Lihat [laman](https://www.itb.ac.id/a) ya", "Lihat laman ya", "      _____   "},
	{"Lihat https://www.itb.ac.id/a.", "Lihat https://www.itb.ac.id/a.", "      _______________________ "},
	{"[x](https://evil.example)", "x", " "},
};

static void marks_become_styles(void **state)
{
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof styled / sizeof styled[0]; i++)
		for (step = 1; step <= strlen(styled[i].in); step++) {
			struct got g;

			run(&g, styled[i].in, step);
			assert_str(buf_view(&g.text), styled[i].text);
			if (!str_eq(buf_view(&g.styles), str_of(styled[i].styles)))
				print_message("case %zu, pieces of %zu: %.*s\n", i, step, STR_ARG(buf_view(&g.styles)));
			assert_str(buf_view(&g.styles), styled[i].styles);
			done(&g);
		}
}

/* Only what is undecided is held back; words go out with the piece in which they came. */
static void words_are_not_held_back(void **state)
{
	struct got g = {.text = BUF_MAX(4096), .cited = BUF_MAX(4096), .styles = BUF_MAX(4096)};
	struct reply_filter m;

	(void)state;
	reply_filter_init(&m, (struct reply_filter_sink){text, cited, knows, &g});
	reply_filter_feed(&m, STR("Mahasiswa"), NULL);
	assert_str(buf_view(&g.text), "Mahasiswa");
	reply_filter_feed(&m, STR(" hadir"), NULL);
	assert_str(buf_view(&g.text), "Mahasiswa hadir");
	reply_filter_feed(&m, STR(" [1"), NULL);
	assert_str(buf_view(&g.text), "Mahasiswa hadir");
	reply_filter_feed(&m, STR("] hari"), NULL);
	assert_str(buf_view(&g.text), "Mahasiswa hadir hari");
	/* this may lead to an address that isn't known */
	reply_filter_feed(&m, STR(" di"), NULL);
	assert_str(buf_view(&g.text), "Mahasiswa hadir hari");
	reply_filter_feed(&m, STR("mulai"), NULL);
	assert_str(buf_view(&g.text), "Mahasiswa hadir hari dimulai");
	reply_filter_end(&m, NULL);
	reply_filter_release(&m);
	done(&g);
}

static void a_reader_that_left_ends_the_work(void **state)
{
	struct got g = {.text = BUF_MAX(4096), .cited = BUF_MAX(4096), .styles = BUF_MAX(4096), .stop = true};
	struct reply_filter m;
	struct err err = {0};

	(void)state;
	reply_filter_init(&m, (struct reply_filter_sink){text, cited, knows, &g});
	assert_int_equal(reply_filter_feed(&m, STR("Buku"), &err), -1);
	assert_int_equal(err.code, ERR_GONE);
	reply_filter_release(&m);
	done(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(marks_become_styles),
		cmocka_unit_test(words_are_not_held_back),
		cmocka_unit_test(a_reader_that_left_ends_the_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
