#include "unit.h"

#include <stdio.h>

#include "kb/outline/csv.h"
#include "kb/document/extract.h"
#include "kb/pdf/pdf.h"
#include "outline_show.h"

static void extracts_to(const char *name, const char *content, const char *blocks)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct extract x = {.kind = extract_kind_of(str_of(name)), .outline = &o};
	struct err err = {0};

	outline_init(&o, 1 << 20);
	if (extract_document(&x, str_of(content), &err))
		print_error("%s\n", err.msg);
	outline_show(&o, &b);
	if (!str_eq(buf_view(&b), str_of(blocks)))
		print_error("%s\n", b.p ? b.p : "");
	assert_str(buf_view(&b), blocks);
}

static void text_is_parted_at_empty_lines_and_items(void **state)
{
	(void)state;
	extracts_to("a.txt", "\xEF\xBB\xBFSatu\nbaris  lagi.\r\n\r\nDaftar:\n1. satu\n   terus\n2. dua\n",
		    "T Satu baris lagi.\nT Daftar:\nT 1. satu terus\nT 2. dua\n");
	extracts_to("a.txt", "Aturan\n\nBAB I\n\nKETENTUAN UMUM\nPasal 1\n(1) Satu.\nlihat\nPasal 2 ayat (1)\n"
			     "\fPasal 2\nDua.\nBAB II",
		    "T Aturan\nH1 BAB I KETENTUAN UMUM\nH3 Pasal 1\nT (1) Satu. lihat Pasal 2 ayat (1)\nH3 Pasal 2\n"
		    "T Dua.\nH1 BAB II\n");
	extracts_to("a.txt", "kafe\xE9 \x93ya\x94", "T kafeé “ya”\n");
}

static void markdown_keeps_its_structure(void **state)
{
	(void)state;
	extracts_to("a.md",
		    "---\ntitle: \"Judul\"\n---\n# Asrama\n\nTeks *miring* [tautan](https://example.org).\n\n"
		    "3. tiga\n4. empat\n\n- butir\n\n| Kamar | Biaya |\n|---|---|\n| A | 1 |\n| B | 2 |\n",
		    "H1 Asrama\nT Teks miring tautan.\nT 3. tiga\nT 4. empat\nT - butir\n"
		    "R Kamar: A; Biaya: 1\nR Kamar: B; Biaya: 2\nW Kamar | Biaya\nA | 1\nB | 2\n");
}

static void notes_of_markdown_stand_at_their_marks(void **state)
{
	(void)state;
	extracts_to("a.md",
		    "IPK 3,00[^1] dan usia 23[^b], lihat[^1] [^x].\n\n| A | B |\n|---|---|\n| 1[^c] | 2 |\n\n"
		    "[^1]: Untuk *sarjana*.\n[^b]: Saat\n    mendaftar.\n\n    Tetap.\n[^c]: x | y\n"
		    "# Bab\n```\n[^1]: z\n```\n[^d]: Tanpa tanda.\n",
		    "T IPK 3,00 (Untuk sarjana.) dan usia 23 (Saat mendaftar. Tetap.), lihat [^x].\n"
		    "R A: 1 (x | y); B: 2\nH1 Bab\nT [^1]: z\nT Tanpa tanda.\n");
}

static void encodings_that_pages_state(void **state)
{
	(void)state;
	extracts_to("a.html",
		    "<p>\xCF\xF0\xE8\xE2\xE5\xF2</p><meta http-equiv=x content='text/html; charset=windows-1251'>",
		    "T Привет\n");
	extracts_to("a.html", "<meta charset='iso-8859-1'><p>\x93kaf\xE9\x94</p>", "T “kafé”\n");
	extracts_to("a.html", "<meta charset=utf-8><p>kafé itu“ \xE9</p>", "T kafé itu“ \xEF\xBF\xBD\n");
	extracts_to("a.html", "<meta charset='x//IGNORE'><p>kaf\xE9</p>", "T kafé\n");
}

