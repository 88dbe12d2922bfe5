#include "unit.h"

#include "kb/outline/merged.h"
#include "kb/outline/raised.h"
#include "kb/document/workbook.h"

/* The blocks' texts, one a line; of whole tables nothing. */
static void show(const struct outline *o, struct buf *b)
{
	size_t i;

	for (i = 0; i < o->blocks_n; i++) {
		if (o->blocks[i].kind == OUTLINE_TABLE)
			continue;
		buf_str(b, outline_block_text(o, &o->blocks[i]));
		buf_char(b, '\n');
	}
}

static void sheet_is(struct workbook *b, const char *xml, const char *blocks)
{
	OUTLINE_AUTO struct outline o;
	BUF_AUTO struct buf shown = BUF_MAX(1 << 20);
	struct err err = {0};

	outline_init(&o, 1 << 20);
	assert_int_equal(workbook_read_sheet(b, str_of(xml), STR("Lembar"), &o, &err), 0);
	show(&o, &shown);
	assert_str(buf_view(&shown), blocks);
}

static void cells_of_all_types(void **state)
{
	WORKBOOK_AUTO struct workbook b;

	(void)state;
	workbook_init(&b);
	assert_int_equal(workbook_read_styles(&b, STR(""
	"<x:styleSheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'>"
						      "<x:numFmts>"
						      "<x:numFmt numFmtId='170' formatCode='000'/></x:numFmts>"
						      "<x:cellStyleXfs><x:xf numFmtId='9'/></x:cellStyleXfs>"
						      "<x:cellXfs><x:xf/><x:xf numFmtId='170'/>"
						      "<x:xf numFmtId='14'/></x:cellXfs>"
						      "</x:styleSheet>"), NULL), 0);
	assert_int_equal(workbook_read_strings(&b, STR("<sst><si><t>Nama_x000D__x005F__x00</t></si><si><r>"
	"<t>Rp 300.000</t></r><r>"
	"<rPr><vertAlign val='superscript'/>"
						       "</rPr><t>1</t></r><rPh><t>x</t></rPh></si></sst>"), NULL), 0);
	assert_str(workbook_string(&b, 1), "Rp 300.000");
	assert_str(workbook_string(&b, 2), "");
	assert_str(workbook_string(&b, -1), "");
	sheet_is(&b,
		 "<s:worksheet xmlns:s='http://purl.oclc.org/ooxml/spreadsheetml/main'><s:sheetData>"
		 "<s:row><s:c t='s'><s:v>0</s:v></s:c><s:c t='inlineStr'><s:is><s:r><s:t>Ko</s:t></s:r><s:r>"
		 "<s:t>de</s:t></s:r></s:is></s:c>"
		 "<s:c t='str'><s:f>A1</s:f><s:v>Biaya</s:v></s:c><s:c t='str'><s:v>Batas</s:v></s:c><s:c t='str'>"
		 "<s:v>Aktif</s:v></s:c></s:row>"
		 "<s:row r='4'><s:c r='A4' t='str'><s:v>A</s:v></s:c><s:c r='B4' s='1'><s:v>7</s:v></s:c>"
		 "<s:c r='C4' t='s'><s:v>1</s:v></s:c>"
		 "<s:c r='D4' s='2' t='d'><s:v>2025-08-17</s:v></s:c><s:c r='E4' t='b'><s:v>1</s:v></s:c></s:row>"
		 "</s:sheetData></s:worksheet>",
		 "Lembar\nNama __x00: A; Kode: 007; Biaya: Rp 300.000; Batas: 2025-08-17; Aktif: TRUE\n");
}

static void what_is_hidden_is_left_out(void **state)
{
	WORKBOOK_AUTO struct workbook b;

	(void)state;
	workbook_init(&b);
	sheet_is(&b,
		 "<worksheet><cols><col min='2' max='2' hidden='1'/><col min='4' max='4' width='0'/>"
		 "<col min='9' max='16384' hidden='true'/></cols>"
		 "<sheetData><row r='1'><c r='A1' t='str'><v>Nama</v></c><c r='B1' t='str'><v>NIK</v></c>"
		 "<c r='C1' t='str'><v>Nilai</v></c>"
		 "<c r='D1' t='str'><v>Gaji</v></c></row><row r='2' hidden='1'><c r='A2' t='str'>"
		 "<v>Rahasia</v></c></row>"
		 "<row r='3' hidden='1'/><row r='4'><c r='A4' t='str'><v>Ani</v></c><c r='B4'><v>32</v></c>"
		 "<c r='C4'><v>80</v></c></row>"
		 "<row r='5' ht='0'><c r='A5'><v>9</v></c></row></sheetData></worksheet>",
		 "Lembar\nNama: Ani; Nilai: 80\n");
	assert_int_equal(b.hidden_rows, 2);
	assert_int_equal(b.hidden_columns, 2);
}

