#include "base/ascii.h"
#include "kb/pdf/pdf.h"

bool pdf_is_sentences(struct str s)
{
	size_t i, letters = 0, ends = 0;

	for (i = 0; i + 1 < s.n; i++) {
		if (strchr(".;?!", s.p[i]) && s.p[i + 1] == ' ' && letters > 3)
			ends++;
		letters = is_letterlike(s.p[i]) || is_digit(s.p[i]) ? letters + 1 : 0;
	}
	return ends > 1;
}

bool pdf_is_caption(struct str s)
{
	static const char *const words[] = {"Tabel ", "Table ", "Gambar ", "Figure ", "Daftar "};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct str w = str_of(words[i]);

		if (s.n > w.n && str_ieq(str_sub(s, 0, w.n), w) && (is_digit(s.p[w.n]) || strchr("IVX", s.p[w.n])))
			return true;
	}
	return false;
}

bool pdf_is_unit(struct str s)
{
	static const char *const words[] = {"ribuan", "jutaan", "dalam rupiah", "juta rupiah", "thousand", "million",
					    "satuan", "unit:", "in rupiah", "in IDR", "in USD"};
	char lower[PDF_CAPTION_BYTES + 1];
	size_t i;

	if (s.n > PDF_CAPTION_BYTES)
		return false;
	for (i = 0; i < s.n; i++)
		lower[i] = to_lower(s.p[i]);
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_find((struct str){lower, s.n}, str_of(words[i])) < s.n)
			return true;
	return false;
}

bool pdf_names_contents(struct str s)
{
	static const char *const names[] = {"daftar isi", "daftar tabel", "daftar gambar", "daftar lampiran",
					    "contents", "table of contents", "list of tables", "list of figures"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_ieq(str_trim(s), str_of(names[i])))
			return true;
	return false;
}

bool pdf_is_mark(struct str s)
{
	/* among them bullets of Symbol and Wingdings, which have private characters */
	static const char *const marks[] = {"•", "-", "–", "o", "▪", "➢", "\xef\x82\xb7", "\xef\x82\xa7",
					    "\xef\x83\x98", "\xef\x83\xbc"};
	size_t i;

	for (i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (str_eq(s, str_of(marks[i])))
			return true;
	return outline_begins_item(s);
}
