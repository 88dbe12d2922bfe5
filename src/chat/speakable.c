#include "chat/speakable.h"

#include "base/ascii.h"
#include "base/utf8.h"

enum { TEXT_MAX = 65536, ACRONYM_MAX = 6 };

/* --- letters ------------------------------------------------------------------ */

static bool is_word_byte(char c)
{
	return is_digit(c) || is_letterlike(c);
}

static bool is_vowel(char c)
{
	return strchr("AEIOU", c & ~0x20) != NULL && c != '\0';
}

/* --- markup ------------------------------------------------------------------- */

/* The plain form of a code point; NULL: as it is, "": nothing. */
static const char *plain(uint32_t c)
{
	if (c == 0x2018 || c == 0x2019)
		return "'";
	if (c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB)
		return "\"";
	if (c == 0x2026)
		return "...";
	if (c == 0x2014)
		return ", ";
	if (c >= 0x2010 && c <= 0x2013)
		return "-";
	if (c == 0x2022 || c == 0xB7)
		return " ";
	if (c < 0x80)
		return c < ' ' || c == 0x7F || strchr("*_`#~|<>[]{}^\\=", (int)c) ? " " : NULL;
	/* other spaces; symbols, arrows, pictures, emoji; what has no width or no meaning */
	if (c == 0xA0 || (c >= 0x2000 && c <= 0x206F) || c == 0x3000)
		return " ";
	if (c < 0xA0 || (c >= 0x2070 && c <= 0x2BFF) || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xFE00)
		return "";
	return NULL;
}

/* "[words](address)" at the start of s: its length, and the words; 0 for none. */
static size_t link_at(struct str s, struct str *ret_words)
{
	size_t close = str_find(s, STR("](")), end;

	if (s.p[0] != '[' || close == s.n || memchr(s.p, '\n', close))
		return 0;
	end = close + str_find_char(str_sub(s, close, s.n), ')');
	if (end == s.n)
		return 0;
	*ret_words = str_sub(s, 1, close - 1);
	return end + 1;
}

/* An address at the start of s: its length; 0 for none. What closes the sentence isn't part of it. */
static size_t address_at(struct str s)
{
	size_t n = 0;

	if (!str_starts(s, STR("http://")) && !str_starts(s, STR("https://")))
		return 0;
	while (n < s.n && (unsigned char)s.p[n] > ' ' && strchr("<>[]()\"|", s.p[n]) == NULL)
		n++;
	while (n > 0 && strchr(".,;:!?", s.p[n - 1]))
		n--;
	return n;
}

/* Where the port or path begins: nobody wants to hear them. */
static size_t host_end(struct str address)
{
	size_t n = str_find(address, STR("://")) + 3;

	while (n < address.n && (is_word_byte(address.p[n]) || strchr(".-@", address.p[n])))
		n++;
	return n < address.n ? n : address.n;
}

static void strip_points(struct str s, struct buf *out)
{
	while (s.n) {
		struct str at = s;
		size_t address = address_at(s);
		uint32_t c = utf8_next(&s, NULL);
		const char *as = plain(c);

		if (address) {
			buf_str(out, str_sub(at, 0, host_end(str_sub(at, 0, address))));
			s = str_sub(at, address, at.n);
		} else if (as)
			buf_cstr(out, as);
		else
			buf_str(out, str_sub(at, 0, at.n - s.n));
	}
}

static void strip_markup(struct str s, struct buf *out)
{
	struct str words = STR("");

	s = str_trim(s);
	if (str_starts(s, STR("- ")) || str_starts(s, STR("+ ")))
		s = str_sub(s, 2, s.n);
	while (s.n) {
		size_t open = str_find_char(s, '['), n;

		strip_points(str_sub(s, 0, open), out);
		s = str_sub(s, open, s.n);
		if (s.n == 0)
			break;
		n = link_at(s, &words);
		if (n)
			strip_points(words, out);
		s = str_sub(s, n ? n : 1, s.n);
		if (n == 0)
			buf_char(out, ' ');
	}
}

