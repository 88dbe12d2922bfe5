/*
 * Text and structure of a document, by its type.
 *
 * Text, Markdown, HTML and CSV are read in the process; the rest through the
 * programs named in kb/document/filter.h's calls, each a child that sees the content alone.
 */
#ifndef KB_EXTRACT_H
#define KB_EXTRACT_H

#include "base/conf.h"
#include "base/err.h"
#include "kb/document/outline.h"

enum extract_kind {
	EXTRACT_UNKNOWN,
	EXTRACT_TEXT,
	EXTRACT_MARKDOWN,
	EXTRACT_HTML,
	EXTRACT_PDF,
	EXTRACT_CSV,
	EXTRACT_SHEET,  /* .xlsx */
	EXTRACT_DOCX,
	EXTRACT_ODT,
	EXTRACT_RTF,
	EXTRACT_EPUB,
	EXTRACT_SLIDES, /* .pptx */
	EXTRACT_JSONL, /* many documents: see kb/document/jsonl.h */
};

/* Part of what decides whether a document is unchanged: raise it when an extractor gives other text. */
#define EXTRACT_VERSION "2"
/* What pandoc is told to call a page whose document has no title. */
#define EXTRACT_NO_TITLE "-"

struct extract {
	const struct conf *conf;
	struct outline *outline; /* filled; empty before */
	/* What the admin should know though the document was read, such as pages without text. NULL: dropped. */
	void (*note)(void *arg, const char *text);
	/* While a child runs, at least every 100 ms; non-zero ends it with ERR_GONE. NULL: none. */
	int (*on_wait)(void *arg);
	void *arg;
};

/* By the end of the name. */
enum extract_kind extract_kind_of(struct str name);
/* By media type, as of a Content-Type header. */
enum extract_kind extract_kind_of_type(struct str media_type);

/*
 * ERR_BAD_DATA: no text in it, or not of that kind; ERR_NOT_FOUND: a program
 * is missing (msg names the package); ERR_TIMEOUT, ERR_REFUSED, ERR_NO_MEMORY.
 */
int extract_document(const struct extract *x, enum extract_kind kind, struct str content, struct err *err);

/* The single extractors, for their tests and for each other. */
int extract_text(const struct extract *x, struct str content, struct err *err);
int extract_markdown(const struct extract *x, struct str content, struct err *err);
int extract_html(const struct extract *x, struct str content, struct err *err);
int extract_pdf(const struct extract *x, struct str content, struct err *err);
int extract_csv(const struct extract *x, struct str content, struct err *err);
int extract_sheet(const struct extract *x, struct str content, struct err *err);
/* format: as pandoc calls it */
int extract_office(const struct extract *x, const char *format, struct str content, struct err *err);
int extract_odt(const struct extract *x, struct str content, struct err *err);
/* Of an OpenDocument text its content.xml and styles.xml, "" when there is none. */
int extract_odt_parts(const struct extract *x, struct str content, struct str styles, struct err *err);
int extract_slides(const struct extract *x, struct str content, struct err *err);
/* One slide's XML, without what the speaker says; a hidden one gives nothing. */
int extract_slide(const struct extract *x, struct str xml, long number, bool *ret_hidden, struct err *err);

/* Appends text of unknown encoding as UTF-8: as it is when it is UTF-8, by its mark when UTF-16, else as Windows-1252. */
int extract_decode(struct str raw, struct buf *out, struct err *err);

#endif
