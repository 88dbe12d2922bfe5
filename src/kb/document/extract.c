#include "kb/document/extract.h"

static const struct type {
	const char *ending, *media_type;
	enum extract_kind kind;
} types[] = {
	{".md", "text/markdown", EXTRACT_MARKDOWN},
	{".markdown", "text/x-markdown", EXTRACT_MARKDOWN},
	{".txt", "text/plain", EXTRACT_TEXT},
	{".text", "", EXTRACT_TEXT},
	{".html", "text/html", EXTRACT_HTML},
	{".htm", "application/xhtml+xml", EXTRACT_HTML},
	{".xhtml", "", EXTRACT_HTML},
	{".pdf", "application/pdf", EXTRACT_PDF},
	{".csv", "text/csv", EXTRACT_CSV},
	{".tsv", "text/tab-separated-values", EXTRACT_CSV},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", EXTRACT_SHEET},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", EXTRACT_DOCX},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", EXTRACT_SLIDES},
	{".odt", "application/vnd.oasis.opendocument.text", EXTRACT_ODT},
	{".rtf", "application/rtf", EXTRACT_RTF},
	{".epub", "application/epub+zip", EXTRACT_EPUB},
	{".jsonl", "application/jsonl", EXTRACT_JSONL},
	{".ndjson", "application/x-ndjson", EXTRACT_JSONL},
};

enum extract_kind extract_kind_of(struct str name)
{
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		struct str ending = str_of(types[i].ending);

		if (name.n > ending.n && str_ieq(str_sub(name, name.n - ending.n, ending.n), ending))
			return types[i].kind;
	}
	return EXTRACT_UNKNOWN;
}

enum extract_kind extract_kind_of_type(struct str media_type)
{
	struct str type = str_trim(str_sub(media_type, 0, str_find_char(media_type, ';')));
	size_t i;

	for (i = 0; type.n && i < sizeof types / sizeof types[0]; i++)
		if (str_ieq(type, str_of(types[i].media_type)))
			return types[i].kind;
	return EXTRACT_UNKNOWN;
}

static int by_kind(const struct extract *x, enum extract_kind kind, struct str content, struct err *err)
{
	switch (kind) {
	case EXTRACT_TEXT:
		return extract_text(x, content, err);
	case EXTRACT_MARKDOWN:
		return extract_markdown(x, content, err);
	case EXTRACT_HTML:
		return extract_html(x, content, err);
	case EXTRACT_PDF:
		return extract_pdf(x, content, err);
	case EXTRACT_CSV:
		return extract_csv(x, content, err);
	case EXTRACT_SHEET:
		return extract_sheet(x, content, err);
	case EXTRACT_DOCX:
		return extract_office(x, "docx", content, err);
	case EXTRACT_ODT:
		return extract_odt(x, content, err);
	case EXTRACT_RTF:
		return extract_office(x, "rtf", content, err);
	case EXTRACT_EPUB:
		return extract_office(x, "epub", content, err);
	case EXTRACT_SLIDES:
		return extract_slides(x, content, err);
	case EXTRACT_JSONL:
	case EXTRACT_UNKNOWN:
		break;
	}
	return err_set(err, ERR_BAD_DATA, "not a kind of document that can be read");
}

int extract_document(const struct extract *x, enum extract_kind kind, struct str content, struct err *err)
{
	if (by_kind(x, kind, content, err))
		return -1;
	if (x->outline->text.bad)
		return err_set(err, ERR_NO_MEMORY, "more than %zu bytes of text", x->outline->text.max);
	if (x->outline->blocks_n == 0)
		return err_set(err, ERR_BAD_DATA, "no text in it");
	return 0;
}
