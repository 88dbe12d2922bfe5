/*
 * A Word document's parts as they are inflated: the document, styles, numbering,
 * foot- and endnotes, parted by NUL bytes.
 */
#include "fuzz.h"
#include "kb/outline/chunker.h"
#include "kb/document/docx.h"
#include "kb/document/extract.h"

static int take(void *arg, const struct chunk *c)
{
	(void)arg;
	(void)c;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = {(const char *)data, n}, part;
	struct markup *trees[DOCX_PARTS] = {NULL};
	BUF_AUTO struct buf html = {0};
	OUTLINE_AUTO struct outline o;
	struct extract x = {.outline = &o};
	int i;

	outline_init(&o, 1 << 22);
	for (i = 0; i < DOCX_PARTS && str_cut(&rest, '\0', &part); i++)
		markup_parse(part, MARKUP_XML, &trees[i], NULL);
	if (trees[DOCX_DOCUMENT] && docx_read(trees, &html, NULL) == 0)
		extract_html(&x, buf_view(&html), NULL);
	for (i = 0; i < DOCX_PARTS; i++)
		markup_free(trees[i]);
	chunker_cut(&o, take, NULL);
	return 0;
}
