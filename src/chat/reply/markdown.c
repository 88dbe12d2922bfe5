#include "chat/reply/markdown.h"

#include "chat/reply/markdown_impl.h"
#include "chat/reply/markdown_line.h"

/* An item that goes on, or has a list of its own, is indented as far. */
enum { NESTED_INDENT = 2 };

/* --- to the sink */

static int on_text(void *arg, struct str piece, const struct reply_style *style)
{
	struct markdown *m = arg;
	struct reply_style own = *style;

	if (m->mute) {
		buf_str(&m->head, piece);
		return 0;
	}
	own.strong = own.strong || m->heading;
	return markdown_begin_cell(m) || markdown_give(m, piece, m->cell, &own);
}

static int on_cited(void *arg, const unsigned *numbers, size_t n)
{
	struct markdown *m = arg;

	return m->mute ? 0 : m->sink.cited(m->sink.arg, numbers, n);
}

static bool knows_url(void *arg, struct str url, bool whole)
{
	struct markdown *m = arg;

	return m->sink.knows_url(m->sink.arg, url, whole);
}

/* --- lines */

static int other_block(struct markdown *m, enum block_type type)
{
	if (markdown_close(m))
		return -1;
	markdown_open(m, type);
	return 0;
}

static int take_text(struct markdown *m, const struct line *l, struct str s)
{
	bool goes_on = m->open && !m->heading && m->type != BLOCK_TABLE && m->type != BLOCK_CODE &&
		       (!m->loose || (markdown_is_list(m) && l->indent >= NESTED_INDENT));

	if (goes_on ? markdown_inline(m, markdown_is_list(m) ? STR(" ") : STR("\n")) : other_block(m, BLOCK_P))
		return -1;
	return markdown_inline(m, s);
}

static int take_quote(struct markdown *m, struct str s)
{
	bool goes_on = m->open && m->type == BLOCK_QUOTE && !m->loose;

	if (goes_on ? markdown_inline(m, STR("\n")) : other_block(m, BLOCK_QUOTE))
		return -1;
	return markdown_inline(m, s);
}

/* A list of the other kind below an item: they are said in the item. */
static int take_nested(struct markdown *m, struct str s)
{
	if (m->fed && markdown_inline(m, m->fed == ':' ? STR(" ") : STR("; ")))
		return -1;
	return markdown_inline(m, s);
}

static int take_item(struct markdown *m, const struct line *l, struct str s, struct str line)
{
	enum block_type type = l->kind == LINE_BULLET ? BLOCK_UL : BLOCK_OL;

	if (markdown_is_list(m) && m->type != type && l->indent >= NESTED_INDENT)
		return take_nested(m, s);
	if (markdown_is_list(m) && m->type == type)
		return markdown_end_cell(m) || markdown_inline(m, s);
	if (type == BLOCK_OL && l->number != 1) /* numbered by what isn't a list here */
		return other_block(m, BLOCK_P) || markdown_inline(m, line);
	return other_block(m, type) || markdown_inline(m, s);
}

static int take_heading(struct markdown *m, struct str s)
{
	if (other_block(m, BLOCK_P))
		return -1;
	m->heading = true;
	return markdown_inline(m, s);
}

/* A table's first line waits for the next, which says whether it is one. */
static int take_row(struct markdown *m, struct str line)
{
	if (m->open && m->type == BLOCK_TABLE)
		return markdown_row(m, line);
	if (markdown_close(m))
		return -1;
	buf_reset(&m->row);
	buf_str(&m->row, line);
	return 0;
}

static int take_fence(struct markdown *m, struct str line)
{
	if (markdown_close(m))
		return -1;
	markdown_open_code(m, str_trim(line));
	return 0;
}