static void a_page_without_its_furniture(void **state)
{
	(void)state;
	extracts_to("a.html",
		    "<html><head><title>T</title><style>x{}</style></head><body><header>Kepala</header><nav>Menu</nav>"
		    "<h2>Biaya &amp; UKT</h2><p>Satu<br>dua<script>alert(1)</script></p><div>tiga<p>empat</div>"
		    "<footer>Kaki</footer></body></html>",
		    "H2 Biaya & UKT\nT Satu dua\nT tiga\nT empat\n");
	extracts_to("a.html", "<div>luar</div><main><p>dalam</main><p>sesudah", "T dalam\n");
}

static void spans_reach_over_cells(void **state)
{
	(void)state;
	extracts_to("a.html",
		    "<table><tr><th>Jalur<th>Hari<th>Jam<tr><td rowspan=2>SNBP<td>Senin<td>8<tr><td>Rabu<td>9"
		    "<tr><td>SNBT<td colspan=2>menyusul</table>",
		    "R Jalur: SNBP; Hari: Senin; Jam: 8\nR Jalur: SNBP; Hari: Rabu; Jam: 9\n"
		    "R Jalur: SNBT; Hari: menyusul; Jam: menyusul\n"
		    "W Jalur | Hari | Jam\nSNBP | Senin | 8\nSNBP | Rabu | 9\nSNBT | menyusul | menyusul\n");
}

static void tables_with_rows_above_between_and_below(void **state)
{
	(void)state;
	extracts_to("a.csv",
		    "Referensi: kampus,,,,\nProdi,Kode:,UKT,,\nFakultas Satu,,,,\nFisika,F1,\"Rp1,5\",,\n,,,,\n"
		    "Kimia,,2,,\n*) sementara,,,,\n",
		    "T Referensi: kampus\nT Fakultas Satu\nR Prodi: Fisika; Kode: F1; UKT: Rp1,5\n"
		    "R Prodi: Kimia; UKT: 2\nT *) sementara\n"
		    "W Prodi | Kode: | UKT\nFakultas Satu | |\nFisika | F1 | Rp1,5\nKimia | | 2\n*) sementara | |\n");
}

/* The block that titles the last one, counted from 1; 0 for none. */
static size_t titled_by(const char *csv)
{
	OUTLINE_AUTO struct outline o;
	struct extract x = {.kind = extract_kind_of(STR("a.csv")), .outline = &o};

	outline_init(&o, 1 << 20);
	assert_int_equal(extract_document(&x, str_of(csv), NULL), 0);
	return o.blocks[o.blocks_n - 1].under[0];
}

static void a_link_is_no_title(void **state)
{
	(void)state;
	assert_int_equal(titled_by("Loket kampus,,\nLoket,Jam\nTimur,8\n"), 1);
	assert_int_equal(titled_by("Sumber: https://contoh.example/loket,,\nLoket,Jam\nTimur,8\n"), 0);
	assert_int_equal(titled_by("Sumber: https://contoh.example/loket,,\nLoket kampus,,\nLoket,Jam\nTimur,8\n"), 2);
}

static void csv_of_any_separator(void **state)
{
	(void)state;
	assert_int_equal(csv_separator(STR("a;b;c\n1,5;2;3\n")), ';');
	assert_int_equal(csv_separator(STR("a\tb\n1, 2\t3\n")), '\t');
	assert_int_equal(csv_separator(STR("satu kata")), ',');
	extracts_to("a.csv", "a;b\r\"x\"\"y\nz\";2\r\n", "R a: x\"y z; b: 2\n");
}

static void csv_as_excel_writes_it(void **state)
{
	static const char wide[] = "N\0I\0M\0,\0A\0\n\0" "1\0,\0" "b\0\n\0";
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf b = BUF_MAX(1 << 20);
	struct extract x = {.kind = extract_kind_of(STR("a.csv")), .outline = &o};
	struct err err = {0};

	(void)state;
	extracts_to("a.csv", "\xEF\xBB\xBF\"Hari;Jam\";b\r\nx;y\r\n", "R Hari;Jam: x; b: y\n");
	extracts_to("a.csv", "sep=;\r\na,1;b\r\nx;y\r\n", "R a,1: x; b: y\n");
	outline_init(&o, 1 << 20);
	assert_int_equal(extract_document(&x, (struct str){wide, sizeof wide - 1}, &err), 0);
	outline_show(&o, &b);
	assert_str(buf_view(&b), "R NIM: 1; A: b\n");
}

