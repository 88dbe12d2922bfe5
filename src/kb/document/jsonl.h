/*
 * Documents from JSON lines: one object a line with `id`, `title`, `text`,
 * `source` and, where there are any, `url` and `updated_at` (a date, ISO 8601).  Other
 * members are ignored.
 */
#ifndef KB_JSONL_H
#define KB_JSONL_H

#include "base/json.h"

/* Longest line; a document with more text should have a file of its own. */
enum { JSONL_LINE_MAX = 64 << 20 };

/*
 * Calls fn for each line that isn't blank, until it returns non-zero, which is
 * returned.  `bytes`: read of the file so far.  ERR_NOT_FOUND, ERR_IO, ERR_BAD_DATA for a line too long.
 */
int jsonl_each(const char *path, int (*fn)(void *arg, struct str line, int64_t number, int64_t bytes),
	       void *arg, struct err *err);

struct jsonl_record {
	struct json *root; /* owns the texts */
	struct str id, title, text, source, url;
	int64_t updated_at; /* seconds since 1970; 0: unknown */
	char digits[24];   /* `id` may point here, when it was a number: don't copy the struct */
};
/* ERR_BAD_DATA: not a JSON object, or one without id or text. */
int jsonl_parse(struct str line, struct jsonl_record *ret, struct err *err);
void jsonl_free(struct jsonl_record *r);

#endif
