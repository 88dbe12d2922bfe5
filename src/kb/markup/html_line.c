#include "kb/markup/html_walk.h"

#include "kb/outline/heading_words.h"

/* Bytes of a note that is put at its mark. */
enum { NOTE_BYTES = 1000 };

/* Writes the part's heading, with its title if one followed. */
void html_end_part(struct html_walk *w)
{
	outline_heading(w->o, heading_words_level(str_sub(buf_view(&w->part), 0, w->number)), buf_view(&w->part));
	buf_reset(&w->part);
}

void html_end_line(struct html_walk *w)
{
	BUF_AUTO struct buf folded = BUF_MAX(HTML_LINE_BYTES);
	struct str text;

	outline_fold(&folded, buf_view(&w->line));
	text = buf_view(&folded);
	if (text.n && w->part.n && heading_words_title(str_sub(buf_view(&w->part), 0, w->number), text)) {
		buf_char(&w->part, ' ');
		buf_str(&w->part, text);
		html_end_part(w);
	} else if (text.n) {
		if (w->part.n)
			html_end_part(w);
		if (w->mark == 0 && heading_words_level(text)) {
			buf_str(&w->part, text);
			w->number = text.n;
		} else {
			outline_text(w->o, text);
		}
	}
	buf_reset(&w->line);
	w->mark = 0;
}

void html_flush(struct html_walk *w)
{
	if (w->whole) {
		buf_char(&w->line, '\n');
		return;
	}
	/* "<li><p>": the number stays with its item */
	if (w->mark == 0 || str_trim(str_sub(buf_view(&w->line), w->mark, w->line.n)).n)
		html_end_line(w);
}

/* The note that a raised link points to, NULL for other links. */
static const struct markup_node *note_of(const struct html_walk *w, const struct markup_node *link)
{
	static const char *const marks[] = {"footnote-ref", "footnoteref", "footnote", "fn", NULL};
	struct str id = markup_attribute(link, "href");

	if (id.n < 2 || id.p[0] != '#' ||
	    !(str_starts(id, STR("#fn")) || html_class_is(link, marks) ||
	      str_eq(markup_attribute(link, "role"), STR("doc-noteref"))))
		return NULL;
	return markup_by_id(w->page, str_sub(id, 1, id.n));
}

/* Puts a short note in parentheses where its mark stands, and says of its own place that it is dealt with. */
bool html_put_note(struct html_walk *w, const struct markup_node *link)
{
	BUF_AUTO struct buf text = BUF_MAX(NOTE_BYTES);
	BUF_AUTO struct buf folded = BUF_MAX(NOTE_BYTES);
	const struct markup_node *note = note_of(w, link);
	struct str said, back = STR("\xE2\x86\xA9");

	if (note == NULL || markup_referrer(note))
		return false;
	html_text(note, &text);
	outline_fold(&folded, str_sub(buf_view(&text), 0, str_find(buf_view(&text), back)));
	said = str_trim(buf_view(&folded));
	if (text.bad || folded.bad || said.n == 0)
		return false;
	markup_refer(note, link);
	buf_cstr(&w->line, " (");
	buf_str(&w->line, said);
	buf_char(&w->line, ')');
	return true;
}

/* Whether it is a note that was put where its mark stands. */
bool html_is_put(const struct html_walk *w, const struct markup_node *n)
{
	const struct markup_node *link = markup_referrer(n);

	return link && markup_is(link, "a") && note_of(w, link) == n;
}