static void headers_in_all_forms(void **state)
{
	(void)state;
	/* two header rows with cells merged across columns and rows, the text repeated or not */
	extracts_to("a.csv", "Kode,Waktu,Waktu,Ruang\nKode,Hari,Jam,Ruang\nK1,Senin,7,9\n",
		    "R Kode: K1; Waktu Hari: Senin; Waktu Jam: 7; Ruang: 9\n");
	extracts_to("a.csv", "Kode,Waktu,,Ruang\n,Hari,Jam,\nK1,Senin,7,9\n",
		    "R Kode: K1; Waktu Hari: Senin; Waktu Jam: 7; Ruang: 9\n");
	/* no header at all */
	extracts_to("a.csv", "101,Budi\n102,Siti\n", "R 101; Budi\nR 102; Siti\nW 101 | Budi\n102 | Siti\n");
	extracts_to("a.csv", "Telepon,022-250\nSurel,a@b.id\n",
		    "R Telepon: 022-250\nR Surel: a@b.id\nW Telepon | 022-250\nSurel | a@b.id\n");
	/* cells merged downwards, followed by a sum that doesn't belong to them */
	extracts_to("a.csv", "Fakultas,Prodi,Kuota\nSatu,Fisika,8\n,Kimia,9\n,Jumlah,17\n",
		    "R Fakultas: Satu; Prodi: Fisika; Kuota: 8\nR Fakultas: Satu; Prodi: Kimia; Kuota: 9\n"
		    "R Prodi: Jumlah; Kuota: 17\n"
		    "W Fakultas | Prodi | Kuota\nSatu | Fisika | 8\n| Kimia | 9\n| Jumlah | 17\n");
	/* another table below an empty row */
	extracts_to("a.csv", "Prodi,Kode,Kuota\nFisika,F1,8\n,,\nKode,Arti,\nF1,Fisika Satu,\n",
		    "R Prodi: Fisika; Kode: F1; Kuota: 8\nR Kode: F1; Arti: Fisika Satu\n");
	extracts_to("a.html", "<table><tr><th>Alamat<td>Jalan Satu<tr><th>Buka<td>Senin</table>",
		    "R Alamat: Jalan Satu\nR Buka: Senin\nW Alamat | Jalan Satu\nBuka | Senin\n");
}

static void lists_keep_their_numbers(void **state)
{
	(void)state;
	extracts_to("a.html",
		    "<ol type=a><li><p>satu</p><p>lagi</p></li>\n<li>\n<p>dua</p></li><li></li></ol>"
		    "<ol type=I start=4><li>empat<ol type=i><li>kecil</ol></ol><ol type=A><li value=3>C</ol>"
		    "<ol><li value=7>tujuh<li>delapan</ol>",
		    "T a. satu\nT lagi\nT b. dua\nT IV. empat\nT i. kecil\nT C. C\nT 7. tujuh\nT 8. delapan\n");
	extracts_to("a.html", "<ul class='nav navbar'><li>Beranda</ul><pre>a b\nc\n</pre>oﬃce ﬁle",
		    "T a b\nT c\nT office file\n");
}

static void titles_from_word_processors(void **state)
{
	(void)state;
	extracts_to("a.html", "<header id=title-block-header><h1 class=title>Judul</h1></header><h1>Bab</h1><p>x",
		    "H1 Judul\nH1 Bab\nT x\n");
}