/* --- words -------------------------------------------------------------------- */

static const struct {
	const char *word, *id, *en;
} in_full[] = {
	{"&", "dan", "and"},
	{"dll", "dan lain-lain", "dan lain-lain"},
	{"dsb", "dan sebagainya", "dan sebagainya"},
	{"dst", "dan seterusnya", "dan seterusnya"},
	{"dkk", "dan kawan-kawan", "dan kawan-kawan"},
	{"tgl", "tanggal", "tanggal"},
	{"yg", "yang", "yang"},
	{"dgn", "dengan", "dengan"},
	{"utk", "untuk", "untuk"},
	{"hlm", "halaman", "halaman"},
	{"Jl", "Jalan", "Jalan"},
	{"Jln", "Jalan", "Jalan"},
	{"No", "Nomor", "No"},
	{"Prof", "Profesor", "Professor"},
	{"Dr", "Doktor", "Doctor"},
	{"e.g", "misalnya", "for example"},
	{"i.e", "yaitu", "that is"},
	{"etc", "dan seterusnya", "et cetera"},
	{"vs", "versus", "versus"},
	{"IDR", "rupiah", "rupiah"},
	{"WIB", "waktu Indonesia barat", "Western Indonesian time"},
};

static const char *pick(enum lang lang, const char *id, const char *en)
{
	return lang == LANG_EN ? en : id;
}

static const char *full_form(struct str w, enum lang lang)
{
	size_t i;

	for (i = 0; i < sizeof in_full / sizeof in_full[0]; i++)
		if (str_eq(w, str_of(in_full[i].word)))
			return pick(lang, in_full[i].id, in_full[i].en);
	return NULL;
}

/* NIM, KIP, MIPA are said as words; ITB, UKT, SKS, UAS are not. */
static bool is_pronounceable(struct str w)
{
	size_t i, vowels = 0;

	for (i = 0; i < w.n; i++) {
		bool vowel = is_vowel(w.p[i]);
		bool twin = i > 0 && is_vowel(w.p[i - 1]) == vowel;

		vowels += vowel;
		if (twin && (vowel || i == 1 || i == w.n - 1))
			return false;
	}
	return w.n > 2 && vowels > 0;
}

static void spell(struct str w, struct buf *out)
{
	size_t i;

	for (i = 0; i < w.n; i++) {
		if (i)
			buf_char(out, ' ');
		buf_char(out, (char)(w.p[i] & ~0x20));
	}
}

static bool all_upper(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!is_upper(w.p[i]))
			return false;
	return w.n > 1;
}

static bool all_letters(struct str w)
{
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!is_letter(w.p[i]))
			return false;
	return true;
}

static void say_word(struct str w, enum lang lang, struct buf *out)
{
	const char *full = full_form(w, lang);

	if (full)
		buf_cstr(out, full);
	else if (all_upper(w) && w.n <= ACRONYM_MAX && !is_pronounceable(w))
		spell(w, out);
	else
		buf_str(out, w);
}

/* Parts of "SNBP/SNBT" and "ITB-nya" are words of their own. */
static void say_compound(struct str w, enum lang lang, struct buf *out)
{
	size_t i, from = 0;

	for (i = 0; i <= w.n; i++) {
		if (i < w.n && w.p[i] != '/' && w.p[i] != '-')
			continue;
		say_word(str_sub(w, from, i - from), lang, out);
		if (i < w.n)
			buf_cstr(out, w.p[i] == '-' ? "-" : ", ");
		from = i + 1;
	}
}

/* --- addresses ------------------------------------------------------------------ */

