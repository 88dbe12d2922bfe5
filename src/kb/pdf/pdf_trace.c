#include <math.h>

#include "kb/pdf/pdf_trace.h"

enum { TEXT_BYTES_MAX = 256 << 20, PAGE_BYTES_MAX = 8 << 20, ARENA_BYTES = 512 << 20, DRAWN_BYTES = 128 << 20 };
/* Of the page, from which it counts as a picture that may have been read. */
enum { PICTURE_PERCENT = 30 };

static struct pdf_matrix matrix_of(struct str line)
{
	double v[6];

	if (pdf_numbers(pdf_attribute(line, "transform"), v, 6) < 6)
		return (struct pdf_matrix){1, 0, 0, 1, 0, 0};
	return (struct pdf_matrix){v[0], v[1], v[2], v[3], v[4], v[5]};
}

static void add_picture(struct pdf_trace *r, struct str line)
{
	struct pdf_matrix m = matrix_of(line);

	r->pictures += fabs(m.a * m.d - m.b * m.c);
}

static int begin_page(struct pdf_trace *r, struct str line, struct err *err)
{
	struct pdf *p = r->p;
	struct pdf_page *pages;
	double v[4];

	if (p->pages_n == PDF_PAGES_MAX)
		return err_set(err, ERR_BAD_DATA, "a PDF of more than %d pages", PDF_PAGES_MAX);
	pages = arena_grow(&p->arena, p->pages, p->pages_n, &p->pages_cap, PDF_PAGES_MAX, sizeof *pages);
	if (pages == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for pages of a PDF");
	if (pdf_numbers(pdf_attribute(line, "mediabox"), v, 4) < 4)
		v[0] = v[1] = v[2] = v[3] = 0;
	r->left = v[0];
	r->top = v[1];
	p->pages = pages;
	p->pages[p->pages_n++] = (struct pdf_page){
		pdf_tenths(v[2] - v[0]), pdf_tenths(v[3] - v[1]), 0, p->lines_n, p->lines_n, false};
	r->in_word = r->space = false;
	r->pictures = 0;
	buf_reset(&p->drawn.text);
	arena_reset(&p->drawn.arena);
	p->drawn.words = NULL;
	p->drawn.rules = NULL;
	p->drawn.words_n = p->drawn.words_cap = p->drawn.rules_n = p->drawn.rules_cap = 0;
	return 0;
}

/* Words that aren't shown were read by OCR on a page that is a picture, and are none of the text of another. */
static void drop_invisible(struct pdf_drawn *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->words_n; i++)
		if (!d->words[i].invisible)
			d->words[n++] = d->words[i];
	d->words_n = n;
}

static int end_page(struct pdf_trace *r, struct err *err)
{
	struct pdf *p = r->p;
	struct pdf_page *g = p->pages_n ? &p->pages[p->pages_n - 1] : NULL;
	double page = g ? (double)g->width * g->height / 100 : 0;
	int failed;

	pdf_end_word(r);
	if (g == NULL || g->end != g->first)
		return 0;
	g->pictures = page > 0 ? (int)fmin(100, r->pictures * 100 / page) : 0;
	if (g->pictures < PICTURE_PERCENT)
		drop_invisible(&p->drawn);
	failed = pdf_layout(p, err);
	p->pages[p->pages_n - 1].end = p->lines_n;
	return failed ? -1 : p->text.bad ? err_set(err, ERR_NO_MEMORY, "no memory for the text of a PDF") : 0;
}

static void begin_element(struct pdf_trace *r, struct str line, enum pdf_element what)
{
	double color[4];
	size_t n;

	pdf_end_word(r);
	r->in = what;
	r->to_page = matrix_of(line);
	r->points = 0;
	r->curved = false;
	n = pdf_numbers(pdf_attribute(line, "color"), color, 4);
	r->white = (n == 1 && color[0] > .99) || (n == 3 && fmin(color[0], fmin(color[1], color[2])) > .99);
}

static void read_drawn(struct pdf_trace *r, struct str line)
{
	static const struct {
		const char *name;
		enum pdf_element what;
	} elements[] = {{"fill_text", PDF_SHOWN}, {"ignore_text", PDF_INVISIBLE}, {"stroke_text", PDF_OUTLINED},
			{"clip_text", PDF_NOTHING}, {"clip_stroke_text", PDF_NOTHING}, {"clip_path", PDF_NOTHING},
			{"clip_stroke_path", PDF_NOTHING}, {"fill_path", PDF_FILLED}, {"stroke_path", PDF_STROKED}};
	size_t i;

	if (pdf_is(line, "g")) {
		pdf_add_glyph(r, line);
	} else if (pdf_is(line, "span")) {
		pdf_begin_span(r, line);
	} else if (pdf_is(line, "fill_image") || pdf_is(line, "fill_image_mask")) {
		add_picture(r, line);
	} else {
		for (i = 0; i < sizeof elements / sizeof elements[0]; i++)
			if (pdf_is(line, elements[i].name))
				begin_element(r, line, elements[i].what);
		pdf_add_path(r, line);
	}
}

int pdf_read(struct pdf *p, struct str trace, struct err *err)
{
	struct pdf_trace r = {.p = p};
	struct str line;
	int failed = 0;

	*p = (struct pdf){0};
	arena_init(&p->arena, ARENA_BYTES);
	arena_init(&p->drawn.arena, DRAWN_BYTES);
	buf_init(&p->text, TEXT_BYTES_MAX);
	buf_init(&p->drawn.text, PAGE_BYTES_MAX);
	while (!failed && str_cut(&trace, '\n', &line)) {
		line = str_trim(line);
		if (line.n < 3 || line.p[0] != '<')
			continue;
		line = str_sub(line, 1, line.n);
		if (pdf_is(line, "page"))
			failed = begin_page(&r, line, err);
		else if (pdf_is(line, "/page"))
			failed = end_page(&r, err);
		else if (p->pages_n)
			read_drawn(&r, line);
	}
	return failed;
}

void pdf_release(struct pdf *p)
{
	buf_release(&p->text);
	buf_release(&p->drawn.text);
	arena_release(&p->arena);
	arena_release(&p->drawn.arena);
	*p = (struct pdf){0};
}
