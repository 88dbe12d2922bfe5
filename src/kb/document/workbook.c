#include "kb/document/workbook.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "kb/document/extract.h"
#include "kb/outline/raised.h"
#include "text/lang.h"

enum { ARENA_BYTES = 16 << 20, CODES_MAX = 2000, STYLES_MAX = 70000, STRINGS_BYTES_MAX = 64 << 20 };
/* Of the strings, to know their language by; of a note on what is left out. */
enum { SAMPLE_BYTES = 20000, NOTE_BYTES = 160 };

void workbook_init(struct workbook *b)
{
	*b = (struct workbook){.style = {.indonesian = true}};
	arena_init(&b->arena, ARENA_BYTES);
	buf_init(&b->strings, STRINGS_BYTES_MAX);
}

void workbook_release(struct workbook *b)
{
	arena_release(&b->arena);
	buf_release(&b->strings);
	free(b->ends);
	b->ends = NULL;
}

/* --- text in runs */

void workbook_text_init(struct workbook_text *t)
{
	*t = (struct workbook_text){.text = BUF_MAX(WORKBOOK_CELL_BYTES), .run = BUF_MAX(WORKBOOK_CELL_BYTES)};
}

void workbook_text_release(struct workbook_text *t)
{
	buf_release(&t->text);
	buf_release(&t->run);
}

void workbook_text_reset(struct workbook_text *t)
{
	buf_reset(&t->text);
	buf_reset(&t->run);
	t->open = t->phonetic = t->raised = false;
}

/* "_x000D_" is a character that XML can't hold; control characters are white space to readers. */
static void put_unescaped(struct buf *b, struct str s)
{
	while (s.n) {
		size_t at = str_find(s, STR("_x00")), i;

		buf_str(b, str_sub(s, 0, at));
		s = str_sub(s, at, s.n);
		for (i = 4; i < 6 && i < s.n && hex_value(s.p[i]) >= 0; i++)
			;
		if (i == 6 && s.n > 6 && s.p[6] == '_') {
			char c = (char)(hex_value(s.p[4]) * 16 + hex_value(s.p[5]));

			buf_char(b, c >= ' ' && c < 0x7F ? c : ' ');
			s = str_sub(s, 7, s.n);
		} else if (s.n) {
			buf_char(b, s.p[0]);
			s = str_sub(s, 1, s.n);
		}
	}
}

void workbook_text_event(struct workbook_text *t, enum markup_event event, const struct markup_node *n)
{
	if (event == MARKUP_TEXT) {
		if (t->open)
			buf_str(&t->run, markup_text(n));
	} else if (markup_is(n, "rPh")) { /* how it is pronounced */
		t->phonetic = event == MARKUP_OPEN;
	} else if (markup_is(n, "r") && event == MARKUP_OPEN) {
		t->raised = false;
	} else if (markup_is(n, "vertAlign") && event == MARKUP_OPEN) {
		t->raised = str_eq(markup_attribute(n, "val"), STR("superscript"));
	} else if (markup_is(n, "t") && event == MARKUP_OPEN) {
		buf_reset(&t->run);
		t->open = !t->phonetic;
	} else if (markup_is(n, "t") && t->open) {
		t->open = false;
		if (t->raised)
			raised_put(&t->text, buf_view(&t->run));
		else
			put_unescaped(&t->text, buf_view(&t->run));
	}
}

/* --- styles */

static void add_code(struct workbook *b, const struct markup_node *n)
{
	struct workbook_code *codes = arena_grow(&b->arena, b->codes, b->codes_n, &b->codes_cap, CODES_MAX,
						 sizeof *codes);
	struct str code = arena_str(&b->arena, markup_attribute(n, "formatCode"));
	long id;

	if (codes == NULL || code.n == 0 || !str_to_long(markup_attribute(n, "numFmtId"), &id))
		return;
	b->codes = codes;
	codes[b->codes_n++] = (struct workbook_code){id, code.p};
	b->style.comma = b->style.comma || number_format_is_indonesian(code.p);
}

static const char *code_of(const struct workbook *b, long id)
{
	size_t i;

	for (i = 0; i < b->codes_n; i++)
		if (b->codes[i].id == id)
			return b->codes[i].code;
	return number_format_builtin(id);
}

