#include "kb/document/docx.h"
#include "kb/document/extract.h"
#include "kb/outline/heading_words.h"
#include "kb/document/ooxml.h"
#include "kb/markup/html.h"

/*
 * A Word document as the HTML that html_outline() reads, with what pandoc loses:
 * automatic numbers, which make headings ("Pasal 3"); text boxes; notes at their
 * place; the columns of merged cells.
 */
enum { HTML_BYTES_MAX = 64 << 20, ARENA_BYTES = 128 << 20, MARK_BYTES = 256 };

static void write_blocks(struct docx *d, const struct markup_node *n, unsigned depth);

/* --- paragraphs */

static const struct docx_style *style_of(const struct docx *d, const struct markup_node *properties)
{
	const struct docx_style *s = docx_style_find(&d->styles, docx_value(properties, "pStyle"));

	return s ? s : d->styles.normal;
}

static bool has_text(const struct markup_node *run)
{
	const struct markup_node *n;

	for (n = markup_child(run); n; n = markup_next(n))
		if (markup_is(n, "t") && markup_child(n) && str_trim(markup_text(markup_child(n))).n)
			return true;
	return false;
}

/* Whether all text in n and its next siblings is bold; *any becomes true when there is any. */
static bool all_bold(const struct docx *d, const struct markup_node *n, bool otherwise, bool *any, unsigned depth)
{
	for (; n && depth < DOCX_NESTED_MAX; n = markup_next(n)) {
		const struct markup_node *properties = docx_child(n, "rPr");
		const struct docx_style *style = docx_style_find(&d->styles, docx_value(properties, "rStyle"));

		if (!markup_is(n, "r")) {
			if (markup_name(n).n && !markup_is(n, "pPr") &&
			    !all_bold(d, markup_child(n), otherwise, any, depth + 1))
				return false;
		} else if (has_text(n)) {
			if (!docx_is_on(properties, "b", otherwise || (style && style->bold)))
				return false;
			*any = true;
		}
	}
	return true;
}

/* What numbers the paragraph: its own list, else its style's. Appends the number. */
static void put_number(struct docx *d, const struct markup_node *properties, const struct docx_style *style,
		       struct buf *mark)
{
	const struct markup_node *own = docx_child(properties, "numPr");
	long number = docx_long(docx_value(own, "numId"), style->number), level;

	if (own && docx_child(own, "ilvl"))
		level = docx_long(docx_value(own, "ilvl"), 0);
	else
		level = docx_numbering_level(&d->numbering, number, style->id, style->level);
	docx_numbering_next(&d->numbering, number, level, mark);
}

/* The level of the heading that the paragraph is, by its style or by itself; 0 for text. */
static unsigned heading_level(const struct markup_node *properties, const struct docx_style *style)
{
	long own = docx_long(docx_value(properties, "outlineLvl"), -1);

	if (own < 0)
		return style->heading;
	return own >= DOCX_LEVELS ? 0 : own >= 6 ? 6 : (unsigned)own + 1;
}

static void open_paragraph(struct docx *d, unsigned heading, bool bold)
{
	if (heading)
		buf_printf(&d->html, "<h%u>", heading);
	else
		buf_cstr(&d->html, bold ? "<p><strong>" : "<p>");
}

static void close_paragraph(struct docx *d, unsigned heading, bool bold)
{
	if (heading)
		buf_printf(&d->html, "</h%u>", heading);
	else
		buf_cstr(&d->html, bold ? "</strong></p>" : "</p>");
}

/* The text boxes that hang on a paragraph follow it. */
static void write_boxes(struct docx *d, const struct docx_boxes *boxes, unsigned depth)
{
	size_t i;

	for (i = 0; i < boxes->n; i++)
		write_blocks(d, markup_child(boxes->items[i]), depth + 1);
}

static void write_flat(struct docx *d, const struct markup_node *p, struct str mark, struct docx_boxes *boxes,
		       unsigned depth)
{
	buf_html(&d->html, mark);
	if (mark.n)
		buf_char(&d->html, ' ');
	docx_inline(d, p, boxes, depth);
	buf_char(&d->html, ' ');
}

/* A paragraph by itself: a heading, a line in bold letters, or text. */
static void write_whole(struct docx *d, const struct markup_node *p, struct str mark, bool bold,
			struct docx_boxes *boxes, unsigned depth)
{
	const struct markup_node *properties = docx_child(p, "pPr");
	unsigned heading = d->in_cell ? 0 : heading_level(properties, style_of(d, properties));
	size_t before = d->html.n, at;

	bold = bold && !heading;
	open_paragraph(d, heading, bold);
	at = d->html.n;
	buf_html(&d->html, mark);
	/* "Pasal 3" before its text is a heading of its own */
	if (!heading && heading_words_level(mark)) {
		close_paragraph(d, heading, bold);
		open_paragraph(d, heading, bold);
	} else if (mark.n) {
		buf_char(&d->html, ' ');
	}
	docx_inline(d, p, boxes, depth);
	if (d->html.n == at && !d->html.bad)
		buf_cut(&d->html, before);
	else
		close_paragraph(d, heading, bold);
}

