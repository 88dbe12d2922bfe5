#include "kb/markup/html.h"

#include <stdlib.h>
#include <string.h>

#include "kb/markup/html_walk.h"
#include "kb/outline/heading_words.h"
#include "kb/outline/raised.h"
#include "kb/outline/table.h"

/* Of a bold paragraph that is a heading, a table's caption, a term that asks, raised text. */
enum { HEADING_BYTES = 120, CAPTION_BYTES = 200, TITLE_BYTES = 300, RAISED_BYTES = 1000 };

static void walk_children(struct html_walk *w, const struct markup_node *n, bool in_main);

/* Collects the text of an element whose blocks don't end the paragraph. */
static void collect(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	html_flush(w);
	w->whole = w->in_title = true;
	walk_children(w, n, in_main);
	w->whole = w->in_title = false;
}

static void heading(struct html_walk *w, const struct markup_node *n, unsigned level, bool in_main)
{
	html_flush(w);
	html_end_part(w);
	collect(w, n, in_main);
	if (level == 1 && w->o->title.n == 0)
		outline_set_title(w->o, buf_view(&w->line));
	outline_heading(w->o, level, buf_view(&w->line));
	buf_reset(&w->line);
	w->mark = 0;
}

/* A title by a button, summary or question ranks below all headings, unless a heading is in it. */
static void title(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	static const char *const headings[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
	size_t i;

	for (i = 0; i < sizeof headings / sizeof headings[0]; i++)
		if (markup_find(markup_child(n), headings[i])) {
			html_flush(w);
			walk_children(w, n, in_main);
			return;
		}
	heading(w, n, OUTLINE_LEVELS, in_main);
}

/* Cells that reach down into the rows below. */
struct reaching {
	long rows[TABLE_COLUMNS_MAX];
	struct str text[TABLE_COLUMNS_MAX]; /* borrowed from `kept` */
	struct buf kept;
};

/* Adds the cells that reach down from above and stand before the row's next cell. */
static size_t reach_down(struct table *t, struct reaching *r, size_t column)
{
	while (column < TABLE_COLUMNS_MAX && r->rows[column] > 0) {
		r->rows[column]--;
		table_add(t, r->text[column++]);
	}
	return column;
}

static void cell(struct html_walk *w, const struct markup_node *n, struct table *t, struct reaching *r, size_t *column)
{
	long columns = html_span(n, "colspan"), down = html_span(n, "rowspan"), i;
	struct str text;

	*column = reach_down(t, r, *column);
	w->whole = true;
	walk_children(w, n, true);
	w->whole = false;
	text = buf_view(&w->line);
	for (i = 0; i < columns && *column < TABLE_COLUMNS_MAX; i++, ++*column) {
		table_add(t, text);
		if (down > 1 && text.n + r->kept.n <= r->kept.max) {
			r->rows[*column] = down - 1;
			/* the whole buffer was reserved, so its text does not move */
			r->text[*column] = (struct str){r->kept.p + r->kept.n, text.n};
			buf_str(&r->kept, text);
		}
	}
	buf_reset(&w->line);
}

/* Tells from each row whether names stand beside their values: "<tr><th>Telepon<td>022…" in all of them. */
static void names_row(const struct markup_node *tr, struct table *t)
{
	const struct markup_node *c = markup_child(tr);
	bool named;

	while (c && !markup_is(c, "td") && !markup_is(c, "th"))
		c = markup_next(c);
	named = c && markup_is(c, "th");
	for (; c && !markup_is(c, "td"); c = markup_next(c))
		;
	t->names_rows = named && c && (t->rows_n == 0 || t->names_rows);
}

static void rows(struct html_walk *w, const struct markup_node *n, struct table *t, struct reaching *r)
{
	for (n = markup_child(n); n; n = markup_next(n)) {
		const struct markup_node *c;
		size_t column = 0;

		if (html_is_hidden(n))
			continue;
		if (!markup_is(n, "tr")) {
			if (markup_name(n).n && !markup_is(n, "table"))
				rows(w, n, t, r);
			continue;
		}
		names_row(n, t);
		for (c = markup_child(n); c; c = markup_next(c))
			if ((markup_is(c, "td") || markup_is(c, "th")) && !html_is_hidden(c))
				cell(w, c, t, r, &column);
		reach_down(t, r, column);
		table_end_row(t);
	}
}

/* The paragraph so many before the last; "" when that is something else. */
static struct str text_before(const struct html_walk *w, size_t back)
{
	const struct outline_block *b = w->o->blocks_n > back ? &w->o->blocks[w->o->blocks_n - 1 - back] : NULL;

	return b && b->kind == OUTLINE_TEXT ? outline_block_text(w->o, b) : STR("");
}

static bool is_caption(struct str text)
{
	return text.n <= CAPTION_BYTES && (str_starts(text, STR("Tabel ")) || str_starts(text, STR("Table ")));
}

/* "(dalam ribuan rupiah)": without it, a table's numbers are wrong. */
static bool is_unit(struct str text)
{
	return text.n > 2 && text.n <= CAPTION_BYTES && text.p[0] == '(' && str_find_char(text, ')') == text.n - 1;
}

/* Makes the caption, or a paragraph before the table that begins with "Tabel" or says its unit, its rows' title. */
static void caption(struct html_walk *w, const struct markup_node *n)
{
	struct str before = text_before(w, 0);

	if (is_unit(before) && is_caption(text_before(w, 1)))
		outline_join_last(w->o);

	for (n = markup_child(n); n && !markup_is(n, "caption"); n = markup_next(n))
		;
	if (n) {
		w->whole = true;
		walk_children(w, n, true);
		w->whole = false;
		if (str_trim(buf_view(&w->line)).n) {
			html_end_line(w);
			w->o->under[0] = w->o->blocks_n;
		}
		buf_reset(&w->line);
	} else if (is_caption(before) || is_unit(before)) {
		w->o->under[0] = w->o->blocks_n;
	}
}

static void table(struct html_walk *w, const struct markup_node *n)
{
	TABLE_AUTO struct table t;
	struct reaching *r = calloc(1, sizeof *r);

	html_end_line(w);
	html_end_part(w);
	table_init(&t, HTML_LINE_BYTES);
	if (r == NULL) {
		w->o->text.bad = true;
		return;
	}
	buf_init(&r->kept, 65536);
	if (buf_reserve(&r->kept, r->kept.max)) {
		caption(w, n);
		rows(w, n, &t, r);
		table_outline(&t, w->o);
	}
	buf_release(&r->kept);
	free(r);
}

/* Commands and listings, whose line ends are kept. */
static void preformatted(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	struct str all, text;

	html_end_line(w);
	html_end_part(w);
	walk_children(w, n, in_main);
	all = buf_view(&w->line);
	while (str_cut(&all, '\n', &text))
		outline_text(w->o, text);
	buf_reset(&w->line);
}

/* Headings by authors who use no styles: short, bold and no sentence. They rank below all real headings. */
static void bold_paragraph(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	BUF_AUTO struct buf folded = BUF_MAX(HTML_LINE_BYTES);
	struct str text;

	html_flush(w);
	walk_children(w, n, in_main);
	outline_fold(&folded, buf_view(&w->line));
	text = buf_view(&folded);
	if (w->mark == 0 && w->part.n == 0 && heading_words_level(text) == 0 && text.n > 1 && text.n <= HEADING_BYTES &&
	    strchr(".:;,!", text.p[text.n - 1]) == NULL) {
		outline_heading(w->o, OUTLINE_LEVELS, text);
		buf_reset(&w->line);
	} else {
		html_flush(w);
	}
}

/* A term of a list of definitions that asks is the heading of its answer. */
static void term(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	struct str text;

	collect(w, n, in_main);
	text = str_trim(buf_view(&w->line));
	if (text.n && text.n <= TITLE_BYTES && text.p[text.n - 1] == '?') {
		html_end_part(w);
		outline_heading(w->o, OUTLINE_LEVELS, text);
		buf_reset(&w->line);
	} else {
		html_flush(w);
	}
}

static void raised(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	BUF_AUTO struct buf text = BUF_MAX(RAISED_BYTES);
	const struct markup_node *link = markup_find(markup_child(n), "a");
	size_t at = w->line.n;

	if (link && html_put_note(w, link))
		return;
	walk_children(w, n, in_main);
	if (w->line.n < at || w->line.n - at > RAISED_BYTES)
		return;
	buf_str(&text, str_sub(buf_view(&w->line), at, w->line.n));
	buf_cut(&w->line, at);
	raised_put(&w->line, buf_view(&text));
}

static void begin_item(struct html_walk *w, const struct markup_node *item)
{
	html_item_mark(item, &w->items[w->depth], &w->line);
	w->mark = w->whole ? 0 : w->line.n;
}

static void end_item(struct html_walk *w)
{
	buf_reset(&w->line);
	w->mark = 0;
}

/* Reads an element that is more than a block or a run of text. False: it is not. */
static bool special(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	struct str name = markup_name(n);

	if (str_ieq(name, STR("sup"))) {
		raised(w, n, in_main);
		return true;
	}
	if (str_ieq(name, STR("a")) && markup_find(markup_child(n), "sup") && html_put_note(w, n))
		return true;
	if (w->whole)
		return str_ieq(name, STR("button")) && !w->in_title;
	if (html_heading_level(name))
		heading(w, n, html_heading_level(name), in_main);
	else if (html_is_title(n))
		title(w, n, in_main);
	else if (str_ieq(name, STR("dt")))
		term(w, n, in_main);
	else if (str_ieq(name, STR("p")) && html_is_bold(n))
		bold_paragraph(w, n, in_main);
	else if (str_ieq(name, STR("table")) && !html_is_layout(n))
		table(w, n);
	else if (str_ieq(name, STR("pre")))
		preformatted(w, n, in_main);
	else
		return str_ieq(name, STR("button"));
	return true;
}

static void block(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	struct str name = markup_name(n);

	if (str_ieq(name, STR("br")))
		buf_char(&w->line, '\n');
	if (html_is_block(name))
		html_flush(w);
	if (str_ieq(name, STR("li")))
		begin_item(w, n);
	walk_children(w, n, in_main);
	if (html_is_block(name))
		html_flush(w);
	if (w->mark && str_ieq(name, STR("li"))) /* an item without text */
		end_item(w);
}

/* Menus above the text, and what is said elsewhere. */
static bool is_left_out(const struct html_walk *w, const struct markup_node *n, bool in_main)
{
	static const char *const lists[] = {"ul", "ol", "div", NULL};
	bool above = !in_main && w->o->blocks_n == 0 && str_trim(buf_view(&w->line)).n == 0;

	return html_is_skipped(n, in_main) || html_is_tab(w->page, n) || html_is_put(w, n) ||
	       (above && html_among(markup_name(n), lists) && html_is_links(n));
}

static void element(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	const struct markup_node *tab = html_tab(n);

	if (is_left_out(w, n, in_main))
		return;
	in_main = in_main || markup_is(n, "article") || markup_is(n, "main");
	if (tab && !w->whole)
		heading(w, tab, OUTLINE_LEVELS, in_main);
	if (!special(w, n, in_main))
		block(w, n, in_main);
}

static void walk_children(struct html_walk *w, const struct markup_node *n, bool in_main)
{
	if (++w->depth <= MARKUP_DEPTH_MAX)
		for (n = markup_child(n); n; n = markup_next(n)) {
			buf_str(&w->line, markup_text(n));
			if (markup_name(n).n)
				element(w, n, in_main);
		}
	w->depth--;
}

static void read_head(struct outline *o, const struct markup_node *root)
{
	const struct markup_node *head = markup_find(root, "head"), *n, *title;

	for (n = head ? markup_child(head) : NULL; n; n = markup_next(n))
		if (markup_is(n, "link") && str_ieq(markup_attribute(n, "rel"), STR("canonical")) &&
		    o->url.n == 0)
			buf_str(&o->url, markup_attribute(n, "href"));
	title = head ? markup_find(markup_child(head), "title") : NULL;
	if (o->title.n == 0 && title && markup_child(title) &&
	    !str_eq(str_trim(markup_text(markup_child(title))), STR(HTML_NO_TITLE)))
		outline_set_title(o, markup_text(markup_child(title)));
}

static void read_body(struct html_walk *w)
{
	const struct markup_node *root = markup_root(w->page), *start = markup_find(root, "main");

	html_note_panels(w->page);
	if (start)
		walk_children(w, start, true);
	else
		element(w, root, false);
	html_flush(w);
	html_end_part(w);
}

int html_outline(struct str page, struct outline *o, struct err *err)
{
	MARKUP_AUTO struct markup *m = NULL;
	struct html_walk *w;

	if (markup_parse(page, MARKUP_HTML, &m, err))
		return -1;
	w = calloc(1, sizeof *w);
	if (w == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for a page");
	w->page = m;
	w->o = o;
	buf_init(&w->line, HTML_LINE_BYTES);
	buf_init(&w->part, HTML_LINE_BYTES);
	read_body(w);
	read_head(o, markup_root(m));
	buf_release(&w->line);
	buf_release(&w->part);
	free(w);
	return 0;
}
