#include "unit.h"

#include "kb/document/docx.h"
#include "kb/document/extract.h"

#define STYLES \
	"<styles><style type='paragraph' default='1' styleId='Normal'><name val='Normal'/></style>" \
	"<style styleId='Judul1'><name val='heading 1'/><pPr><numPr><numId val='1'/></numPr></pPr></style>" \
	"<style styleId='Judul2'><name val='heading 2'/><pPr><numPr><ilvl val='1'/>" \
	"<numId val='1'/></numPr></pPr></style>" \
	"<style styleId='Ayat'><name val='Ayat'/><pPr><numPr><ilvl val='2'/><numId val='1'/></numPr></pPr></style>" \
	"<style styleId='AyatDua'><name val='Ayat 2'/><basedOn val='Ayat'/></style>" \
	"<style styleId='Isi1'><name val='toc 1'/></style>" \
	"<style styleId='Tebal'><name val='Tebal'/><rPr><b/></rPr></style>" \
	"<style styleId='Putar'><name val='Putar'/><basedOn val='Putar'/></style></styles>"
#define NUMBERING \
	"<numbering><abstractNum abstractNumId='5'>" \
	"<lvl ilvl='0'><start val='1'/><numFmt val='upperRoman'/><lvlText val='BAB %1'/></lvl>" \
	"<lvl ilvl='1'><numFmt val='decimal'/><lvlRestart val='0'/><pStyle val='Judul2'/>" \
	"<lvlText val='Pasal %2'/></lvl>" \
	"<lvl ilvl='2'><numFmt val='decimal'/><lvlText val='(%3)'/></lvl></abstractNum>" \
	"<abstractNum abstractNumId='6'><lvl ilvl='0'><numFmt val='lowerLetter'/><lvlText val='%1.'/></lvl>" \
	"<lvl ilvl='1'><numFmt val='lowerRoman'/><lvlText val='%1.%2)'/></lvl>" \
	"<lvl ilvl='2'><isLgl/><numFmt val='decimalZero'/><lvlText val='%1.%3'/></lvl>" \
	"<lvl ilvl='3'><numFmt val='bullet'/><lvlText val='o'/></lvl></abstractNum>" \
	"<abstractNum abstractNumId='7'><lvl ilvl='0'><numFmt val='decimal'/>" \
	"<lvlText val='Pasal %1'/></lvl></abstractNum>" \
	"<num numId='1'><abstractNumId val='5'/></num><num numId='2'><abstractNumId val='6'/></num>" \
	"<num numId='3'><abstractNumId val='6'/><lvlOverride ilvl='0'><startOverride val='3'/></lvlOverride></num>" \
	"<num numId='4'><abstractNumId val='7'/></num></numbering>"
#define NOTES \
	"<footnotes><footnote id='0' type='separator'><p><r><separator/></r></p></footnote>" \
	"<footnote id='2'><p><r><footnoteRef/></r><r>" \
	"<t xml:space='preserve'> Tidak kembali.</t></r></p></footnote></footnotes>"

/* Every block, headings behind "# ", whole tables left out. */
static void reads_as(const char *body, const char *blocks)
{
	BUF_AUTO struct buf document = BUF_MAX(1 << 20), html = {0}, shown = BUF_MAX(1 << 20);
	struct markup *trees[DOCX_PARTS] = {NULL};
	const char *const parts[DOCX_PARTS] = {NULL, STYLES, NUMBERING, NOTES, NOTES};
	OUTLINE_AUTO struct outline o;
	struct extract x = {.outline = &o};
	size_t i;

	buf_printf(&document, "<document><body>%s</body></document>", body);
	outline_init(&o, 1 << 20);
	for (i = 0; i < DOCX_PARTS; i++)
		assert_int_equal(markup_parse(i ? str_of(parts[i]) : buf_view(&document), MARKUP_XML, &trees[i],
			NULL), 0);
	assert_int_equal(docx_read(trees, &html, NULL), 0);
	assert_int_equal(extract_html(&x, buf_view(&html), NULL), 0);
	for (i = 0; i < o.blocks_n; i++)
		if (o.blocks[i].kind != OUTLINE_TABLE)
			buf_printf(&shown, "%s%.*s\n", o.blocks[i].kind == OUTLINE_HEADING ? "# " : "",
				   STR_ARG(outline_block_text(&o, &o.blocks[i])));
	for (i = 0; i < DOCX_PARTS; i++)
		markup_free(trees[i]);
	if (!str_eq(buf_view(&shown), str_of(blocks)))
		print_error("%s\n", shown.p ? shown.p : "");
	assert_str(buf_view(&shown), blocks);
}

#define P(style, text) "<p><pPr><pStyle val='" style "'/></pPr><r><t>" text "</t></r></p>"
#define LIST(number, level, text)                                                                             \
	"<p><pPr><numPr><ilvl val='" level "'/><numId val='" number "'/></numPr></pPr><r><t>" text "</t></r></p>"
#define TC(text) "<tc><p><r><t>" text "</t></r></p></tc>"
#define WIDE(span, text) "<tc><tcPr><gridSpan val='" span "'/></tcPr><p><r><t>" text "</t></r></p></tc>"
#define DOWN(value, text) "<tc><tcPr><vMerge " value "/></tcPr><p><r><t>" text "</t></r></p></tc>"

