/*
 * What readers thought of answers: thumbs, in a small SQLite file.
 *
 * One row a request id, the last word counts.  The file is opened for each
 * call: thumbs are rare.  It keeps the last FEEDBACK_ROWS_MAX rows.
 */
#ifndef PORT_FEEDBACK_H
#define PORT_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"
#include "base/str.h"

enum { FEEDBACK_ROWS_MAX = 100000 };

struct feedback {
	struct str request_id;
	bool up;
	struct str comment;          /* "" for none */
	struct str question, answer; /* "" unless FEEDBACK_STORE_TEXT says so */
	int64_t at_s;                /* wall clock */
};

/* Makes the file and its folder (0750) when absent. */
int feedback_add(const char *path, const struct feedback *f, struct err *err);
/* Oldest first, from since_s on; borrowed while fn runs. A missing file has none. */
int feedback_each(const char *path, int64_t since_s, void (*fn)(const struct feedback *f, void *arg), void *arg,
		  struct err *err);

#endif
