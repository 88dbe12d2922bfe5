/*
 * What mutool says is drawn on the pages of a PDF: words, lines, columns, tables, and the blocks
 * that come of them.
 */
#include <stdlib.h>

#include "fuzz.h"
#include "kb/pdf/pdf.h"
#include "kb/outline/chunker.h"

static int take(void *arg, const struct chunk *c)
{
	const struct outline *o = arg;

	if (c->text.p < o->text.p || c->text.p + c->text.n > o->text.p + o->text.n || c->text.n == 0)
		abort();
	return 0;
}

static struct str no_text(void *arg, uint32_t page)
{
	(void)arg;
	(void)page;
	return STR("");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	PDF_AUTO struct pdf p = {0};
	OUTLINE_AUTO struct outline o;

	outline_init(&o, 1 << 22);
	if (pdf_read(&p, (struct str){(const char *)data, n}, NULL) == 0) {
		pdf_drop_edges(&p);
		pdf_outline(&p, &o, no_text, NULL);
	}
	chunker_cut(&o, take, &o);
	return 0;
}