static void add_format(struct workbook *b, const struct markup_node *n)
{
	const char **formats = arena_grow(&b->arena, b->formats, b->formats_n, &b->formats_cap, STYLES_MAX,
					  sizeof *formats);
	long id = 0;

	if (formats == NULL)
		return;
	str_to_long(markup_attribute(n, "numFmtId"), &id);
	b->formats = formats;
	formats[b->formats_n++] = code_of(b, id);
}

int workbook_read_styles(struct workbook *b, struct str xml, struct err *err)
{
	MARKUP_STREAM_AUTO struct markup_stream *s = NULL;
	const struct markup_node *n = NULL;
	enum markup_event event;
	bool cells = false;

	if (markup_stream_open(xml, &s, err))
		return -1;
	while ((event = markup_stream_next(s, &n)) > MARKUP_BROKEN) {
		if (event == MARKUP_OPEN && markup_is(n, "numFmt"))
			add_code(b, n);
		else if (event != MARKUP_TEXT && markup_is(n, "cellXfs"))
			cells = event == MARKUP_OPEN;
		else if (event == MARKUP_OPEN && cells && markup_is(n, "xf"))
			add_format(b, n);
	}
	return event == MARKUP_BROKEN ? err_set(err, ERR_BAD_DATA, "styles that are no XML") : 0;
}

const char *workbook_format(const struct workbook *b, long style)
{
	return style >= 0 && (size_t)style < b->formats_n ? b->formats[style] : "";
}

/* --- strings */

static int add_string(struct workbook *b, struct str text, struct err *err)
{
	if (b->ends_n == b->ends_cap) {
		size_t cap = b->ends_cap ? 2 * b->ends_cap : 256;
		size_t *grown = reallocarray(b->ends, cap, sizeof *grown);

		if (grown == NULL)
			return err_set(err, ERR_NO_MEMORY, "no memory for %zu strings", cap);
		b->ends = grown;
		b->ends_cap = cap;
	}
	buf_str(&b->strings, text);
	b->ends[b->ends_n++] = b->strings.n;
	return b->strings.bad ? err_set(err, ERR_NO_MEMORY, "more than %d bytes of text", STRINGS_BYTES_MAX) : 0;
}

int workbook_read_strings(struct workbook *b, struct str xml, struct err *err)
{
	MARKUP_STREAM_AUTO struct markup_stream *s = NULL;
	struct workbook_text text;
	const struct markup_node *n = NULL;
	enum markup_event event;
	int r = 0;

	if (markup_stream_open(xml, &s, err))
		return -1;
	workbook_text_init(&text);
	while (r == 0 && (event = markup_stream_next(s, &n)) > MARKUP_BROKEN) {
		if (event != MARKUP_CLOSE || !markup_is(n, "si")) {
			workbook_text_event(&text, event, n);
		} else {
			r = add_string(b, buf_view(&text.text), err);
			workbook_text_reset(&text);
		}
	}
	workbook_text_release(&text);
	if (r == 0 && event == MARKUP_BROKEN)
		return err_set(err, ERR_BAD_DATA, "strings that are no XML");
	b->style.indonesian = b->style.comma ||
			      lang_detect(str_sub(buf_view(&b->strings), 0, SAMPLE_BYTES)) != LANG_EN;
	return r;
}

struct str workbook_string(const struct workbook *b, long number)
{
	size_t from, i = (size_t)number;

	if (number < 0 || i >= b->ends_n)
		return STR("");
	from = i ? b->ends[i - 1] : 0;
	return str_sub(buf_view(&b->strings), from, b->ends[i] - from);
}

/* --- what is left out */

static void count(struct buf *b, size_t n, const char *what)
{
	if (n)
		buf_printf(b, "%s %zu %s%s", b->n ? "," : "hidden, left out:", n, what, n == 1 ? "" : "s");
}

void workbook_note_hidden(const struct extract *x, size_t sheets, size_t rows, size_t columns)
{
	BUF_AUTO struct buf text = BUF_MAX(NOTE_BYTES);

	count(&text, sheets, "sheet");
	count(&text, rows, "row");
	count(&text, columns, "column");
	if (text.n && x->note)
		x->note(x->arg, text.p);
}
