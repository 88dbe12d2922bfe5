#include "base/ascii.h"
#include "kb/pdf/pdf.h"

static struct str last_word(struct str s)
{
	size_t from = s.n;

	while (from > 0 && is_letterlike(s.p[from - 1]))
		from--;
	return str_sub(s, from, s.n);
}

static struct str first_word(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_letterlike(s.p[n]))
		n++;
	return str_sub(s, 0, n);
}

/* Whether `word` occurs in `all` with no letter at either side. */
static bool occurs(struct str all, struct str word)
{
	size_t at = 0, hit;

	while ((hit = str_find(str_sub(all, at, all.n), word)) < all.n - at) {
		size_t from = at + hit, end = from + word.n;

		if ((from == 0 || !is_letterlike(all.p[from - 1])) && (end >= all.n || !is_letterlike(all.p[end])))
			return true;
		at = from + 1;
	}
	return false;
}

/* warna-warni, sayur-mayur, mahasiswa-mahasiswi: the halves differ in a letter or two. */
static bool sounds_alike(struct str head, struct str tail)
{
	size_t differ = 0, i;

	if (head.n != tail.n || head.n < 4)
		return false;
	for (i = 0; i < head.n; i++)
		differ += (head.p[i] | 0x20) != tail.p[i];
	return differ <= (head.n > 4 ? 2 : 1);
}

/* norma-norma, buah-buahan, berlari-lari, sekurang-kurangnya: the second half begins with the end of the first. */
static bool said_twice(struct str head, struct str tail)
{
	size_t n;

	for (n = head.n; n >= 4 || (n == head.n && n == 3); n--)
		if (str_ieq(str_sub(head, head.n - n, n), str_sub(tail, 0, n)))
			return true;
	return sounds_alike(head, tail);
}

enum pdf_join pdf_hyphen(struct str before, struct str after, struct str all)
{
	static const char *const keeping[] = {"non", "anti", "pra", "pasca", "sub", "multi", "co", "semi",
					      "self", "ke", "e", "se", "pre", "post", "ber", "ter", NULL};
	struct str head, tail = first_word(after);
	BUF_AUTO struct buf both = BUF_MAX(512);
	size_t i;

	if (before.n < 2 || before.p[before.n - 1] != '-' || !is_letterlike(before.p[before.n - 2]))
		return PDF_JOIN_SPACE;
	if (after.n && is_digit(after.p[0])) /* COVID-19 */
		return PDF_JOIN_KEEP;
	if (tail.n == 0 || !is_lower(tail.p[0]))
		return tail.n ? PDF_JOIN_KEEP : PDF_JOIN_SPACE;
	head = last_word(str_sub(before, 0, before.n - 1));
	buf_str(&both, head);
	buf_str(&both, tail);
	if (!both.bad && occurs(all, buf_view(&both)))
		return PDF_JOIN_DROP;
	buf_reset(&both);
	buf_str(&both, head);
	buf_char(&both, '-');
	buf_str(&both, tail);
	if (!both.bad && occurs(all, buf_view(&both)))
		return PDF_JOIN_KEEP;
	if (said_twice(head, tail))
		return PDF_JOIN_KEEP;
	for (i = 0; keeping[i]; i++)
		if (str_ieq(head, str_of(keeping[i])))
			return PDF_JOIN_KEEP;
	return PDF_JOIN_DROP;
}

void pdf_join_line(struct buf *text, struct str line, struct str all)
{
	enum pdf_join how = pdf_hyphen(buf_view(text), line, all);

	if (how == PDF_JOIN_DROP)
		buf_cut(text, text->n - 1);
	else if (how == PDF_JOIN_SPACE && text->n)
		buf_char(text, ' ');
	buf_str(text, line);
}
