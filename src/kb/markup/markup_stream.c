#include "kb/markup/markup_stream.h"

#include <libxml/xmlreader.h>
#include <limits.h>
#include <stdlib.h>

struct markup_stream {
	xmlTextReaderPtr reader;
	bool closing; /* an element without content was opened, and closes next */
};

int markup_stream_open(struct str content, struct markup_stream **ret, struct err *err)
{
	struct markup_stream *s;

	if (content.n == 0 || content.n > INT_MAX)
		return err_set(err, ERR_BAD_DATA, "markup of %zu bytes", content.n);
	s = calloc(1, sizeof *s);
	if (s == NULL)
		return err_set(err, ERR_NO_MEMORY, "no memory for markup");
	s->reader = xmlReaderForMemory(content.p, (int)content.n, NULL, NULL,
				       XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET | XML_PARSE_COMPACT);
	if (s->reader == NULL) {
		free(s);
		return err_set(err, ERR_NO_MEMORY, "no memory for markup");
	}
	*ret = s;
	return 0;
}

void markup_stream_freep(struct markup_stream **s)
{
	if (*s == NULL)
		return;
	xmlFreeTextReader((*s)->reader);
	free(*s);
	*s = NULL;
}

enum markup_event markup_stream_next(struct markup_stream *s, const struct markup_node **ret)
{
	int r;

	if (s->closing) { /* *ret still is its node */
		s->closing = false;
		return MARKUP_CLOSE;
	}
	while ((r = xmlTextReaderRead(s->reader)) == 1) {
		*ret = (const struct markup_node *)(const void *)xmlTextReaderCurrentNode(s->reader);
		switch (xmlTextReaderNodeType(s->reader)) {
		case XML_READER_TYPE_ELEMENT:
			s->closing = xmlTextReaderIsEmptyElement(s->reader) == 1;
			return MARKUP_OPEN;
		case XML_READER_TYPE_END_ELEMENT:
			return MARKUP_CLOSE;
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			return MARKUP_TEXT;
		default:
			break;
		}
	}
	*ret = NULL;
	return r == 0 ? MARKUP_END_OF_PART : MARKUP_BROKEN;
}
