#include <stdio.h>

#include "kb/document/extract.h"
#include "kb/document/filter.h"
#include "kb/pdf/pdf.h"
#include "port/system/child.h"

enum { TRACE_BYTES_MAX = 1 << 30, IMAGE_BYTES_MAX = 64 << 20, NOTE_BYTES = 200 };
/* Tesseract recommends 300 dots an inch for print. */
#define OCR_DPI "300"
#define PACKAGE "mupdf-tools"

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
	       child_find("mutool", path, sizeof path) == 0;
}

/* The page's picture, read by tesseract. */
static int read_picture(struct pages *p, uint32_t page, struct err *err)
{
	BUF_AUTO struct buf picture = BUF_MAX(IMAGE_BYTES_MAX);
	char number[16];
	const char *const draw[] = {"mutool", "draw", "-q", "-F", "pgm", "-r", OCR_DPI, "-o", "-", "/dev/stdin",
				    number, NULL};
	const char *const read[] = {"tesseract", "stdin", "stdout", "-l", p->x->conf->ocr_languages, "--psm", "3",
				    NULL};

	snprintf(number, sizeof number, "%u", (unsigned)page);
	return filter_run(p->x, draw, PACKAGE, p->content, &picture, err) ||
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
	struct pages pages = {x, content, BUF_MAX(16 << 20), BUF_MAX(NOTE_BYTES)};

	if (filter_run(x, argv, PACKAGE, content, &trace, err) || pdf_read(&pdf, buf_view(&trace), err))
		return -1;
	buf_release(&trace);
	if (pdf.pages_n == 0)
		return tell_broken(x, content, err);
	pdf_drop_edges(&pdf);
	pdf_outline(&pdf, x->outline, page_text, &pages);
	tell_missing(&pages);
	buf_release(&pages.text);
	buf_release(&pages.missing);
	return 0;
}
