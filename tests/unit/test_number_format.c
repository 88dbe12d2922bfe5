#include "unit.h"

#include "kb/document/number_format.h"

struct row {
	const char *code;
	double value;
	const char *shown;
};

static void shows(const struct row *rows, size_t n, struct number_style style)
{
	size_t i;

	for (i = 0; i < n; i++) {
		BUF_AUTO struct buf b = BUF_MAX(200);

		number_format(rows[i].code, rows[i].value, &style, &b);
		if (!str_eq(buf_view(&b), str_of(rows[i].shown)))
			print_error("%s of %.10g\n", rows[i].code, rows[i].value);
		assert_str(buf_view(&b), rows[i].shown);
	}
}

#define SHOWS(rows, style) shows(rows, sizeof(rows) / sizeof(rows)[0], style)

static const struct number_style english = {false, false, false}, names = {true, false, false},
				 indonesian = {true, true, false}, macintosh = {false, false, true};

static void numbers(void **state)
{
	static const struct row rows[] = {
		{"", 94, "94"}, {"", 0.30000000000000004, "0.3"}, {"", -0.5, "-0.5"},
		{"General", 1e14, "100000000000000"},
		{"", 1.0 / 3, "0.333333333333"}, {"", -0.0, "0"}, {"0", 7, "7"}, {"000", 7, "007"},
		{"000", 12345, "12345"},
		{"0.00", 2, "2.00"}, {"0.00", 1.005, "1.01"}, {"0", 2.5, "3"}, {"0", -2.5, "-3"}, {"0", -0.2, "0"},
		{"0.##", 1.5, "1.5"}, {"0.##", 2, "2"}, {"0.0#", 2.25, "2.25"}, {"#", 0, ""}, {".00", 0.5, ".50"},
		{".00", 12.5, "12.50"},
		{"#,##0", 7500000, "7,500,000"}, {"#,##0", 999, "999"}, {"#,##0.00", -1234.5, "-1,234.50"},
		{"0,000", 12, "0,012"},
		{"#,##0,", 1234567, "1,235"}, {"0.0,,\" jt\"", 7500000, "7.5 jt"},
		{"0%", 0.5, "50%"}, {"0.0%", 0.125, "12.5%"}, {"0%", 0.999, "100%"}, {"0 %", 0.05, "5 %"},
		{"0000-0000-0000", 81234567890, "0812-3456-7890"}, {"00\" \"000", 5, "00 005"},
		{"0.00E+00", 123456, "1.23E+05"}, {"# ?/?", 0.5, "0.5"}, {"@", 7, "7"}, {"\"x\"", 7, "x"},
		{"0\\ \"sks\"", 144, "144 sks"}, {"[Red]0", 3, "3"}, {"0_)", 3, "3 "}, {"[", 3, "3"}, {"\"", 3, ""},
	};

	(void)state;
	SHOWS(rows, english);
}

static void sections(void **state)
{
	static const struct row rows[] = {
		{"0;(0);\"nol\"", 5, "5"}, {"0;(0);\"nol\"", -5, "(5)"}, {"0;(0);\"nol\"", 0, "nol"}, {"0;-0", 0, "0"},
		{"[>=75]\"lulus\";\"gagal\"", 80, "lulus"}, {"[>=75]\"lulus\";\"gagal\"", 60, "gagal"},
		{"[<1]0.0;[<10]0.00;0", 0.5, "0.5"}, {"[<1]0.0;[<10]0.00;0", 5, "5.00"},
		{"[<1]0.0;[<10]0.00;0", 50, "50"},
		{"[=1]\"ya\";[=0]\"tidak\";0", 1, "ya"}, {"[=1]\"ya\";[=0]\"tidak\";0", 0, "tidak"},
		{"[<>0]0;\"-\"", 4, "4"},
		{"0;\"a;b\"", -1, "a;b"}, {"0;;", -1, "-1"},
	};

	(void)state;
	SHOWS(rows, english);
}

