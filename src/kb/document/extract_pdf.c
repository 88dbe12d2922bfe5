#include <stdio.h>

#include "kb/document/extract.h"
#include "kb/document/filter.h"
#include "kb/document/pdf.h"
#include "port/system/child.h"

enum { XML_BYTES_MAX = 256 << 20, IMAGE_BYTES_MAX = 64 << 20, NOTE_BYTES = 200 };
/* Tesseract recommends 300 dots an inch for print. */
#define OCR_DPI "300"

struct pages {
	const struct extract *x;
	struct str content;
	struct buf text; /* of the page read last */
	struct buf missing; /* numbers of pages without text */
};

static bool ocr_possible(const struct extract *x)
{
	char path[256];

	return strcmp(x->conf->ocr, "off") != 0 && child_find("tesseract", path, sizeof path) == 0 &&
	       child_find("pdftoppm", path, sizeof path) == 0;
}

/* The page's picture, read by tesseract. */
static int read_picture(struct pages *p, uint32_t page, struct err *err)
{
	BUF_AUTO struct buf picture = BUF_MAX(IMAGE_BYTES_MAX);
	char number[16];
	const char *const draw[] = {"pdftoppm", "-r", OCR_DPI, "-gray", "-f", number, "-l", number, "-", NULL};
	const char *const read[] = {"tesseract", "stdin", "stdout", "-l", p->x->conf->ocr_languages, "--psm", "3",
				    NULL};

	snprintf(number, sizeof number, "%u", (unsigned)page);
	return filter_run(p->x, draw, "poppler-utils", p->content, &picture, err) ||
			       filter_run(p->x, read, "tesseract-ocr", buf_view(&picture), &p->text, err)
		       ? -1
		       : 0;
}

static struct str page_text(void *arg, uint32_t page, bool empty)
{
	struct pages *p = arg;
	struct err why = {0};

	buf_reset(&p->text);
	if (ocr_possible(p->x) && read_picture(p, page, &why) == 0 && str_trim(buf_view(&p->text)).n)
		return buf_view(&p->text);
	if (empty)
		buf_printf(&p->missing, "%s%u", p->missing.n ? ", " : "", (unsigned)page);
	return STR("");
}

static void tell_missing(const struct pages *p)
{
	char note[NOTE_BYTES + 160];

	if (p->missing.n == 0 || p->x->note == NULL)
		return;
	snprintf(note, sizeof note, "no text on page %.*s%s%s", (int)p->missing.n, p->missing.p,
		 p->missing.bad ? " …" : "",
		 ocr_possible(p->x) ? "" : " (apt install tesseract-ocr tesseract-ocr-ind, with OCR=auto, to read "
					   "pictures)");
	p->x->note(p->x->arg, note);
}

int extract_pdf(const struct extract *x, struct str content, struct err *err)
{
	static const char *const argv[] = {"pdftohtml", "-xml", "-i", "-hidden", "-nodrm", "-enc", "UTF-8", "-stdout",
					   "-", "-", NULL};
	BUF_AUTO struct buf xml = BUF_MAX(XML_BYTES_MAX);
	PDF_AUTO struct pdf pdf = {0};
	struct pages pages = {x, content, BUF_MAX(16 << 20), BUF_MAX(NOTE_BYTES)};

	if (filter_run(x, argv, "poppler-utils", content, &xml, err) || pdf_read(&pdf, buf_view(&xml), err))
		return -1;
	pdf_drop_edges(&pdf);
	pdf_outline(&pdf, x->outline, page_text, &pages);
	tell_missing(&pages);
	buf_release(&pages.text);
	buf_release(&pages.missing);
	return 0;
}