static bool is_host(struct str w)
{
	static const char *const tops[] = {"id", "com", "org", "net", "edu", "io", "info", "gov", "app", "dev"};
	struct str host = str_sub(w, 0, str_find_char(w, '/')), rest = host, label = STR("");
	size_t i, labels = 0;

	while (str_cut(&rest, '.', &label)) {
		if (label.n == 0)
			return false;
		labels++;
	}
	for (i = 0; i < sizeof tops / sizeof tops[0]; i++)
		if (labels > 1 && str_ieq(label, str_of(tops[i])))
			return true;
	return false;
}

/* "admission.itb.ac.id": short labels are spelled, the others said. */
static void say_host(struct str host, enum lang lang, struct buf *out)
{
	struct str label;
	bool first = true;

	while (str_cut(&host, '.', &label)) {
		if (!first)
			buf_cstr(out, pick(lang, " titik ", " dot "));
		first = false;
		if (label.n <= 3 && all_letters(label) && !is_pronounceable(label) && !str_ieq(label, STR("org")))
			spell(label, out);
		else
			buf_str(out, label);
	}
}

static bool say_address(struct str w, enum lang lang, struct buf *out)
{
	size_t scheme = str_find(w, STR("://")), at;
	struct str host = scheme < w.n ? str_sub(w, scheme + 3, w.n) : w;

	if (str_starts(host, STR("www.")))
		host = str_sub(host, 4, host.n);
	at = str_find_char(host, '@');
	if (scheme == w.n && !is_host(at < host.n ? str_sub(host, at + 1, host.n) : host))
		return false;
	if (at < host.n) {
		buf_str(out, str_sub(host, 0, at));
		buf_cstr(out, pick(lang, " et ", " at "));
		host = str_sub(host, at + 1, host.n);
	}
	host = str_sub(host, 0, str_find_char(host, '/'));
	host = str_sub(host, 0, str_find_char(host, '?'));
	say_host(host, lang, out);
	return true;
}

/* --- tokens --------------------------------------------------------------------- */

/* "Rp500.000", and "Rp 500.000" as two tokens: rupiah is said after the number. */
static struct str without_rupiah(struct str w, bool *rupiah)
{
	if (!str_starts(w, STR("Rp")) || !(w.n == 2 || w.p[2] == '.' || is_digit(w.p[2])))
		return w;
	*rupiah = true;
	w = str_sub(w, 2, w.n);
	return w.n && w.p[0] == '.' ? str_sub(w, 1, w.n) : w;
}

static void say_core(struct str w, enum lang lang, bool *rupiah, struct buf *out)
{
	bool number;

	w = without_rupiah(w, rupiah);
	number = w.n && is_digit(w.p[0]);
	if (say_address(w, lang, out))
		return;
	say_compound(w, lang, out);
	if (number && *rupiah) {
		buf_cstr(out, " rupiah");
		*rupiah = false;
	}
}

static void say_token(struct str w, bool last, enum lang lang, bool *rupiah, struct buf *out)
{
	size_t from = 0, to = w.n;
	struct str core, after;

	while (from < to && !is_word_byte(w.p[from]) && w.p[from] != '&')
		from++;
	while (to > from && !is_word_byte(w.p[to - 1]) && w.p[to - 1] != '&')
		to--;
	if (from == to)
		return;
	if (out->n && out->p[out->n - 1] != ' ')
		buf_char(out, ' ');
	buf_str(out, str_sub(w, 0, from));
	core = str_sub(w, from, to - from);
	after = str_sub(w, to, w.n);
	say_core(core, lang, rupiah, out);
	/* said in full, an abbreviation has no point */
	if (!last && str_starts(after, STR(".")) && full_form(core, lang))
		after = str_sub(after, 1, after.n);
	buf_str(out, after);
}

void speakable(struct str text, enum lang lang, struct buf *out)
{
	BUF_AUTO struct buf clean = BUF_MAX(TEXT_MAX);
	struct str rest, token;
	bool rupiah = false;

	strip_markup(text, &clean);
	rest = str_trim(buf_view(&clean));
	while (str_cut(&rest, ' ', &token))
		if (token.n)
			say_token(token, rest.p == NULL, lang, &rupiah, out);
}