static void merged_cells(void **state)
{
	WORKBOOK_AUTO struct workbook b;
	uint32_t row, column;

	(void)state;
	workbook_init(&b);
	sheet_is(&b,
		 "<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>Biaya</v></c></row>"
		 "<row r='2'><c r='A2' t='str'><v>Prodi</v></c><c r='B2' t='str'><v>Jalur</v></c><c r='D2' t='str'>"
		 "<v>Batas</v></c></row>"
		 "<row r='3'><c r='B3' t='str'><v>SNBP</v></c><c r='C3' t='str'><v>SNBT</v></c></row>"
		 "<row r='4'><c r='A4' t='str'><v>Fisika</v></c><c r='B4'><v>1</v></c><c r='C4'><v>2</v></c>"
		 "<c r='D4' t='str'><v>Juli</v></c></row>"
		 "<row r='5'><c r='A5' t='str'><v>Kimia</v></c><c r='B5'><v>3</v></c><c r='C5'>"
		 "<v>4</v></c></row></sheetData>"
		 "<mergeCells><mergeCell ref='A1:D1'/><mergeCell ref='B2:C2'/><mergeCell ref='A2:A3'/>"
		 "<mergeCell ref='D2:D3'/>"
		 "<mergeCell ref='D4:D5'/><mergeCell ref='x'/><mergeCell ref='C9:A1'/></mergeCells></worksheet>",
		 "Lembar\nBiaya\nProdi: Fisika; Jalur SNBP: 1; Jalur SNBT: 2; Batas: Juli\n"
		 "Prodi: Kimia; Jalur SNBP: 3; Jalur SNBT: 4; Batas: Juli\n");
	assert_true(merged_cell(STR("AB12"), &row, &column));
	assert_int_equal(row, 11);
	assert_int_equal(column, 27);
	assert_false(merged_cell(STR("ABCDE1"), &row, &column));
	assert_false(merged_cell(STR("A0"), &row, &column));
	assert_false(merged_cell(STR("12"), &row, &column));
}

static void broken_and_endless_sheets(void **state)
{
	OUTLINE_AUTO struct outline o;
	WORKBOOK_AUTO struct workbook b;
	BUF_AUTO struct buf wide = BUF_MAX(1 << 20);
	struct err err = {0};
	int i;

	(void)state;
	outline_init(&o, 1 << 20);
	workbook_init(&b);
	assert_int_equal(workbook_read_sheet(&b, STR("<worksheet><row>"), STR("x"), &o, &err), -1);
	assert_int_equal(err.code, ERR_BAD_DATA);
	/* each row of 40 bytes asks for a thousand cells */
	buf_cstr(&wide, "<worksheet>");
	for (i = 0; i < 3000; i++)
		buf_cstr(&wide, "<row><c r='ALJ1'><v>1</v></c></row>");
	buf_cstr(&wide, "</worksheet>");
	assert_int_equal(workbook_read_sheet(&b, buf_view(&wide), STR("x"), &o, &err), -1);
	assert_int_equal(err.code, ERR_NO_MEMORY);
}

static void raised_characters(void **state)
{
	static const struct {
		const char *before, *raised, *line;
	} rows[] = {
		{"Rp 300.000", "1", "Rp 300.000"}, {"IPK 3,0", "2", "IPK 3,0"}, {"tahun 2025", "*)", "tahun 2025"},
		{"luas 20 m", "2", "luas 20 m^2"}, {"10", "-3", "10^-3"}, {"x", "2", "x^2"}, {"4", "th", "4th"},
		{"biaya", "1,2", "biaya"}, {"sejak", "1998", "sejak 1998"}, {"biaya", "1 ", "biaya "}, {"", "1", ""},
		{"a", "", "a"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		BUF_AUTO struct buf b = BUF_MAX(100);

		buf_cstr(&b, rows[i].before);
		raised_put(&b, str_of(rows[i].raised));
		assert_str(buf_view(&b), rows[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_of_all_types), cmocka_unit_test(what_is_hidden_is_left_out),
			cmocka_unit_test(merged_cells),
		cmocka_unit_test(broken_and_endless_sheets), cmocka_unit_test(raised_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