static void money(void **state)
{
	static const struct row rows[] = {
		{"\"Rp\"\\ #,##0", 7500000, "Rp 7.500.000"}, {"\"Rp\"#,##0.00", -2500, "-Rp2.500,00"},
		{"[$Rp-421]#,##0", 350000, "Rp350.000"}, {"[$Rp-3809]\\ #,##0", 1e6, "Rp 1.000.000"},
		{"_(\"Rp\"* #,##0_);_(\"Rp\"* (#,##0);_(\"Rp\"* \"-\"??_);_(@_)", -1500, " Rp (1.500)"},
		{"_(\"Rp\"* #,##0_);_(\"Rp\"* (#,##0);_(\"Rp\"* \"-\"_);_(@_)", 0, " Rp - "},
		{"[$€-2]\\ 0.0", 2.5, "€ 2,5"}, {"0.0%", 0.125, "12,5%"}, {"", 0.5, "0,5"},
	};

	(void)state;
	SHOWS(rows, indonesian);
	assert_true(number_format_is_indonesian("\"Rp\"\\ #,##0"));
	assert_true(number_format_is_indonesian("0;[$-421]d mmmm yyyy"));
	assert_true(number_format_is_indonesian("[$-F421]#,##0;[$Rp-421]0"));
	assert_false(number_format_is_indonesian("[$$-409]#,##0.00"));
	assert_false(number_format_is_indonesian(""));
}

static void dates(void **state)
{
	static const struct row rows[] = {
		{"d mmmm yyyy", 45886, "17 Agustus 2025"}, {"[$-421]dd mmmm yyyy;@", 45999, "08 Desember 2025"},
		{"[$-409]mmmm d, yyyy", 45886, "August 17, 2025"},
		{"[$-F800]dddd, mmmm dd, yyyy", 45886, "Minggu, Agustus 17, 2025"},
		{"dddd", 45884, "Jumat"}, {"ddd d/mmm", 45884, "Jum 15/Agu"}, {"mmm-yy", 45870, "Agu-2025"},
		{"yyyy", 45870, "2025"},
		{"mm-dd-yy", 45478, "2024-07-05"}, {"dd/mm/yyyy", 45478, "2024-07-05"},
		{"yyyy-mm-dd", 45478, "2024-07-05"},
		{"dddd, dd/mm/yyyy", 45478, "Jumat, 2024-07-05"},
		{"dd/mm/yyyy hh:mm", 45886.57291666666, "2025-08-17 13:45"},
		{"m/d/yy h:mm:ss", 45886.5, "2025-08-17 12:00:00"}, {"yyyy-mm-dd", 1, "1900-01-01"},
		{"yyyy-mm-dd", 61, "1900-03-01"},
		{"d/m", 45478, "5/7"}, {"mmmm", -1, "-1"}, {"yyyy", 1e9, "1000000000"}, {"mmmm", 45886, "Agustus"},
	};
	static const struct row from_1904[] = {{"yyyy-mm-dd", 0, "1904-01-01"},
	{"d mmmm yyyy", 44424, "17 August 2025"}};

	(void)state;
	SHOWS(rows, names);
	SHOWS(from_1904, macintosh);
}

static void times(void **state)
{
	static const struct row rows[] = {
		{"h:mm", 0.3125, "7:30"}, {"hh:mm", 0.3125, "07:30"}, {"hh.mm", 0.3125, "07.30"},
		{"hh:mm:ss", 0.999988425925926, "23:59:59"},
		{"[h]:mm", 1.145833333333333, "27:30"}, {"[hh]:mm:ss", 4.170138888888889, "100:05:00"},
		{"[mm]:ss", 0.0625, "90:00"},
		{"h:mm AM/PM", 0.5416666666666666, "1:00 PM"}, {"h:mm AM/PM", 0, "12:00 AM"},
		{"mm:ss.0", 0.00071759, "01:02"},
	};

	(void)state;
	SHOWS(rows, english);
}

static void formats_known_by_number(void **state)
{
	(void)state;
	assert_string_equal(number_format_builtin(0), "");
	assert_string_equal(number_format_builtin(9), "0%");
	assert_string_equal(number_format_builtin(17), "mmm-yy");
	assert_string_equal(number_format_builtin(30), "");
	assert_string_equal(number_format_builtin(-1), "");
	assert_string_equal(number_format_builtin(99), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(sections), cmocka_unit_test(money),
		cmocka_unit_test(dates),   cmocka_unit_test(times),    cmocka_unit_test(formats_known_by_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
