#include <stdlib.h>

#include "kb/outline/heading_words.h"
#include "base/ascii.h"
#include "kb/pdf/pdf.h"
#include "text/sentence.h"

/*
 * SIZES_MAX, PITCH_MAX: larger fonts and distances between lines are not counted.
 * HEADING_BYTES: a longer line in bold letters is a paragraph.  MARK_BYTES: a page
 * with no more text may be a scan with the scanner's mark.
 */
enum { SIZES_MAX = 128, HEADING_BYTES = 200, PITCH_MAX = 200, PITCH_UNIT = 5, LEGEND_LINES = 2 };

struct writer {
	const struct pdf *p;
	struct outline *o;
	int body_size;
	int pitch; /* the usual distance from line to line; 0 when there are no two lines */
	bool size_used[SIZES_MAX]; /* by headings larger than the body */
	struct buf block;          /* being collected */
	unsigned level;            /* of the heading being collected, 0 for text */
	const struct pdf_line *first, *last; /* lines of the block */
	const struct pdf_table *head; /* the table that was written last, where it began */
	size_t title;                 /* its title's block, from 1; 0 for none */
	bool numbered;             /* the heading begins with words like "Pasal 7": a title may follow */
};

static struct str last_word(struct str s)
{
	size_t from = s.n;

	while (from > 0 && is_letterlike(s.p[from - 1]))
		from--;
	return str_sub(s, from, s.n);
}

/* The larger the size, the higher the level; bold text of the body's size is the lowest. */
static unsigned level_by_look(const struct writer *w, const struct pdf_line *l, struct str s)
{
	unsigned level = 1;
	int size;

	if (s.n > HEADING_BYTES || s.n < 2 || s.p[s.n - 1] == '.' || s.p[s.n - 1] == ';' ||
	    (s.p[s.n - 1] == ',' && w->level == 0) || l->mark ||
	    pdf_is_sentences(s))
		return 0;
	if (l->size * 100 < w->body_size * 112 && !(l->bold && l->size >= w->body_size))
		return 0;
	for (size = SIZES_MAX - 1; size > l->size && size * 100 >= w->body_size * 112; size--)
		level += w->size_used[size];
	return level > 4 ? 4 : level;
}

/*
 * Whether the line, which only bold type tells from text, stands within a
 * sentence: one that the full line before it didn't end, or that the next line goes on with.
 */
static bool within_sentence(const struct writer *w, const struct pdf_line *l, struct str text)
{
	const struct pdf_line *next = l + 1 < w->p->lines + w->p->lines_n ? l + 1 : NULL;
	struct str before = str_trim(buf_view(&w->block)), after = next ? str_trim(pdf_line_text(w->p, next)) : STR("");
	bool near = w->last && w->last->page == l->page && l->top - w->last->top < 2 * l->height &&
		    l->top > w->last->top;

	if (l->size * 100 >= w->body_size * 112)
		return false;
	if (near && w->level == 0 && before.n && strchr(".;:?!", before.p[before.n - 1]) == NULL &&
	    (is_lower(text.p[0]) || w->last->right >= l->right))
		return true;
	return next && next->page == l->page && !next->bold && !next->table && after.n && is_lower(after.p[0]) &&
	       next->top > l->top && next->top - l->top < 2 * l->height;
}