static void headings_without_their_elements(void **state)
{
	(void)state;
	extracts_to("a.html",
		    "<p>BAB I</p><p>KETENTUAN\nUMUM</p><p>Pasal 1</p><p>Isi, lihat Pasal 2.</p><p>Bagian Kesatu<br></p>"
		    "<p>Umum</p><p><b>Pasal 2</b></p><p>PENTING</p><p><strong>Syarat\ncuti</strong></p><p>Isi.</p>"
		    "<p><b>Berapa?</b></p><p>Dua.</p><p><b>Catatan:</b></p><p><b>Tebal</b> dan tipis</p>",
		    "H1 BAB I KETENTUAN UMUM\nH3 Pasal 1\nT Isi, lihat Pasal 2.\nH2 Bagian Kesatu Umum\nH3 Pasal 2\n"
		    "T PENTING\nH6 Syarat cuti\nT Isi.\nH6 Berapa?\nT Dua.\nT Catatan:\nT Tebal dan tipis\n");
}

static void refused(struct str name, struct str content)
{
	OUTLINE_AUTO struct outline o;
	struct extract x = {.kind = extract_kind_of(name), .outline = &o};
	struct err err = {0};

	outline_init(&o, 1 << 20);
	assert_int_equal(extract_document(&x, content, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
}

static void what_is_no_document_is_refused(void **state)
{
	(void)state;
	refused(STR("a.txt"), (struct str){"\x7f" "ELF\0\1", 6});
	refused(STR("a.html"), STR("<p> </p>"));
	refused(STR("a.bin"), STR("x"));
	refused(STR("a.jsonl"), STR("{}"));
}

static void kinds_by_name(void **state)
{
	(void)state;
	assert_string_equal(extract_kind_of(STR("a/B.PDF"))->ending, ".pdf");
	assert_string_equal(extract_kind_of(STR("a.rtf"))->format, "rtf");
	assert_null(extract_kind_of(STR("a.jsonl"))->read);
	assert_null(extract_kind_of(STR(".md")));
	assert_null(extract_kind_of(STR("a.bin")));
}

static void hyphens_at_line_ends(void **state)
{
	static const struct {
		const char *before, *after, *all;
		enum pdf_join how;
	} cases[] = {
		{"norma-", "norma yang", "", PDF_JOIN_KEEP},
		{"buah-", "buahan", "", PDF_JOIN_KEEP},
		{"pendaf-", "taran", "", PDF_JOIN_DROP},
		{"non-", "gelar", "", PDF_JOIN_KEEP},
		{"sekurang-", "kurangnya", "", PDF_JOIN_KEEP},
		{"turut-", "mata", "sebuah turut-mata", PDF_JOIN_KEEP},
		{"sub-", "jek", "sebuah subjek", PDF_JOIN_DROP},
		{"Jawa-", "Bali", "", PDF_JOIN_KEEP},
		{"tahun 2024 -", "akhir", "", PDF_JOIN_SPACE},
		{"kata", "lain", "", PDF_JOIN_SPACE},
		{"warna-", "warni", "", PDF_JOIN_KEEP},
		{"mahasiswa-", "mahasiswi", "", PDF_JOIN_KEEP},
		{"COVID-", "19", "", PDF_JOIN_KEEP},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(pdf_hyphen(str_of(cases[i].before), str_of(cases[i].after), str_of(cases[i].all)),
				 cases[i].how);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_parted_at_empty_lines_and_items),
		cmocka_unit_test(markdown_keeps_its_structure),
		cmocka_unit_test(notes_of_markdown_stand_at_their_marks),
		cmocka_unit_test(encodings_that_pages_state),
		cmocka_unit_test(a_page_without_its_furniture),
		cmocka_unit_test(spans_reach_over_cells),
		cmocka_unit_test(tables_with_rows_above_between_and_below),
		cmocka_unit_test(a_link_is_no_title),
		cmocka_unit_test(csv_of_any_separator),
		cmocka_unit_test(csv_as_excel_writes_it),
		cmocka_unit_test(headers_in_all_forms),
		cmocka_unit_test(lists_keep_their_numbers),
		cmocka_unit_test(titles_from_word_processors),
		cmocka_unit_test(headings_without_their_elements),
		cmocka_unit_test(what_is_no_document_is_refused),
		cmocka_unit_test(kinds_by_name),
		cmocka_unit_test(hyphens_at_line_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