static int take_line(struct markdown *m, const struct line *l, struct str line)
{
	struct str s = str_sub(line, l->skip, line.n);

	switch (l->kind) {
	case LINE_BLANK:
		return markdown_is_list(m) ? 0 : markdown_close(m);
	case LINE_RULE:
		return markdown_close(m);
	case LINE_HEADING:
		return take_heading(m, s);
	case LINE_BULLET:
	case LINE_NUMBER:
		return take_item(m, l, s, line);
	case LINE_QUOTE:
		return take_quote(m, s);
	case LINE_TABLE:
		return take_row(m, line);
	case LINE_FENCE:
		return take_fence(m, line);
	default:
		return take_text(m, l, s);
	}
}

/* The line that waited was a table's head, or is text. */
static int take_waiting(struct markdown *m, const struct line *l, struct str line, bool *ret_taken)
{
	static const struct line text = {.kind = LINE_TEXT};
	int r;

	*ret_taken = false;
	if (m->row.n == 0)
		return 0;
	*ret_taken = l->kind == LINE_TABLE && markdown_is_delimiter(line);
	r = *ret_taken ? markdown_open_table(m, buf_view(&m->row)) : take_text(m, &text, buf_view(&m->row));
	buf_reset(&m->row);
	return r;
}

/* The line begins; `ended`: it is whole. Nothing happens while it is undecided. */
static int decide(struct markdown *m, bool ended)
{
	struct str line = buf_view(&m->line);
	struct line l = line_read(line, ended || line.n >= MARKDOWN_LINE_MAX);
	bool taken;
	int r;

	if (m->fence && !ended)
		return 0;
	if (m->fence) {
		r = markdown_code_line(m, line);
		buf_reset(&m->line);
		return r;
	}
	if (l.kind == LINE_UNDECIDED)
		return 0;
	if (!ended && l.kind >= LINE_TABLE) /* longer than any */
		l = (struct line){.kind = LINE_TEXT};
	r = take_waiting(m, &l, line, &taken);
	if (r == 0 && !taken)
		r = take_line(m, &l, line);
	m->loose = l.kind == LINE_BLANK;
	m->reading = !ended;
	buf_reset(&m->line);
	return r;
}

static int end_line(struct markdown *m)
{
	int r = m->reading ? 0 : decide(m, true);

	m->reading = false;
	return r;
}

static int result(const struct markdown *m, int r, struct err *err)
{
	if (m->line.bad || m->row.bad || m->head.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for an answer's line");
	return r ? err_set(err, ERR_GONE, "the reader went away") : 0;
}

/* --- all together */

void markdown_init(struct markdown *m, struct arena *a, struct markdown_sink sink)
{
	*m = (struct markdown){.sink = sink, .arena = a};
	reply_filter_init(&m->inlines, (struct reply_filter_sink){on_text, on_cited, knows_url, m});
	buf_init(&m->line, 1 << 20);
	buf_init(&m->row, 1 << 20);
	buf_init(&m->head, 1 << 20);
}

void markdown_release(struct markdown *m)
{
	reply_filter_release(&m->inlines);
	buf_release(&m->line);
	buf_release(&m->row);
	buf_release(&m->head);
}

int markdown_feed(struct markdown *m, struct str piece, struct err *err)
{
	int r = 0;

	while (piece.n && r == 0) {
		size_t n = str_find_char(piece, '\n');
		struct str part = str_sub(piece, 0, n);

		if (m->reading) {
			r = markdown_inline(m, part);
		} else {
			buf_str(&m->line, part);
			r = part.n ? decide(m, false) : 0;
		}
		if (r == 0 && n < piece.n)
			r = end_line(m);
		piece = str_sub(piece, n + 1, piece.n);
	}
	return result(m, r, err);
}

int markdown_end(struct markdown *m, struct err *err)
{
	static const struct line nothing = {.kind = LINE_BLANK};
	bool taken;
	int r = m->line.n ? end_line(m) : 0;

	m->fence = 0;
	if (r == 0)
		r = take_waiting(m, &nothing, STR(""), &taken);
	if (r == 0)
		r = markdown_close(m);
	return result(m, r, err);
}