static void numbers_of_styles(void **state)
{
	(void)state;
	reads_as(P("Judul1", "Umum") "<p><pPr><pStyle val='Judul2'/></pPr></p>" P("Ayat", "satu") P("AyatDua", "dua")
		 P("Judul1", "Biaya") P("Judul2", "Denda") P("Ayat", "lagi") P("Putar", "biasa") P("Isi1", "Umum 3"),
		 "# BAB I Umum\n# Pasal 1\n(1) satu\n(2) dua\n# BAB II Biaya\n# Pasal 2 Denda\n(1) lagi\nbiasa\n");
	reads_as("<p><pPr><numPr><ilvl val='0'/><numId val='4'/></numPr></pPr><r>"
	"<t>Mahasiswa wajib membayar.</t></r></p>",
		 "# Pasal 1\nMahasiswa wajib membayar.\n");
}

static void numbers_of_lists(void **state)
{
	(void)state;
	reads_as(LIST("2", "0", "A") LIST("2", "1", "A1") LIST("2", "1", "A2") LIST("2", "0", "B") LIST("2", "1", "B1")
		 LIST("2", "2", "B11") LIST("2", "3", "titik") LIST("3", "0", "C") LIST("3", "0", "D") LIST("0", "0",
		 	"tak") LIST("9", "0", "ada"),
		 "a. A\na.i) A1\na.ii) A2\nb. B\nb.i) B1\n2.1 B11\n- titik\nc. C\nd. D\ntak\nada\n");
}

static void headings_by_look(void **state)
{
	(void)state;
	reads_as(P("Tebal", "Tata Cara") "<p><r><rPr><b/></rPr><t>Syarat </t></r><r><rPr><b/></rPr><t>Umum</t></r></p>"
		 "<p><r><rPr><b/></rPr><t>Tebal</t></r><r><t> dan tidak.</t></r></p>"
		 "<p><pPr><pStyle val='Tebal'/></pPr><r><rPr><b val='0'/></rPr><t>Tipis</t></r></p>"
		 "<p><pPr><outlineLvl val='0'/></pPr><r><t>Kerangka</t></r></p>",
		 "# Tata Cara\n# Syarat Umum\nTebal dan tidak.\nTipis\n# Kerangka\n");
}

static void notes_and_raised_characters(void **state)
{
	(void)state;
	reads_as("<p><r><t>Rp 300.000</t></r><r><rPr><vertAlign val='superscript'/></rPr>"
	"<footnoteReference id='2'/></r>"
		 "<r><t> dan 20 m</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r><r>"
		 "<t>, IPK 3,0</t></r>"
		 "<r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r><r><rPr><vanish/></rPr><t>rahasia</t></r>"
		 "<r><endnoteReference id='7'/></r></p>",
		 "Rp 300.000 (Tidak kembali.) dan 20 m^2, IPK 3,0\n");
}

static void text_boxes_once(void **state)
{
	(void)state;
	reads_as("<p><r><t>Isi.</t></r><r><AlternateContent><Choice><txbxContent><p><r>"
	"<t>Batas</t></r></p></txbxContent></Choice>"
		 "<Fallback><txbxContent><p><r><t>Batas</t></r></p></txbxContent></Fallback></AlternateContent></r>"
		 "<r><t> Lanjut &lt;b&gt;.</t></r></p><del><p><r><t>hapus</t></r></p></del><p><del><r>"
		 "<t>hapus</t></r></del><ins><r><t>baru</t></r></ins></p>"
		 "<sdt><sdtPr><docPartObj><docPartGallery val='Table of Contents'/></docPartObj></sdtPr><sdtContent>"
		 "<p><r><t>x</t></r></p></sdtContent></sdt>"
		 "<sdt><sdtContent><p><r><sym char='F0FE'/><t> setuju</t></r></p></sdtContent></sdt>",
		 "Isi. Lanjut <b>.\nBatas\nbaru\n☑ setuju\n");
}

static void tables_with_merged_cells(void **state)
{
	(void)state;
	reads_as("<tbl><tr><trPr><tblHeader/></trPr>" TC("Jalur") WIDE("2", "Biaya") "</tr>"
	"<tr>" TC("") TC("Awal") TC("UKT") "</tr>"
		 "<tr>" DOWN("val='restart'", "SNBP") TC("1") TC("2") "</tr>"
		 "<tr>" DOWN("", "") TC("3") TC("4") "</tr></tbl>",
		 "Jalur: SNBP; Biaya Awal: 1; Biaya UKT: 2\nJalur: SNBP; Biaya Awal: 3; Biaya UKT: 4\n");
	/* lines drawn by hand: no row fills the grid */
	reads_as("<tbl><tr>" TC("Prodi") WIDE("2", "Biaya") TC("Batas") "</tr>"
	"<tr>" WIDE("2", "Fisika") TC("5") TC("Juli") "</tr></tbl>",
		 "Prodi: Fisika; Biaya: 5; Batas: Juli\n");
}

static void forms(void **state)
{
	(void)state;
	reads_as("<tbl><tr>" WIDE("2", "Nama") WIDE("8", "Ani") "</tr>"
	"<tr>" WIDE("3", "NIM:") WIDE("2", "135") WIDE("2", "Prodi") WIDE("3", "Fisika") "</tr>"
		 "<tr>" WIDE("4", "Kota") TC(":") WIDE("5", "Bandung") "</tr>"
		 "<tr>" WIDE("10", "Tanda tangan") "</tr></tbl>",
		 "Nama: Ani\nNIM: 135; Prodi: Fisika\nKota: Bandung\nTanda tangan\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_styles),
		cmocka_unit_test(numbers_of_lists),
		cmocka_unit_test(headings_by_look),
		cmocka_unit_test(notes_and_raised_characters),
		cmocka_unit_test(text_boxes_once),
		cmocka_unit_test(tables_with_merged_cells),
		cmocka_unit_test(forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
