/*
 * E-mail as it is kept in files (RFC 5322, MIME: RFC 2045 to 2047, 2231): headers
 * and parts.
 *
 * Texts are borrowed from the message.  Of alternatives the HTML is taken, else the
 * plain text.  Parts nest MIME_DEPTH deep, and a message has MIME_PARTS of them.
 */
#ifndef KB_MIME_H
#define KB_MIME_H

#include "base/buf.h"
#include "base/err.h"

enum { MIME_DEPTH = 8, MIME_PARTS = 500, MIME_NAME_BYTES = 300 };

struct mime_part {
	struct str type;    /* "text/plain", as it is written */
	struct str charset; /* "" when it is not said */
	struct str coding;  /* "base64", "quoted-printable"; others leave the body as it is */
	struct str body;    /* still encoded */
	char name[MIME_NAME_BYTES]; /* of the file, in UTF-8; "" for none */
};

/* Calls fn for each part that holds no others, until it returns non-zero, which is returned. */
int mime_each(struct str message, int (*fn)(void *arg, const struct mime_part *p), void *arg);
/* Appends the message's header of that name in UTF-8; nothing when it has none. */
void mime_header(struct str message, const char *name, struct buf *out);

/* Appends the part's bytes. */
void mime_body(const struct mime_part *p, struct buf *out);
/* Appends bytes that were encoded as base64, or as quoted-printable. */
void mime_base64(struct str coded, struct buf *out);
void mime_quoted(struct str coded, bool in_header, struct buf *out);
/* Appends a header's value: lines joined, encoded words ("=?utf-8?B?…?=") read. */
void mime_words(struct str value, struct buf *out);

#endif
