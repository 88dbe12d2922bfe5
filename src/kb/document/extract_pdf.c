#include <stdio.h>
#include <stdlib.h>

#include "kb/document/extract.h"
#include "kb/document/filter.h"
#include "kb/document/ocr.h"
#include "kb/pdf/pdf.h"
#include "text/lang.h"

enum { TRACE_BYTES_MAX = 1 << 30, PAGE_BYTES_MAX = 1 << 20, NOTE_BYTES = 200 };
/* A page with less text has a scanner's mark; in percent: of a page that is a picture; of known words in a text. */
enum { MARK_BYTES = 40, PICTURE_PERCENT = 50, KNOWN_PERCENT = 20, WORDS_LEAST = 5 };
#define PACKAGE "mupdf-tools"

struct pages {
	const struct extract *x;
	struct pdf *pdf;
	struct ocr_page *read; /* pages whose pictures were read, in their order */
	size_t read_n;
	struct buf missing, by_ocr; /* numbers of pages without text; of those read by OCR */
};

/* Bytes of the page's lines, which are appended to `text` unless it is NULL. */
static size_t page_bytes(const struct pdf *p, size_t g, struct buf *text)
{
	size_t i, n = 0;

	for (i = p->pages[g].first; i < p->pages[g].end; i++) {
		n += p->lines[i].n;
		if (text) {
			buf_str(text, pdf_line_text(p, &p->lines[i]));
			buf_char(text, '\n');
		}
	}
	return n;
}

/* Whether the page is a picture with a text that OCR of another kind read, badly: hardly a word is known. */
static bool is_garbage(const struct pdf *p, size_t g)
{
	BUF_AUTO struct buf text = BUF_MAX(PAGE_BYTES_MAX);
	size_t words, known;

	if (p->pages[g].pictures < PICTURE_PERCENT)
		return false;
	page_bytes(p, g, &text);
	known = lang_known(buf_view(&text), &words);
	return words >= WORDS_LEAST && known * 100 < words * KNOWN_PERCENT;
}

/* Reads the pictures of pages that have no text, or none that can be trusted. */
static int read_pictures(struct pages *s, struct str content, struct err *err)
{
	const struct pdf *p = s->pdf;
	bool all = strcmp(s->x->conf->ocr, "force") == 0;
	size_t g;

	if (!ocr_possible(s->x))
		return 0;
	s->read = calloc(p->pages_n, sizeof *s->read);
	if (s->read == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for reading pictures");
	for (g = 0; g < p->pages_n; g++)
		if (all || (!p->pages[g].contents && (page_bytes(p, g, NULL) <= MARK_BYTES || is_garbage(p, g))))
			s->read[s->read_n++] = (struct ocr_page){(uint32_t)(g + 1), BUF_MAX(PAGE_BYTES_MAX)};
	ocr_read(s->x, content, s->read, s->read_n);
	return 0;
}

/* Whether OCR read more of the page than its own text says. */
static bool is_better(const struct pages *s, size_t g, struct str read)
{
	BUF_AUTO struct buf text = BUF_MAX(PAGE_BYTES_MAX);
	size_t n = page_bytes(s->pdf, g, &text), words, known, read_words, read_known;

	if (strcmp(s->x->conf->ocr, "force") == 0)
		return str_trim(read).n > 0;
	if (n <= MARK_BYTES)
		return str_trim(read).n > 2 * n;
	known = lang_known(buf_view(&text), &words);
	read_known = lang_known(read, &read_words);
	return read_known > known && read_known * words * 2 > known * read_words * 3;
}

static void add_number(struct buf *b, uint32_t page)
{
	buf_printf(b, "%s%u", b->n ? ", " : "", (unsigned)page);
}

/* What stands in place of the page's own text. */
static struct str page_text(void *arg, uint32_t page)
{
	struct pages *s = arg;
	const struct pdf_page *g = &s->pdf->pages[page - 1];
	size_t i;

	for (i = 0; i < s->read_n && s->read[i].page != page; i++)
		;
	if (i < s->read_n && is_better(s, page - 1, buf_view(&s->read[i].text))) {
		add_number(&s->by_ocr, page);
		return buf_view(&s->read[i].text);
	}
	if (g->first == g->end)
		add_number(&s->missing, page);
	return STR("");
}

static void tell(const struct pages *s, const char *what, const struct buf *numbers, const char *advice)
{
	char note[NOTE_BYTES + 200];

	if (numbers->n == 0 || s->x->note == NULL)
		return;
	snprintf(note, sizeof note, "%s %.*s%s%s", what, (int)numbers->n, numbers->p, numbers->bad ? " …" : "",
		 advice);
	s->x->note(s->x->arg, note);
}

static void tell_pages(const struct pages *s)
{
	tell(s, "no text on page", &s->missing,
	     ocr_possible(s->x) ? "" : " (apt install tesseract-ocr tesseract-ocr-ind, with OCR=auto, to read "
				       "pictures)");
	tell(s, "read by OCR: page", &s->by_ocr, "");
}

static void release(struct pages *s)
{
	size_t i;

	for (i = 0; i < s->read_n; i++)
		buf_release(&s->read[i].text);
	free(s->read);
	buf_release(&s->missing);
	buf_release(&s->by_ocr);
}

/* Why nothing of the file can be drawn: with -i, which passes over broken pages, mutool ends as if all were well. */
static int tell_broken(const struct extract *x, struct str content, struct err *err)
{
	static const char *const argv[] = {"mutool", "draw", "-q", "-F", "trace", "/dev/stdin", NULL};
	BUF_AUTO struct buf trace = BUF_MAX(TRACE_BYTES_MAX);
	struct err why = {0};

	if (filter_run(x, argv, PACKAGE, content, &trace, &why) == 0)
		return err_set(err, ERR_BAD_DATA, "no page in it");
	if (str_find(str_of(why.msg), STR("authenticate password")) < strlen(why.msg))
		return err_set(err, ERR_REFUSED, "protected by a password");
	return err_set(err, why.code, "%s", why.msg);
}

int extract_pdf(const struct extract *x, struct str content, struct err *err)
{
	static const char *const argv[] = {"mutool", "draw", "-q", "-i", "-F", "trace", "/dev/stdin", NULL};
	BUF_AUTO struct buf trace = BUF_MAX(TRACE_BYTES_MAX);
	PDF_AUTO struct pdf pdf = {0};
	struct pages pages = {.x = x, .pdf = &pdf, .missing = BUF_MAX(NOTE_BYTES), .by_ocr = BUF_MAX(NOTE_BYTES)};

	if (filter_run(x, argv, PACKAGE, content, &trace, err) || pdf_read(&pdf, buf_view(&trace), err))
		return -1;
	buf_release(&trace);
	if (pdf.pages_n == 0)
		return tell_broken(x, content, err);
	pdf_drop_edges(&pdf);
	if (read_pictures(&pages, content, err))
		return -1;
	pdf_outline(&pdf, x->outline, page_text, &pages);
	tell_pages(&pages);
	release(&pages);
	return 0;
}