static void write_paragraph(struct docx *d, const struct markup_node *p, unsigned depth)
{
	BUF_AUTO struct buf mark = BUF_MAX(MARK_BYTES);
	const struct markup_node *properties = docx_child(p, "pPr");
	const struct docx_style *style = style_of(d, properties);
	struct docx_boxes boxes = {.n = 0};
	bool any = false, bold;

	if (style->contents && !d->flat)
		return;
	put_number(d, properties, style, &mark);
	if (d->flat) {
		write_flat(d, p, buf_view(&mark), &boxes, depth);
	} else {
		bold = all_bold(d, markup_child(p), style->bold, &any, 0) && any;
		write_whole(d, p, buf_view(&mark), bold, &boxes, depth);
	}
	write_boxes(d, &boxes, depth);
}

/* --- blocks */

/* The contents that Word makes by itself. */
static bool is_contents(const struct markup_node *sdt)
{
	const struct markup_node *part = docx_child(docx_child(sdt, "sdtPr"), "docPartObj");

	return markup_is(sdt, "sdt") && str_eq(docx_value(part, "docPartGallery"), STR("Table of Contents"));
}

static void write_blocks(struct docx *d, const struct markup_node *n, unsigned depth)
{
	if (depth > DOCX_NESTED_MAX)
		return;
	for (; n && !d->html.bad; n = markup_next(n)) {
		if (markup_is(n, "p"))
			write_paragraph(d, n, depth);
		else if (markup_is(n, "tbl"))
			docx_table(d, n, depth);
		else if (markup_name(n).n && !is_contents(n) && docx_content(n))
			write_blocks(d, markup_child(docx_content(n)), depth + 1);
	}
}

/* --- the file */

static int write_document(struct docx *d, struct markup *const *trees, struct err *err)
{
	const struct markup_node *body = markup_find(markup_root(trees[DOCX_DOCUMENT]), "body");
	int i;

	if (docx_styles_read(&d->styles, trees[DOCX_STYLES], &d->arena, err) ||
	    docx_numbering_read(&d->numbering, trees[DOCX_NUMBERING], &d->styles, &d->arena, err))
		return -1;
	for (i = 0; i < 2; i++)
		d->notes[i] = trees[DOCX_FOOTNOTES + i] ? markup_root(trees[DOCX_FOOTNOTES + i]) : NULL;
	write_blocks(d, body ? markup_child(body) : NULL, 0);
	return d->html.bad ? err_set(err, ERR_NO_MEMORY, "more than %zu bytes of text", d->html.max) : 0;
}

int docx_read(struct markup *const trees[static DOCX_PARTS], struct buf *ret_html, struct err *err)
{
	struct docx d = {.html = BUF_MAX(HTML_BYTES_MAX), .blocks = write_blocks};
	int r;

	arena_init(&d.arena, ARENA_BYTES);
	r = write_document(&d, trees, err);
	arena_release(&d.arena);
	*ret_html = d.html;
	return r;
}

/* Reads the parts beside document.xml (styles, numbering, notes); a missing or damaged one is done without. */
static void read_beside(struct ooxml *z, const char *main, struct markup *trees[static DOCX_PARTS])
{
	static const char *const kinds[DOCX_PARTS] = {
		[DOCX_STYLES] = "/styles", [DOCX_NUMBERING] = "/numbering",
		[DOCX_FOOTNOTES] = "/footnotes", [DOCX_ENDNOTES] = "/endnotes",
	};
	MARKUP_AUTO struct markup *relations = NULL;
	struct err unused = {0};
	char name[OOXML_NAME_MAX];
	int i;

	ooxml_relations_of(main, name);
	if (ooxml_tree(z, name, &relations, &unused))
		return;
	for (i = DOCX_DOCUMENT + 1; i < DOCX_PARTS; i++)
		if (ooxml_target(relations, main, STR(""), kinds[i], name))
			ooxml_tree(z, name, &trees[i], &unused);
}

int extract_docx(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf html = {0};
	struct markup *trees[DOCX_PARTS] = {NULL};
	char main[OOXML_NAME_MAX];
	struct ooxml z;
	int r, i;

	if (ooxml_open(&z, x, content, err))
		return -1;
	ooxml_main(&z, "word/document.xml", main);
	r = ooxml_tree(&z, main, &trees[DOCX_DOCUMENT], err);
	if (r == 0) {
		read_beside(&z, main, trees);
		r = docx_read(trees, &html, err);
	}
	for (i = 0; i < DOCX_PARTS; i++)
		markup_free(trees[i]);
	return r || html_outline(buf_view(&html), x->outline, err) ? -1 : 0;
}
