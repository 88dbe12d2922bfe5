#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "kb/pdf/pdf_trace.h"

/* Gaps, in hundredths of the font's size: between words; back over the end of the word. */
enum { GAP_WORD = 17, GAP_BACK = 30 };

void pdf_end_word(struct pdf_trace *r)
{
	struct pdf_drawn *d = &r->p->drawn;
	struct pdf_word *words;

	if (!r->in_word)
		return;
	r->in_word = false;
	r->word.n = d->text.n - r->word.at;
	words = arena_grow(&d->arena, d->words, d->words_n, &d->words_cap, PDF_WORDS_MAX, sizeof *words);
	if (words == NULL || r->word.n == 0)
		return;
	d->words = words;
	d->words[d->words_n++] = r->word;
}

static void widen(struct pdf_box *b, int x, int y)
{
	b->left = x < b->left ? x : b->left;
	b->right = x > b->right ? x : b->right;
	b->top = y < b->top ? y : b->top;
	b->bottom = y > b->bottom ? y : b->bottom;
}

static void begin_word(struct pdf_trace *r, double x, double y)
{
	int left = pdf_tenths(x), base = pdf_tenths(y), size = pdf_tenths(r->size);

	r->word = (struct pdf_word){
		.box = {left, base - (r->turned ? 0 : size * 8 / 10), left, base + (r->turned ? 0 : size * 2 / 10)},
		.baseline = base,
		.size = size,
		.bold = r->bold || r->in == PDF_OUTLINED,
		.turned = r->turned,
		.invisible = r->in == PDF_INVISIBLE,
		.spaced = r->space,
		.at = r->p->drawn.text.n,
	};
	r->in_word = true;
	r->space = false;
}

/* Whether a character at x, y goes on with the word. */
static bool goes_on(const struct pdf_trace *r, double x, double y)
{
	double along = (x - r->x) * 100, across = fabs(y - r->y) * 100;

	if (!r->in_word || abs(r->word.size - pdf_tenths(r->size)) > 2 || r->word.turned != r->turned)
		return false;
	if (r->turned)
		return hypot(x - r->x, y - r->y) * 100 < r->size * GAP_WORD;
	return across < r->size * 10 && along < r->size * GAP_WORD && along > -r->size * GAP_BACK;
}

/* Digits that are raised by themselves, as digits; 0 for others. */
static uint32_t raised_digit(uint32_t c)
{
	return c == 0xb9 ? '1' : c == 0xb2 || c == 0xb3 ? c - 0xb2 + '2' :
	       c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ? c - 0x2070 + '0' : 0;
}

static void put_character(struct buf *b, uint32_t c)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

	if (c >= 0xfb00 && c <= 0xfb06)
		buf_cstr(b, ligatures[c - 0xfb00]);
	else if (c >= 0xd800 && c < 0xe000)
		utf8_put(b, 0xfffd);
	else if (c != 0xad && c < 0x110000)
		utf8_put(b, c);
}

/* The character that `unicode` stands for: itself, or escaped as in XML. */
static uint32_t character(struct str s)
{
	static const struct {
		const char *name;
		char c;
	} named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	uint32_t code = 0;
	size_t i;

	if (s.n == 0)
		return ' ';
	if (s.p[0] != '&' || s.n == 1)
		return utf8_next(&s, NULL);
	for (i = 0; i < sizeof named / sizeof named[0]; i++)
		if (str_eq(s, str_of(named[i].name)))
			return (uint32_t)named[i].c;
	for (i = 3; i < s.n && s.p[i] != ';' && code < 0x110000; i++)
		code = code * 16 + (uint32_t)(strtol((char[]){s.p[i], '\0'}, NULL, 16));
	return code;
}

static bool is_blank(uint32_t c)
{
	return c <= ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) || c == 0x3000 || c == 0xfeff;
}

void pdf_add_glyph(struct pdf_trace *r, struct str line)
{
	uint32_t c = character(pdf_attribute(line, "unicode")), digit = raised_digit(c);
	double x, y, advance = pdf_number(line, "adv");

	if (r->in == PDF_NOTHING || r->slanted)
		return;
	pdf_place(r, pdf_number(line, "x"), pdf_number(line, "y"), &x, &y);
	if (is_blank(c)) {
		pdf_end_word(r);
		r->space = true;
		return;
	}
	if (!goes_on(r, x, y) || r->word.raised != (digit != 0)) {
		pdf_end_word(r);
		begin_word(r, x, y);
		r->word.raised = digit != 0;
	}
	put_character(&r->p->drawn.text, digit ? digit : c);
	r->x = x + advance * r->glyph.a;
	r->y = y + advance * r->glyph.b;
	widen(&r->word.box, pdf_tenths(r->x), pdf_tenths(r->y));
	if (r->turned)
		widen(&r->word.box, pdf_tenths(x), pdf_tenths(y));
}

static bool is_bold(struct str font)
{
	static const char *const names[] = {"Bold", "bold", "Black", "Heavy", "Demi", "BOLD"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_find(font, str_of(names[i])) < font.n)
			return true;
	return false;
}

void pdf_begin_span(struct pdf_trace *r, struct str line)
{
	const struct pdf_matrix *m = &r->to_page;
	double v[4], a, b, c, d;

	if (pdf_numbers(pdf_attribute(line, "trm"), v, 4) < 4)
		v[0] = v[1] = v[2] = v[3] = 0;
	a = m->a * v[0] + m->c * v[1];
	b = m->b * v[0] + m->d * v[1];
	c = m->a * v[2] + m->c * v[3];
	d = m->b * v[2] + m->d * v[3];
	r->glyph = (struct pdf_matrix){a, b, c, d, 0, 0};
	r->size = hypot(c, d);
	r->bold = is_bold(pdf_attribute(line, "font"));
	r->turned = fabs(b) > fabs(a) * .05 || a < 0;
	/* what is written over the page from corner to corner is a watermark */
	r->slanted = fabs(b) > fabs(a) * .05 && fabs(a) > fabs(b) * .05;
}
