#include <stdlib.h>

#include "kb/document/extract.h"
#include "kb/outline/heading_words.h"
#include "kb/document/html_element.h"
#include "kb/outline/table.h"

enum { CAPTION_BYTES = 200, HEADING_BYTES = 120, LINE_BYTES = 4 << 20 };

struct walk {
	struct outline *o;
	struct buf line;     /* the block being collected */
	struct buf part;     /* "BAB I", whose title may follow */
	size_t number;       /* bytes of it without the title */
	size_t mark;         /* bytes of it that are an item's number, 0 for none */
	bool in_cell;        /* of a table, where blocks don't end */
	unsigned depth;
};

/* Writes the part's heading, with its title if one followed. */
static void end_part(struct walk *w)
{
	outline_heading(w->o, heading_words_level(str_sub(buf_view(&w->part), 0, w->number)), buf_view(&w->part));
	buf_reset(&w->part);
}

static void end_line(struct walk *w)
{
	BUF_AUTO struct buf folded = BUF_MAX(LINE_BYTES);
	struct str text;

	outline_fold(&folded, buf_view(&w->line));
	text = buf_view(&folded);
	if (text.n && w->part.n && heading_words_title(str_sub(buf_view(&w->part), 0, w->number), text)) {
		buf_char(&w->part, ' ');
		buf_str(&w->part, text);
		end_part(w);
	} else if (text.n) {
		if (w->part.n)
			end_part(w);
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

static void flush(struct walk *w)
{
	if (w->in_cell) {
		buf_char(&w->line, '\n');
		return;
	}
	/* "<li><p>": the number stays with its item */
	if (w->mark == 0 || str_trim(str_sub(buf_view(&w->line), w->mark, w->line.n)).n)
		end_line(w);
}

static void walk_children(struct walk *w, const struct markup_node *n, bool in_main);

static void heading(struct walk *w, const struct markup_node *n, unsigned level, bool in_main)
{
	flush(w);
	end_part(w);
	walk_children(w, n, in_main);
	if (level == 1 && w->o->title.n == 0)
		outline_set_title(w->o, buf_view(&w->line));
	outline_heading(w->o, level, buf_view(&w->line));
	buf_reset(&w->line);
	w->mark = 0;
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

static void cell(struct walk *w, const struct markup_node *n, struct table *t, struct reaching *r, size_t *column)
{
	long columns = html_span(n, "colspan"), down = html_span(n, "rowspan"), i;
	struct str text;

	*column = reach_down(t, r, *column);
	w->in_cell = true;
	walk_children(w, n, true);
	w->in_cell = false;
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

static void rows(struct walk *w, const struct markup_node *n, struct table *t, struct reaching *r)
{
	for (n = markup_child(n); n; n = markup_next(n)) {
		const struct markup_node *c;
		size_t column = 0;

		if (!markup_is(n, "tr")) {
			if (markup_name(n).n && !markup_is(n, "table"))
				rows(w, n, t, r);
			continue;
		}
		names_row(n, t);
		for (c = markup_child(n); c; c = markup_next(c))
			if (markup_is(c, "td") || markup_is(c, "th"))
				cell(w, c, t, r, &column);
		reach_down(t, r, column);
		table_end_row(t);
	}
}

/* Makes the caption, or a paragraph before the table that begins with "Tabel", the title of its rows. */
static void caption(struct walk *w, const struct markup_node *n)
{
	const struct outline_block *last = w->o->blocks_n ? &w->o->blocks[w->o->blocks_n - 1] : NULL;
	struct str before = last && last->kind == OUTLINE_TEXT ? outline_block_text(w->o, last) : STR("");

	for (n = markup_child(n); n && !markup_is(n, "caption"); n = markup_next(n))
		;
	if (n) {
		w->in_cell = true;
		walk_children(w, n, true);
		w->in_cell = false;
		if (str_trim(buf_view(&w->line)).n) {
			end_line(w);
			w->o->under[0] = w->o->blocks_n;
		}
		buf_reset(&w->line);
	} else if (before.n <= CAPTION_BYTES &&
		   (str_starts(before, STR("Tabel ")) || str_starts(before, STR("Table ")))) {
		w->o->under[0] = w->o->blocks_n;
	}
}

static void table(struct walk *w, const struct markup_node *n)
{
	TABLE_AUTO struct table t;
	struct reaching *r = calloc(1, sizeof *r);

	end_line(w);
	end_part(w);
	table_init(&t, LINE_BYTES);
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
static void preformatted(struct walk *w, const struct markup_node *n, bool in_main)
{
	struct str all, text;

	end_line(w);
	end_part(w);
	walk_children(w, n, in_main);
	all = buf_view(&w->line);
	while (str_cut(&all, '\n', &text))
		outline_text(w->o, text);
	buf_reset(&w->line);
}

/* Headings by authors who use no styles: short, bold and no sentence. They rank below all real headings. */
static void bold_paragraph(struct walk *w, const struct markup_node *n, bool in_main)
{
	BUF_AUTO struct buf folded = BUF_MAX(LINE_BYTES);
	struct str text;

	flush(w);
	walk_children(w, n, in_main);
	outline_fold(&folded, buf_view(&w->line));
	text = buf_view(&folded);
	if (w->mark == 0 && w->part.n == 0 && heading_words_level(text) == 0 && text.n > 1 && text.n <= HEADING_BYTES &&
	    strchr(".:;,!", text.p[text.n - 1]) == NULL) {
		outline_heading(w->o, OUTLINE_LEVELS, text);
		buf_reset(&w->line);
	} else {
		flush(w);
	}
}

static void begin_item(struct walk *w, const struct markup_node *item)
{
	html_item_mark(item, &w->line);
	w->mark = w->in_cell ? 0 : w->line.n;
}

static void end_item(struct walk *w)
{
	buf_reset(&w->line);
	w->mark = 0;
}

static void element(struct walk *w, const struct markup_node *n, bool in_main)
{
	struct str name = markup_name(n);
	unsigned level = html_heading_level(name);

	if (html_is_skipped(n, in_main))
		return;
	in_main = in_main || str_ieq(name, STR("article")) || str_ieq(name, STR("main"));
	if (level && !w->in_cell) {
		heading(w, n, level, in_main);
		return;
	}
	if (str_ieq(name, STR("p")) && !w->in_cell && html_is_bold(n)) {
		bold_paragraph(w, n, in_main);
		return;
	}
	if (str_ieq(name, STR("table")) && !w->in_cell && !html_is_layout(n)) {
		table(w, n);
		return;
	}
	if (str_ieq(name, STR("pre")) && !w->in_cell) {
		preformatted(w, n, in_main);
		return;
	}
	if (str_ieq(name, STR("br")))
		buf_char(&w->line, '\n');
	if (html_is_block(name))
		flush(w);
	if (str_ieq(name, STR("li")))
		begin_item(w, n);
	walk_children(w, n, in_main);
	if (html_is_block(name))
		flush(w);
	if (w->mark && str_ieq(name, STR("li"))) /* an item without text */
		end_item(w);
}

static void walk_children(struct walk *w, const struct markup_node *n, bool in_main)
{
	if (++w->depth > MARKUP_DEPTH_MAX) {
		w->depth--;
		return;
	}
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
	    !str_eq(str_trim(markup_text(markup_child(title))), STR(EXTRACT_NO_TITLE)))
		outline_set_title(o, markup_text(markup_child(title)));
}

int extract_html(const struct extract *x, struct str content, struct err *err)
{
	MARKUP_AUTO struct markup *m = NULL;
	struct walk w = {.o = x->outline};
	const struct markup_node *root, *start;

	if (markup_parse(content, MARKUP_HTML, &m, err))
		return -1;
	root = markup_root(m);
	buf_init(&w.line, LINE_BYTES);
	buf_init(&w.part, LINE_BYTES);
	start = markup_find(root, "main");
	if (start)
		walk_children(&w, start, true);
	else
		element(&w, root, false);
	flush(&w);
	end_part(&w);
	read_head(x->outline, root);
	buf_release(&w.line);
	buf_release(&w.part);
	return 0;
}