static void end_block(struct writer *w)
{
	struct str text = buf_view(&w->block);

	if (w->level && text.n <= HEADING_BYTES) {
		if (w->o->title.n == 0 && w->o->page <= 1 && !w->numbered && !pdf_is_caption(text))
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

	pdf_join_line(&w->block, text, buf_view(&w->p->text));
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

/* Whether a caption begins, and not a reference to a table within a sentence. */
static bool begins_caption(const struct writer *w, struct str text)
{
	struct str before = buf_view(&w->block);

	return pdf_is_caption(text) && before.n && strchr(".;:?!", before.p[before.n - 1]);
}

static void line(struct writer *w, const struct pdf_line *l)
{
	struct str text = str_trim(pdf_line_text(w->p, l));
	unsigned by_words = heading_words_level(text), look = level_by_look(w, l, text);
	bool near = w->last && w->last->page == l->page && l->top - w->last->top <= 2 * l->height;

	if (look && within_sentence(w, l, text))
		look = 0;
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
	} else if (w->level || !continues(w, l, text) || begins_caption(w, text)) {
		end_block(w);
		w->o->page = l->page;
	}
	add_line(w, l);
}

/*
 * The lines behind a table that say what it is or in which unit its values are;
 * they become part of the block before it.  Returns how many there are.
 */
static size_t take_legend(struct writer *w, const struct pdf_line *l, const struct pdf_line *end, bool titled)
{
	size_t n = 0;

	for (; l + n + 1 < end && n < LEGEND_LINES; n++) {
		const struct pdf_line *next = l + n + 1;
		struct str text = str_trim(pdf_line_text(w->p, next));

		if (next->table || next->page != l->page || text.n > PDF_CAPTION_BYTES ||
		    next->top > l->top + l->height + (int)(n + 3) * next->height ||
		    !(pdf_is_unit(text) || (!titled && pdf_is_caption(text))))
			break;
		if (w->level)
			end_block(w);
		w->o->page = l->page;
		add_line(w, next);
	}
	return n;
}

/* Whether the block that was read names the table below it. */
static bool is_titled(const struct writer *w, const struct pdf_line *l)
{
	struct str text = buf_view(&w->block);

	return w->last && w->level == 0 && w->last->page == l->page && text.n && text.n <= PDF_CAPTION_BYTES &&
	       text.p[text.n - 1] != '.' && l->top - w->last->top <= 4 * w->last->height;
}

/* Returns the number of lines behind it that were taken with it. */
static size_t table(struct writer *w, const struct pdf_line *l, const struct pdf_line *end)
{
	const struct pdf_table *head = w->head && w->first == NULL && pdf_table_continues(w->head, l->table) ? w->head
													  : NULL;
	bool titled = is_titled(w, l);
	size_t taken = 0, title = 0;

	if (!titled && w->level == 0)
		end_block(w);
	if (head == NULL)
		taken = take_legend(w, l, end, titled);
	titled = titled || taken;
	end_block(w);
	title = titled ? w->o->blocks_n : head ? w->title : 0;
	w->o->page = l->page;
	w->o->under[0] = title;
	pdf_table_outline(w->p, head, l->table, w->o);
	w->o->under[0] = w->o->under[1] = 0;
	w->head = head ? head : l->table;
	w->title = title;
	return taken;
}

/* The most frequent distance between lines; on a tie the smaller. */
static void find_pitch(struct writer *w)
{
	size_t count[PITCH_MAX] = {0}, i;

	for (i = 1; i < w->p->lines_n; i++) {
		int gap = (w->p->lines[i].top - w->p->lines[i - 1].top) / PITCH_UNIT;

		if (gap > 0 && gap < PITCH_MAX && w->p->lines[i].page == w->p->lines[i - 1].page &&
		    !w->p->lines[i].table && !w->p->lines[i - 1].table)
			count[gap]++;
	}
	for (i = 1; i < PITCH_MAX; i++)
		if (count[i] > count[w->pitch / PITCH_UNIT])
			w->pitch = (int)i * PITCH_UNIT;
}

/* Finds the size of most of the text, and which larger ones are used. */
static void find_sizes(struct writer *w)
{
	size_t bytes[SIZES_MAX] = {0}, i;

	for (i = 0; i < w->p->lines_n; i++) {
		const struct pdf_line *l = &w->p->lines[i];

		if (!l->table && l->size > 0 && l->size < SIZES_MAX) {
			bytes[l->size] += l->n;
			w->size_used[l->size] = w->size_used[l->size] || (l->n > 1 && l->n <= HEADING_BYTES);
		}
	}
	for (i = 1; i < SIZES_MAX; i++)
		if (bytes[i] > bytes[w->body_size])
			w->body_size = (int)i;
}

/* Writes what stands in place of the page's own text; false when there is nothing. */
static bool replacement(struct writer *w, size_t g, struct str (*page_text)(void *, uint32_t), void *arg)
{
	struct str read = page_text(arg, (uint32_t)(g + 1));

	if (read.n == 0)
		return false;
	end_block(w);
	w->o->page = (uint32_t)(g + 1);
	heading_words_plain(w->o, read);
	return true;
}

void pdf_outline(const struct pdf *p, struct outline *o, struct str (*page_text)(void *, uint32_t), void *arg)
{
	struct writer w = {.p = p, .o = o};
	size_t g, i;

	buf_init(&w.block, o->text.max);
	find_sizes(&w);
	find_pitch(&w);
	for (g = 0; g < p->pages_n; g++) {
		if (replacement(&w, g, page_text, arg))
			continue;
		for (i = p->pages[g].first; i < p->pages[g].end; i++)
			if (p->lines[i].n && p->lines[i].table)
				i += table(&w, &p->lines[i], p->lines + p->pages[g].end);
			else if (p->lines[i].n)
				line(&w, &p->lines[i]);
	}
	end_block(&w);
	buf_release(&w.block);
}
