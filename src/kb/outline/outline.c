#include "kb/outline/outline.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf8.h"

/* A longer title is in truth a paragraph. */
enum { TITLE_CODE_POINTS = 200, TITLE_BYTES = 4 * TITLE_CODE_POINTS, URL_BYTES = 2048 };

void outline_init(struct outline *o, size_t max_bytes)
{
	*o = (struct outline){0};
	buf_init(&o->text, max_bytes);
	buf_init(&o->title, TITLE_BYTES);
	buf_init(&o->url, URL_BYTES);
}

void outline_release(struct outline *o)
{
	buf_release(&o->text);
	buf_release(&o->title);
	buf_release(&o->url);
	free(o->blocks);
	o->blocks = NULL;
	o->blocks_n = o->blocks_cap = 0;
}

void outline_reset(struct outline *o)
{
	buf_reset(&o->text);
	buf_reset(&o->title);
	buf_reset(&o->url);
	o->blocks_n = 0;
	o->page = 0;
	o->under[0] = o->under[1] = 0;
}

/* Spaces of any kind: separators of Unicode, line ends, control characters. */
static bool is_blank(uint32_t c)
{
	return c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Soft hyphen, zero-width and direction marks, byte order mark. */
static bool is_invisible(uint32_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF);
}

/* The length of plain ASCII at the front that needs no folding: the usual case, copied as a whole. */
static size_t plain_run(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] > ' ' && s.p[n] < 0x7F)
		n++;
	return n;
}

