/*
 * Text and structure of a document, by its kind.
 *
 * What the program does not read by itself goes through the programs named in
 * kb/document/filter.h's calls, each a child that sees the content alone.
 */
#ifndef KB_EXTRACT_H
#define KB_EXTRACT_H

#include "base/conf.h"
#include "base/err.h"
#include "kb/outline/outline.h"

/* Documents are read again when it changes: raise it whenever an extractor gives another text. */
#define EXTRACT_VERSION "6"

struct extract;

/* Documents in documents: a message that is attached to a message. */
enum { EXTRACT_NESTED_MAX = 3 };

/* A row of extract.def. */
struct extract_kind {
	const char *ending;
	/* Adds to x->outline. NULL: the file holds many documents, or `skip` says why it is not read. */
	int (*read)(const struct extract *x, struct str content, struct err *err);
	const char *format; /* pandoc's name of the kind; of an older kind of Office, the newer one */
	const char *skip;   /* a kind that is known and not read: what to do; else NULL */
};

struct extract {
	const struct extract_kind *kind;
	const struct conf *conf;
	struct outline *outline; /* filled; empty before */
	/* Takes remarks for the admin on a document that was read, such as which pages have no text. NULL: none. */
	void (*note)(void *arg, const char *text);
	void *arg;
	/*
	 * Reads a document within this one, by its name, under a heading of that name;
	 * set by extract_document(). ERR_BAD_DATA: of a kind that is not read.
	 */
	int (*inner)(const struct extract *x, struct str name, struct str content, struct err *err);
	unsigned nested; /* in how many other documents this one is */
};

/* By the end of the name; NULL for a kind that isn't known. */
const struct extract_kind *extract_kind_of(struct str name);

/*
 * ERR_BAD_DATA: no text in it, or not of that kind (NULL is none); ERR_NOT_FOUND:
 * a program is missing (msg names the package); ERR_TIMEOUT, ERR_REFUSED, ERR_NO_MEMORY.
 */
int extract_document(const struct extract *x, struct str content, struct err *err);

/* The readers, for their tests and for each other. */
#define KIND(ending, read, format) int read(const struct extract *x, struct str content, struct err *err);
#define MANY(ending)
#define SKIP(ending, todo)
#include "kb/document/extract.def"
#undef KIND
#undef MANY
#undef SKIP
/* Of an OpenDocument text its content.xml and styles.xml, "" when there is none. */
int extract_odt_parts(const struct extract *x, struct str content, struct str styles, struct err *err);
/* One slide's XML, without what the speaker says; a hidden one gives nothing. */
int extract_slide(const struct extract *x, struct str xml, long number, bool *ret_hidden, struct err *err);

#endif
