#include <stdlib.h>

#include "kb/outline/heading_words.h"
#include "base/ascii.h"
#include "kb/document/pdf.h"
#include "text/sentence.h"

/* Sizes of fonts worth counting; a longer heading is a paragraph in bold. */
enum { SIZES_MAX = 128, HEADING_BYTES = 200, PITCH_MAX = 200, MARK_BYTES = 40 };

struct writer {
	const struct pdf *p;
	struct outline *o;
	int body_size;
	int pitch; /* the usual distance from line to line; 0 when there are no two lines */
	bool size_used[SIZES_MAX]; /* by headings larger than the body */
	struct buf block;          /* being collected */
	unsigned level;            /* of the heading being collected, 0 for text */
	const struct pdf_line *first, *last; /* lines of the block */
	bool numbered;             /* the heading begins with words like "Pasal 7": a title may follow */
};

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

/* The larger the size, the higher the level; bold text of the body's size is the lowest. */
static unsigned level_by_look(const struct writer *w, const struct pdf_line *l, struct str s)
{
	unsigned level = 1;
	int size;

	if (s.n > HEADING_BYTES || s.n < 2 || s.p[s.n - 1] == '.' || s.p[s.n - 1] == ';' ||
	    (s.p[s.n - 1] == ',' && w->level == 0) || l->mark)
		return 0;
	if (l->size * 100 < w->body_size * 112 && !(l->bold && l->size >= w->body_size))
		return 0;
	for (size = SIZES_MAX - 1; size > l->size && size * 100 >= w->body_size * 112; size--)
		level += w->size_used[size];
	return level > 4 ? 4 : level;
}

static void end_block(struct writer *w)
{
	struct str text = buf_view(&w->block);

	if (w->level && text.n <= HEADING_BYTES) {
		if (w->o->title.n == 0 && w->o->page <= 1 && !w->numbered)
			outline_set_title(w->o, text);
		outline_heading(w->o, w->level, text);
	} else {
		outline_text(w->o, text);
	}
	buf_reset(&w->block);
	w->level = 0;
	w->numbered = false;
	w->first = w->last = NULL;
}

static void add_line(struct writer *w, const struct pdf_line *l)
{
	struct str text = str_trim(pdf_line_text(w->p, l));
	enum pdf_join how = pdf_hyphen(buf_view(&w->block), text, buf_view(&w->p->text));

	if (how == PDF_JOIN_DROP)
		buf_cut(&w->block, w->block.n - 1);
	else if (how == PDF_JOIN_SPACE && w->block.n)
		buf_char(&w->block, ' ');
	buf_str(&w->block, text);
	w->first = w->first ? w->first : l;
	w->last = l;
}

/* After these words a number at the front of the next line is part of a reference and begins no item. */
static bool refers(struct str before)
{
	static const char *const words[] = {"ayat",  "huruf",	"angka",     "butir", "pasal", "nomor", "no",
					    "point", "section", "paragraph", "table", "tabel", "gambar", NULL};
	struct str w = last_word(str_trim(before));
	size_t i;

	for (i = 0; words[i]; i++)
		if (str_ieq(w, str_of(words[i])))
			return true;
	return false;
}

static bool begins_item(const struct writer *w, const struct pdf_line *l, struct str text)
{
	struct str before = str_trim(buf_view(&w->block));
	char end = before.n ? before.p[before.n - 1] : '.';
	struct str word = last_word(before);

	if (!l->mark && !outline_begins_item(text))
		return false;
	if (refers(before))
		return false;
	return l->mark || strchr(".;:,", end) || str_ieq(word, STR("dan")) || str_ieq(word, STR("atau")) ||
	       str_ieq(word, STR("and")) || str_ieq(word, STR("or"));
}

