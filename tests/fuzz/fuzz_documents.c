/*
 * Everything that reads a document in the process: the first byte chooses the
 * form, the rest is the document, and what comes out is cut into chunks.
 */
#include <stdlib.h>

#include "fuzz.h"
#include "kb/outline/chunker.h"
#include "kb/document/extract.h"
#include "kb/document/opendocument.h"
#include "text/sentence.h"

static int take(void *arg, const struct chunk *c)
{
	const struct outline *o = arg;
	struct str rest = c->text, sentence;

	/* each chunk is a trimmed piece of the text, of bounded length unless it is a table */
	if (c->text.p < o->text.p || c->text.p + c->text.n > o->text.p + o->text.n || c->text.n == 0)
		abort();
	if (chunker_words(c->text) > CHUNKER_MOST && str_find_char(c->text, '|') == c->text.n)
		abort();
	while (sentence_cut(&rest, &sentence))
		if (sentence.n == 0)
			abort();
	return 0;
}

static void read_opendocument(const struct extract *x, bool sheets, struct str xml)
{
	MARKUP_AUTO struct markup *content = NULL;

	if (markup_parse(xml, MARKUP_XML, &content, NULL) == 0)
		(sheets ? extract_ods_tree : extract_odp_tree)(x, content, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	OUTLINE_AUTO struct outline o;
	struct extract x = {.outline = &o};
	struct str content = {(const char *)data + 1, n ? n - 1 : 0};
	bool hidden;

	outline_init(&o, 1 << 22);
	switch (n ? data[0] : 0) {
	case 'm':
		extract_markdown(&x, content, NULL);
		break;
	case 'o':
		extract_odt_parts(&x, content, content, NULL);
		break;
	case 'e':
		extract_eml(&x, content, NULL);
		break;
	case 'd':
	case 'i':
		read_opendocument(&x, data[0] == 'd', content);
		break;
	case 's':
		extract_slide(&x, content, 1, &hidden, NULL);
		break;
	case 'h':
		extract_html(&x, content, NULL);
		break;
	case 'c':
		extract_csv(&x, content, NULL);
		break;
	default:
		extract_text(&x, content, NULL);
	}
	chunker_cut(&o, take, &o);
	return 0;
}