/* Ligatures of print: ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ. */
static const char *ligature(uint32_t c)
{
	static const char *const letters[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

	return c >= 0xFB00 && c <= 0xFB06 ? letters[c - 0xFB00] : NULL;
}

/* Behind a longer number, as in "300.000¹", a raised digit marks a note, and would be read as a digit of it. */
static bool is_note_mark(const struct buf *b, uint32_t c)
{
	bool raised = c == 0xB9 || c == 0xB2 || c == 0xB3 || c == 0x2070 || (c >= 0x2074 && c <= 0x2079);
	size_t from = b->n;

	if (!raised || b->n == 0 || !is_digit(b->p[b->n - 1]))
		return false;
	while (from && is_digit(b->p[from - 1]))
		from--;
	/* no power is written as ¹ */
	return c == 0xB9 || b->n - from >= 4 || (from && (b->p[from - 1] == '.' || b->p[from - 1] == ','));
}

void outline_fold(struct buf *b, struct str s)
{
	bool blank = false, any = false;

	while (s.n) {
		size_t run = plain_run(s);
		uint32_t c = 0;

		if (run == 0) {
			c = utf8_next(&s, NULL);
			blank = blank || is_blank(c);
			if (is_blank(c) || is_invisible(c) || (!blank && is_note_mark(b, c)))
				continue;
		}
		if (blank && any)
			buf_char(b, ' ');
		blank = false;
		any = true;
		if (run)
			buf_add(b, s.p, run);
		else if (ligature(c))
			buf_cstr(b, ligature(c));
		else
			utf8_put(b, c);
		s = str_sub(s, run, s.n);
	}
}

static bool room_for_block(struct outline *o)
{
	size_t cap = o->blocks_cap ? o->blocks_cap * 2 : 64;
	struct outline_block *grown;

	if (o->blocks_n < o->blocks_cap)
		return true;
	grown = reallocarray(o->blocks, cap, sizeof *grown);
	if (grown == NULL) {
		o->text.bad = true;
		return false;
	}
	o->blocks = grown;
	o->blocks_cap = cap;
	return true;
}

/* Makes a block of the text added since `at`; every block ends with a line end. */
static void end_block(struct outline *o, enum outline_kind kind, unsigned level, size_t at)
{
	size_t n = o->text.n - at;

	if (n == 0 || o->text.bad || !room_for_block(o)) {
		buf_cut(&o->text, at);
		return;
	}
	buf_char(&o->text, '\n');
	o->blocks[o->blocks_n++] = (struct outline_block){
		kind, level, o->page, at, n, {o->under[0], o->under[1]}};
}

void outline_heading(struct outline *o, unsigned level, struct str text)
{
	size_t at = o->text.n;

	outline_fold(&o->text, text);
	end_block(o, OUTLINE_HEADING, level < 1 ? 1 : level > OUTLINE_LEVELS ? OUTLINE_LEVELS : level, at);
}

void outline_text(struct outline *o, struct str text)
{
	size_t at = o->text.n;

	outline_fold(&o->text, text);
	end_block(o, OUTLINE_TEXT, 0, at);
}

void outline_row(struct outline *o, struct str text)
{
	size_t at = o->text.n;

	outline_fold(&o->text, text);
	end_block(o, OUTLINE_ROW, 0, at);
}

void outline_table(struct outline *o, struct str lines)
{
	size_t at = o->text.n;
	struct str line;

	while (str_cut(&lines, '\n', &line)) {
		size_t before = o->text.n;

		if (before > at)
			buf_char(&o->text, '\n');
		outline_fold(&o->text, line);
		if (before > at && o->text.n == before + 1)
			buf_cut(&o->text, before);
	}
	end_block(o, OUTLINE_TABLE, 0, at);
}

bool outline_begins_item(struct str line)
{
	size_t i = 0, from;

	line = str_trim(line);
	if (str_starts(line, STR("- ")) || str_starts(line, STR("* ")) || str_starts(line, STR("• ")))
		return true;
	if (i < line.n && line.p[i] == '(')
		i++;
	for (from = i; i < line.n && is_digit(line.p[i]); i++)
		;
	if (i == from && i < line.n && is_lower(line.p[i]))
		i++;
	return i > from && i - from <= 3 && i < line.n && (line.p[i] == '.' || line.p[i] == ')') &&
	       (i + 1 == line.n || line.p[i + 1] == ' ');
}

void outline_plain(struct outline *o, struct str text)
{
	struct str rest = text, line, block = {text.p, 0};

	while (str_cut(&rest, '\n', &line)) {
		bool empty = str_trim(line).n == 0;

		if (empty || outline_begins_item(line)) {
			outline_text(o, block);
			block = (struct str){line.p, 0};
		}
		block.n = (size_t)(line.p + line.n - block.p);
	}
	outline_text(o, block);
}

void outline_set_title(struct outline *o, struct str title)
{
	BUF_AUTO struct buf folded = BUF_MAX(title.n * 3 + 1);
	struct str all;

	outline_fold(&folded, title);
	all = buf_view(&folded);
	buf_reset(&o->title);
	buf_str(&o->title, str_sub(all, 0, utf8_prefix(all, TITLE_CODE_POINTS)));
}

struct str outline_block_text(const struct outline *o, const struct outline_block *b)
{
	return str_sub(buf_view(&o->text), b->at, b->n);
}

void outline_keep(struct outline *o, size_t first, size_t end)
{
	size_t at = o->blocks[first].at, to = end < o->blocks_n ? o->blocks[end].at : o->text.n, i, k;

	memmove(o->text.p, o->text.p + at, to - at);
	buf_cut(&o->text, to - at);
	memmove(o->blocks, o->blocks + first, (end - first) * sizeof *o->blocks);
	o->blocks_n = end - first;
	for (i = 0; i < o->blocks_n; i++) {
		o->blocks[i].at -= at;
		for (k = 0; k < sizeof o->blocks[i].under / sizeof o->blocks[i].under[0]; k++)
			o->blocks[i].under[k] = o->blocks[i].under[k] > first && o->blocks[i].under[k] <= end
							? o->blocks[i].under[k] - first
							: 0;
	}
}

void outline_add(struct outline *o, const struct outline_block *blocks, size_t n)
{
	size_t i;

	for (i = 0; i < n && room_for_block(o); i++)
		o->blocks[o->blocks_n++] = blocks[i];
}

void outline_join_last(struct outline *o)
{
	struct outline_block *before = &o->blocks[o->blocks_n - 2];
	const struct outline_block *last = &o->blocks[o->blocks_n - 1];

	o->text.p[last->at - 1] = ' '; /* its line end */
	before->n = last->at + last->n - before->at;
	o->blocks_n--;
}
