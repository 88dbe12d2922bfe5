#include "kb/document/docx.h"
#include "kb/outline/raised.h"

/* References to notes that are followed. */
enum { NOTES_MAX = 5000, NOTE_BYTES = 1 << 20, RAISED_BYTES = 4096 };

void docx_line(struct docx *d, const struct markup_node *n, unsigned depth, struct buf *out)
{
	size_t at = d->html.n;

	d->flat++;
	d->blocks(d, n, depth + 1);
	d->flat--;
	if (d->html.bad)
		return;
	buf_str(out, str_trim(str_sub(buf_view(&d->html), at, d->html.n)));
	buf_cut(&d->html, at);
}

/* --- notes */

/* The note of that id: most are asked for one after the other. */
static const struct markup_node *find_note(struct docx *d, int which, struct str id)
{
	const struct markup_node *first = d->notes[which] ? markup_child(d->notes[which]) : NULL, *n;

	for (n = d->last_note[which]; n; n = markup_next(n))
		if (markup_name(n).n && str_eq(markup_attribute(n, "id"), id))
			return d->last_note[which] = n;
	for (n = first; n && n != d->last_note[which]; n = markup_next(n))
		if (markup_name(n).n && str_eq(markup_attribute(n, "id"), id))
			return d->last_note[which] = n;
	return NULL;
}

/* A note stands in parentheses where its number does. */
static void write_note(struct docx *d, const struct markup_node *reference, unsigned depth)
{
	int which = markup_is(reference, "endnoteReference");
	BUF_AUTO struct buf text = BUF_MAX(NOTE_BYTES);
	const struct markup_node *note;

	if (d->in_note || d->notes_n++ >= NOTES_MAX)
		return;
	note = find_note(d, which, markup_attribute(reference, "id"));
	if (note == NULL)
		return;
	d->in_note = true;
	docx_line(d, markup_child(note), depth, &text);
	d->in_note = false;
	if (text.n)
		buf_printf(&d->html, " (%s)", text.p);
}

/* --- runs */

/* Boxes that are ticked or not, and ticks, of the fonts made of signs. */
static void put_symbol(struct docx *d, struct str code)
{
	static const struct {
		const char *code, *sign;
	} signs[] = {{"FC", "✓"}, {"FE", "☑"}, {"52", "☑"}, {"53", "☑"}, {"A8", "☐"}, {"6F", "☐"},
		     {"A3", "☐"}, {"B7", "•"}};
	size_t i;

	for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (code.n >= 2 && str_ieq(str_sub(code, code.n - 2, 2), str_of(signs[i].code)))
			buf_cstr(&d->html, signs[i].sign);
}

static void write_children(struct docx *d, const struct markup_node *n, struct docx_boxes *boxes, unsigned depth)
{
	for (n = markup_child(n); n; n = markup_next(n))
		docx_inline(d, n, boxes, depth + 1);
}

/* A run is text of one look: raised text and what is hidden is told by it. */
static void write_run(struct docx *d, const struct markup_node *run, struct docx_boxes *boxes, unsigned depth)
{
	const struct markup_node *properties = docx_child(run, "rPr");
	BUF_AUTO struct buf text = BUF_MAX(RAISED_BYTES);
	size_t at = d->html.n;

	if (docx_is_on(properties, "vanish", false))
		return;
	write_children(d, run, boxes, depth);
	if (d->html.bad || d->html.n - at > RAISED_BYTES || docx_child(run, "footnoteReference") ||
	    docx_child(run, "endnoteReference") ||
	    !str_eq(docx_value(properties, "vertAlign"), STR("superscript")))
		return;
	buf_str(&text, str_sub(buf_view(&d->html), at, d->html.n));
	buf_cut(&d->html, at);
	raised_put(&d->html, buf_view(&text));
}

/* Elements of one sign. */
static bool write_sign(struct docx *d, const struct markup_node *n)
{
	if (markup_is(n, "br") || markup_is(n, "cr"))
		buf_cstr(&d->html, d->flat ? " " : "<br>");
	else if (markup_is(n, "tab") || markup_is(n, "ptab"))
		buf_char(&d->html, ' ');
	else if (markup_is(n, "noBreakHyphen"))
		buf_char(&d->html, '-');
	else if (markup_is(n, "sym"))
		put_symbol(d, markup_attribute(n, "char"));
	else
		return false;
	return true;
}

void docx_inline(struct docx *d, const struct markup_node *n, struct docx_boxes *boxes, unsigned depth)
{
	if (depth > DOCX_NESTED_MAX || d->html.bad || markup_name(n).n == 0 || write_sign(d, n))
		return;
	n = docx_content(n);
	if (n == NULL)
		return;
	if (markup_is(n, "t")) {
		for (n = markup_child(n); n; n = markup_next(n))
			buf_html(&d->html, markup_text(n));
	} else if (markup_is(n, "r")) {
		write_run(d, n, boxes, depth);
	} else if (markup_is(n, "txbxContent")) {
		if (boxes->n < DOCX_BOXES_MAX)
			boxes->items[boxes->n++] = n;
	} else if (markup_is(n, "footnoteReference") || markup_is(n, "endnoteReference")) {
		write_note(d, n, depth);
	} else {
		if (markup_is(n, "sup")) /* of a formula: a power, and what a fraction is divided by */
			buf_char(&d->html, '^');
		else if (markup_is(n, "den"))
			buf_char(&d->html, '/');
		write_children(d, n, boxes, depth);
	}
}