/* Whether l continues the paragraph of `last`. */
static bool continues(const struct writer *w, const struct pdf_line *l, struct str text)
{
	const struct pdf_line *last = w->last;
	struct str before = buf_view(&w->block);
	/* a text may have one and a half or double spacing throughout */
	int pitch = w->pitch > l->height && w->pitch < l->height * 5 / 2 ? w->pitch * 5 / 4 : l->height * 3 / 2;

	if (last == NULL || begins_item(w, l, text))
		return false;
	/* each row of a table is a line; text wrapped inside a cell continues it */
	if (l->cells || (last->cells && l->left <= last->left + l->height))
		return false;
	/* out of a list's indentation: the list has ended */
	if (last->page == l->page && (w->first->mark || outline_begins_item(pdf_line_text(w->p, w->first))) &&
	    l->left < w->first->left - l->height / 2)
		return false;
	if (last->page != l->page) /* a paragraph continues on the next page, unless a sentence ended there */
		return before.n && strchr(".;:?!", before.p[before.n - 1]) == NULL;
	return l->top - last->top <= pitch && l->top - last->top >= -l->height / 2;
}

static void line(struct writer *w, const struct pdf_line *l)
{
	struct str text = str_trim(pdf_line_text(w->p, l));
	unsigned by_words = heading_words_level(text), look = level_by_look(w, l, text);
	bool near = w->last && w->last->page == l->page && l->top - w->last->top <= 2 * l->height;

	/* "Pasal 7", and its title on the next line */
	if (w->level && near && !by_words &&
	    ((look && (w->numbered || (w->last->size == l->size && w->last->bold == l->bold))) ||
	     (w->numbered && heading_words_title(buf_view(&w->block), text)))) {
		add_line(w, l);
		return;
	}
	if (by_words || look) {
		end_block(w);
		w->o->page = l->page;
		w->level = by_words ? by_words : look;
		w->numbered = by_words != 0;
	} else if (w->level || !continues(w, l, text)) {
		end_block(w);
		w->o->page = l->page;
	}
	add_line(w, l);
}

/* The most frequent distance between lines; on a tie the smaller. */
static void find_pitch(struct writer *w)
{
	size_t count[PITCH_MAX] = {0}, i;

	for (i = 1; i < w->p->lines_n; i++) {
		int gap = w->p->lines[i].top - w->p->lines[i - 1].top;

		if (gap > 0 && gap < PITCH_MAX && w->p->lines[i].page == w->p->lines[i - 1].page)
			count[gap]++;
	}
	for (i = 1; i < PITCH_MAX; i++)
		if (count[i] > count[w->pitch])
			w->pitch = (int)i;
}

/* Finds the size of most of the text, and which larger ones are used. */
static void find_sizes(struct writer *w)
{
	size_t bytes[SIZES_MAX] = {0}, i;

	for (i = 0; i < w->p->lines_n; i++) {
		const struct pdf_line *l = &w->p->lines[i];

		if (l->size > 0 && l->size < SIZES_MAX) {
			bytes[l->size] += l->n;
			w->size_used[l->size] = w->size_used[l->size] || (l->n > 1 && l->n <= HEADING_BYTES);
		}
	}
	for (i = 1; i < SIZES_MAX; i++)
		if (bytes[i] > bytes[w->body_size])
			w->body_size = (int)i;
}

/*
 * Writes what can be read in the page's picture when the page has no text, or no
 * more than a scanner's mark.  Returns whether that was more than its text.
 */
static bool picture(struct writer *w, size_t g, struct str (*page_text)(void *, uint32_t, bool), void *arg)
{
	const struct pdf_page *page = &w->p->pages[g];
	struct str read;
	size_t i, n = 0;

	for (i = page->first; i < page->end; i++)
		n += w->p->lines[i].n;
	if (n > MARK_BYTES)
		return false;
	read = page_text(arg, (uint32_t)(g + 1), page->first == page->end);
	if (read.n <= 2 * n)
		return false;
	end_block(w);
	w->o->page = (uint32_t)(g + 1);
	heading_words_plain(w->o, read);
	return true;
}

void pdf_outline(const struct pdf *p, struct outline *o, struct str (*page_text)(void *, uint32_t, bool), void *arg)
{
	struct writer w = {.p = p, .o = o};
	size_t g, i;

	buf_init(&w.block, o->text.max);
	find_sizes(&w);
	find_pitch(&w);
	for (g = 0; g < p->pages_n; g++) {
		if (picture(&w, g, page_text, arg))
			continue;
		for (i = p->pages[g].first; i < p->pages[g].end; i++)
			if (p->lines[i].n)
				line(&w, &p->lines[i]);
	}
	end_block(&w);
	buf_release(&w.block);
}
