/*
 * Programs that turn a document into text, each a child that can open no
 * socket and write no file, with bounds on time, memory and output.
 */
#ifndef KB_FILTER_H
#define KB_FILTER_H

#include "kb/document/extract.h"

/*
 * Runs argv with `content` as its descriptor 0 and appends what it prints.
 * ERR_NOT_FOUND names the Debian `package`; ERR_TIMEOUT after EXTRACT_TIMEOUT.
 */
int filter_run(const struct extract *x, const char *const *argv, const char *package, struct str content,
	       struct buf *out, struct err *err);
/* Appends one part of a zip file, which is what office documents are. ERR_REFUSED: protected by a password. */
int filter_unzip(const struct extract *x, struct str file, const char *part, struct buf *out, struct err *err);
/* Appends the names of all parts, one a line. */
int filter_list(const struct extract *x, struct str file, struct buf *out, struct err *err);

#endif
