/*
 * What readers thought of answers: thumbs up or down, in a small SQLite file.
 *
 * There is one row for each request id; a later verdict replaces an earlier one.
 * Verdicts are rare, so the file is opened for each call.  It keeps the last
 * FEEDBACK_ROWS_MAX rows.
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
	struct str reason;           /* of a thumb down: "wrong", "incomplete" …; "" for none */
	struct str comment;          /* "" for none */
	struct str question, answer; /* "" unless FEEDBACK_STORE_TEXT says so */
	int64_t at_s;                /* wall clock */
};

enum feedback_rating { FEEDBACK_NONE, FEEDBACK_DOWN, FEEDBACK_UP };

/* The verdicts on answers by their request ids: ret_ratings[i] is that on request_ids[i]. A missing file has none. */
int feedback_ratings(const char *path, const struct str *request_ids, size_t n, enum feedback_rating *ret_ratings,
		     struct err *err);
/* Makes the file and its folder (0750) when they are absent. */
int feedback_add(const char *path, const struct feedback *f, struct err *err);
/* Calls fn for each verdict from since_s on, oldest first; it is borrowed while fn runs. A missing file has none. */
int feedback_each(const char *path, int64_t since_s, void (*fn)(const struct feedback *f, void *arg), void *arg,
		  struct err *err);

#endif
